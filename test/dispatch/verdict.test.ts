import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallResult } from '../../src/directories/operation.ts';
import { type Batch, DOUBTS } from '../../src/dispatch/batch.ts';
import { afterReadBack, LOOKS_BEFORE_FAILED } from '../../src/dispatch/read-back-verdict.ts';
import { afterCall, MOST_ATTEMPTS, MOST_READ_BACKS } from '../../src/dispatch/verdict.ts';
import { type AccountId, accountId, batchId, directoryName, requestId } from '../../src/ids.ts';
import { account, FakeDirectory } from '../support/fake-directory.ts';
import { SimulatedClock } from '../support/simulated-clock.ts';

const ids = ['1', '2', '3'].map(accountId);
const traits = {
  batchSize: 50,
  reversible: true,
  inverse: 'unsuspend',
  whenInDoubt: 'same-token',
  noMayMeanDone: false,
  canBeReadBack: true,
} as const;
const suspend = new FakeDirectory(new SimulatedClock(), []).operations.get('suspend');
if (!suspend) throw new Error('no suspend');

const no = { kind: 'failed', reason: 'Not allowed.' } as const;

const batch = (more: Partial<Batch> = {}): Batch => ({
  id: batchId('b'),
  requestId: requestId('r'),
  directory: directoryName('acme-prod'),
  operation: 'suspend',
  members: ids,
  position: 0,
  stage: 0,
  token: 't',
  state: 'calling',
  fence: 1,
  attempts: 1,
  readBacks: 0,
  doubt: 'none',
  ...more,
});

const call = (result: CallResult, more: Partial<Batch> = {}, open: readonly AccountId[] = ids) =>
  afterCall({ batch: batch(more), open, traits, result, now: 1_000, fraction: 0.5 });

const answered = (items: Readonly<Record<string, 'succeeded' | 'failed'>>): CallResult => ({
  kind: 'answered',
  requestId: 'r',
  foreign: [],
  items: new Map(
    Object.entries(items).map(([id, kind]) => [
      accountId(id),
      kind === 'succeeded' ? { kind } : { kind, reason: 'User not found' },
    ]),
  ),
});

const look = (seen: Readonly<Record<string, boolean | null>>, more: Partial<Batch> = {}, maySend = true) =>
  afterReadBack({
    batch: batch({ state: 'reading', readBacks: 1, doubt: 'lost', ...more }),
    open: ids,
    operation: suspend,
    seen: new Map(
      Object.entries(seen).map(([id, suspended]) => [
        accountId(id),
        suspend.readBack(suspended === null ? null : account(id, { suspended }), {}),
      ]),
    ),
    refusal: null,
    now: 1_000,
    fraction: 0.5,
    maySend,
  });

test('an answer for everybody ends the batch with one outcome for each', () => {
  const verdict = call(answered({ 1: 'succeeded', 2: 'failed', 3: 'succeeded' }));

  expect(verdict.next.kind).toBe('done');
  expect([...verdict.outcomes.values()].map((outcome) => outcome.kind)).toEqual(['succeeded', 'failed', 'succeeded']);
});

test('a person whom the answer leaves out is read back, not assumed', () => {
  const verdict = call(answered({ 1: 'succeeded', 3: 'succeeded' }));

  expect(verdict.next.kind).toBe('read-back');
  expect(verdict.doubt).toBe('unmentioned');
  expect(verdict.outcomes.has(accountId('2'))).toBe(false);
});

test('an account in the answer that was not in the batch gets no outcome', () => {
  const verdict = call(answered({ 1: 'succeeded', 2: 'succeeded', 3: 'succeeded', 99: 'succeeded' }));

  expect([...verdict.outcomes.keys()]).toEqual(ids);
});

test('a lost call is read back before anything is sent again', () => {
  expect(call({ kind: 'lost', requestId: null, reason: 'reset' }).next.kind).toBe('read-back');
});

test('a throttle is obeyed to the second and rests the whole directory', () => {
  const verdict = call({ kind: 'throttled', requestId: null, retryAfterMs: 30_000 });

  expect(verdict.next).toMatchObject({ kind: 'call-again', at: 31_000 });
  expect(verdict.directoryRests?.forMs).toBe(30_000);
});

test('an error of the far side is followed by the same call, and its effect stays in doubt', () => {
  const verdict = call({ kind: 'unavailable', requestId: null, status: 503, retryAfterMs: null });

  expect(verdict.next.kind).toBe('call-again');
  expect(verdict.doubt).toBe('lost');
});

test('what must not be repeated is read back after an error of the far side', () => {
  const verdict = afterCall({
    batch: batch(),
    open: ids,
    traits: { ...traits, whenInDoubt: 'never' },
    result: { kind: 'unavailable', requestId: null, status: 500, retryAfterMs: null },
    now: 0,
    fraction: 0,
  });

  expect(verdict.next.kind).toBe('read-back');
});

test('a batch refused as a whole is split, and a person refused alone has failed', () => {
  const refusal: CallResult = { kind: 'refused', requestId: null, status: 422, reason: 'bad id' };

  expect(call(refusal).next).toEqual({ kind: 'split', parts: [ids.slice(0, 2), ids.slice(2)] });
  expect(call(refusal, { members: ids.slice(0, 1) }, ids.slice(0, 1)).outcomes.get(accountId('1'))).toMatchObject({
    kind: 'failed',
    reason: 'bad id',
  });
});

test('credentials that are not accepted pause the request and cost nobody an outcome', () => {
  const verdict = call({ kind: 'unauthenticated', requestId: null, reason: 'expired' });

  expect(verdict.next).toMatchObject({ kind: 'pause', back: 'ready' });
  expect(verdict.outcomes.size).toBe(0);
});

test('when tries are used up, failed is said only if no try could have had an effect', () => {
  const throttled: CallResult = { kind: 'throttled', requestId: null, retryAfterMs: null };

  expect(call(throttled, { attempts: MOST_ATTEMPTS }).outcomes.get(accountId('1'))?.kind).toBe('failed');
  expect(call(throttled, { attempts: MOST_ATTEMPTS, doubt: 'lost' }).next.kind).toBe('read-back');
});

test('a read-back that shows the change settles the doubt', () => {
  const verdict = look({ 1: true, 2: true, 3: true });

  expect(verdict.next.kind).toBe('done');
  expect([...verdict.outcomes.values()].every((outcome) => outcome.kind === 'succeeded')).toBe(true);
});

test('a read-back without the change leads to the same call again while tries are left', () => {
  expect(look({ 1: true, 2: false, 3: true }).next.kind).toBe('call-again');
});

test('whoever has no account any more has failed, once that was seen often enough not to be an oversight', () => {
  const after = (readBacks: number) =>
    afterReadBack({
      batch: batch({ state: 'reading', readBacks, doubt: 'taken' }),
      open: ids,
      operation: suspend,
      seen: new Map(ids.map((id, index) => [id, index === 0 ? 'gone' : 'in-effect'])),
      refusal: null,
      now: 1_000,
      fraction: 0.5,
      maySend: true,
    });

  expect(after(LOOKS_BEFORE_FAILED - 1).next.kind).toBe('read-back');
  expect(after(LOOKS_BEFORE_FAILED).next.kind).toBe('done');
  expect(after(LOOKS_BEFORE_FAILED).outcomes.get(accountId('1'))).toMatchObject({ kind: 'failed' });
});

test('once the request is being stopped nothing is sent again', () => {
  expect(look({ 1: false, 2: false, 3: false }, {}, false).next.kind).toBe('read-back');
});

test('what stays in doubt is reported as unconfirmed, never as done or failed', () => {
  const verdict = look({ 1: true, 2: false, 3: null }, { readBacks: MOST_READ_BACKS }, false);

  expect([...verdict.outcomes].map(([id, outcome]) => [id, outcome.kind])).toEqual([
    ['1', 'succeeded'],
    ['2', 'unconfirmed'],
    ['3', 'unconfirmed'],
  ]);
});

test('every way a call can end leaves each open person either with an outcome or with a next step', () => {
  const result: fc.Arbitrary<CallResult> = fc.oneof(
    fc
      .dictionary(fc.constantFrom('1', '2', '3', '9'), fc.constantFrom('succeeded' as const, 'failed' as const))
      .map(answered),
    fc.record({
      kind: fc.constant('refused' as const),
      requestId: fc.constant(null),
      status: fc.constantFrom(400, 404, 422),
      reason: fc.string(),
    }),
    fc.record({
      kind: fc.constant('throttled' as const),
      requestId: fc.constant(null),
      retryAfterMs: fc.option(fc.nat(10 ** 9)),
    }),
    fc.record({
      kind: fc.constant('unavailable' as const),
      requestId: fc.constant(null),
      status: fc.constantFrom(500, 502, 503, 504),
      retryAfterMs: fc.option(fc.nat(10 ** 6)),
    }),
    fc.record({
      kind: fc.constantFrom('unauthenticated' as const, 'forbidden' as const, 'lost' as const),
      requestId: fc.constant(null),
      reason: fc.string(),
    }),
    fc.record({ kind: fc.constant('not-sent' as const), reason: fc.string() }),
  );
  fc.assert(
    fc.property(
      result,
      fc.integer({ min: 1, max: MOST_ATTEMPTS }),
      fc.constantFrom(...DOUBTS),
      (ended, attempts, doubt) => {
        const verdict = call(ended, { attempts, doubt });

        if (verdict.next.kind === 'done') expect([...verdict.outcomes.keys()]).toEqual(ids);
        if (ended.kind === 'lost' || ended.kind === 'unavailable') expect(verdict.outcomes.size).toBe(0);
        if (ended.kind === 'throttled' && ended.retryAfterMs !== null && 'at' in verdict.next) {
          expect(verdict.next.at).toBeGreaterThanOrEqual(1_000 + Math.min(ended.retryAfterMs, 900_000));
        }
      },
    ),
  );
});

test('a “no” that may mean “done already” is read back after a doubt, and believed without one', () => {
  const deletion = { ...traits, reversible: false, noMayMeanDone: true };
  const after = (doubt: Batch['doubt']) =>
    afterCall({
      batch: batch({ doubt }),
      open: ids,
      traits: deletion,
      result: answered({ 1: 'failed', 2: 'failed', 3: 'failed' }),
      now: 0,
      fraction: 0,
    });

  expect(after('none').next.kind).toBe('done');
  expect(after('lost').next.kind).toBe('read-back');
  expect(after('lost').outcomes.size).toBe(0);
});

test('a “no” after a refused batch that may have been begun is read back first: an effect may show only later', () => {
  const [one] = ids;
  const alone = batch({ members: ids.slice(0, 1), doubt: 'rejected' });

  const verdict = afterCall({
    batch: alone,
    open: alone.members,
    traits: { ...traits, whenInDoubt: 'after-read-back' },
    result: { kind: 'answered', requestId: null, items: new Map(one ? [[one, no]] : []), foreign: [] },
    now: 0,
    fraction: 0,
  });

  expect(verdict).toMatchObject({ next: { kind: 'read-back' }, doubt: 'rejected', outcomes: new Map() });
});

test('a “no” after a lost call counts at once only where a token makes it one about that call, too', () => {
  const [one] = ids;
  const after = (whenInDoubt: 'same-token' | 'after-read-back') =>
    afterCall({
      batch: batch({ members: ids.slice(0, 1), doubt: 'lost', attempts: 2 }),
      open: ids.slice(0, 1),
      traits: { ...traits, whenInDoubt },
      result: { kind: 'answered', requestId: null, items: new Map(one ? [[one, no]] : []), foreign: [] },
      now: 0,
      fraction: 0,
    });

  expect(after('same-token')).toMatchObject({ next: { kind: 'done' }, outcomes: new Map([[one, { kind: 'failed' }]]) });
  expect(after('after-read-back')).toMatchObject({ next: { kind: 'read-back' }, outcomes: new Map() });
});

describe('a refusal in doubt', () => {
  const refused: CallResult = { kind: 'refused', requestId: null, status: 400, reason: 'Malformed.', inDoubt: true };
  const doubtAfter = (doubt: Batch['doubt']) => call(refused, { doubt }).doubt;
  const alone = ids.slice(0, 1);
  const lookedAt = (
    doubt: Batch['doubt'],
    shows: 'not-in-effect' | 'gone',
    readBacks: number,
    members: readonly AccountId[] = alone,
  ) =>
    afterReadBack({
      batch: batch({ members, doubt, readBacks }),
      open: members,
      operation: { traits: { ...traits, whenInDoubt: 'after-read-back' }, words: suspend.words },
      seen: new Map(members.map((id) => [id, shows])),
      refusal: 'Malformed.',
      now: 0,
      fraction: 0,
      maySend: true,
    });
  const outcomeOf = (verdict: ReturnType<typeof lookedAt>) => verdict.outcomes.get(accountId('1'));

  test('of one person is believed once three looks have shown nothing', () => {
    expect(doubtAfter('none')).toBe('rejected');
    expect(doubtAfter('rejected')).toBe('rejected');

    expect(lookedAt('rejected', 'not-in-effect', LOOKS_BEFORE_FAILED - 1).next.kind).toBe('read-back');
    expect(outcomeOf(lookedAt('rejected', 'not-in-effect', LOOKS_BEFORE_FAILED))).toMatchObject({
      kind: 'failed',
      reason: 'Malformed.',
    });
  });

  test('says nothing of a call that was lost before and may still come: the person is unconfirmed', () => {
    expect(doubtAfter('lost')).toBe('lost-then-rejected');
    expect(doubtAfter('lost-then-rejected')).toBe('lost-then-rejected');

    for (let readBacks = 1; readBacks < MOST_READ_BACKS; readBacks += 1) {
      expect(lookedAt('lost-then-rejected', 'not-in-effect', readBacks)).toMatchObject({
        next: { kind: 'read-back' },
        outcomes: new Map(),
      });
    }
    expect(outcomeOf(lookedAt('lost-then-rejected', 'not-in-effect', MOST_READ_BACKS))).toMatchObject({
      kind: 'unconfirmed',
      reason: expect.stringContaining('A later one was refused: Malformed.'),
    });
  });

  test('is of no matter for whoever has no account any more: nothing can come', () => {
    expect(outcomeOf(lookedAt('lost-then-rejected', 'gone', LOOKS_BEFORE_FAILED))).toMatchObject({ kind: 'failed' });
  });

  test('of many is taken apart, also after a lost call, which stays in mind', () => {
    const verdict = lookedAt('lost-then-rejected', 'not-in-effect', 1, ids);

    expect(verdict).toMatchObject({ next: { kind: 'split' }, doubt: 'lost-then-rejected', outcomes: new Map() });
  });
});

test('of a “no” that may mean “done already”, the look decides: whoever is still there is not called done', () => {
  const deletion = { ...traits, reversible: false, noMayMeanDone: true };
  const seen = new Map(ids.map((id, index) => [id, index === 0 ? 'in-effect' : 'not-in-effect'] as const));
  const look = (readBacks: number) =>
    afterReadBack({
      batch: batch({ doubt: 'unmentioned', readBacks }),
      open: ids,
      operation: { traits: deletion, words: suspend.words },
      seen,
      refusal: null,
      now: 0,
      fraction: 0,
      maySend: true,
    });

  expect(look(1)).toMatchObject({ next: { kind: 'read-back' }, outcomes: new Map([[ids[0], { kind: 'succeeded' }]]) });
  expect([...look(MOST_READ_BACKS).outcomes.values()].map(({ kind }) => kind)).toEqual([
    'succeeded',
    'unconfirmed',
    'unconfirmed',
  ]);
});

test('a wait that an error asks for holds for the directory, also where nothing is sent again', () => {
  for (const whenInDoubt of ['same-token', 'never'] as const) {
    const verdict = afterCall({
      batch: batch(),
      open: ids,
      traits: { ...traits, whenInDoubt },
      result: { kind: 'unavailable', requestId: null, status: 503, retryAfterMs: 60_000 },
      now: 1_000,
      fraction: 0.5,
    });

    expect(verdict.directoryRests?.forMs).toBe(60_000);
  }
});

test('what no look can tell is unconfirmed at once and never sent again', () => {
  const reinvite = { ...traits, whenInDoubt: 'never', canBeReadBack: false } as const;
  const verdict = afterCall({
    batch: batch(),
    open: ids,
    traits: reinvite,
    result: { kind: 'lost', requestId: null, reason: 'reset' },
    now: 0,
    fraction: 0,
  });

  expect(verdict.next.kind).toBe('done');
  expect([...verdict.outcomes.values()].map((outcome) => outcome.kind)).toEqual([
    'unconfirmed',
    'unconfirmed',
    'unconfirmed',
  ]);
});
