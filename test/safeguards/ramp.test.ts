import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutBatches, isRamped, judgeStage, rampWords } from '../../src/safeguards/ramp.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { NO_SAFEGUARDS } from '../support/safeguards.ts';

describe('batches of a ramped request', () => {
  test('begin with one person, then five, then as many as fit', () => {
    expect(cutBatches(120, 50, true)).toEqual([
      { size: 1, stage: 0 },
      { size: 5, stage: 1 },
      { size: 50, stage: 2 },
      { size: 50, stage: 2 },
      { size: 14, stage: 2 },
    ]);
    expect(rampWords(120, 50, true)).toBe('1, then 5, then up to 50 at a time');
  });

  test('take nobody twice and leave nobody out', () => {
    fc.assert(
      fc.property(fc.nat(700), fc.integer({ min: 1, max: 60 }), fc.boolean(), (people, batchSize, ramped) => {
        const cut = cutBatches(people, batchSize, ramped);

        expect(cut.reduce((sum, { size }) => sum + size, 0)).toBe(people);
        expect(cut.every(({ size }) => size > 0 && size <= batchSize)).toBe(true);
        expect(cut.map(({ stage }) => stage).toSorted((a, b) => a - b)).toEqual(cut.map(({ stage }) => stage));
      }),
    );
  });

  test('are those of irreversible work and of large requests', () => {
    expect(isRamped({ reversible: false }, 2, { largeFrom: 100 })).toBe(true);
    expect(isRamped({ reversible: true }, 99, { largeFrom: 100 })).toBe(false);
    expect(isRamped({ reversible: true }, 100, { largeFrom: 100 })).toBe(true);
  });
});

describe('the next stage', () => {
  const done = { outcome: 'succeeded', shows: true } as const;

  test.each([
    ['goes on when everybody shows the change', [done, done], 1, 'proven'],
    ['goes on past those who were left alone', [done, { outcome: 'skipped', shows: null }], 1, 'proven'],
    ['goes on where nothing can be looked at', [{ outcome: 'succeeded', shows: undefined }], 1, 'proven'],
    ['waits while the change does not show', [{ outcome: 'succeeded', shows: false }], 1, 'look-again'],
    ['pauses when it never shows', [{ outcome: 'succeeded', shows: false }], 6, 'pause'],
    ['pauses when somebody failed', [done, { outcome: 'failed', shows: null }], 1, 'pause'],
    [
      'is not reached when everybody of the former was left out',
      [{ outcome: 'skipped', shows: null }],
      1,
      'nobody-sent',
    ],
    ['pauses when nobody can tell', [{ outcome: 'unconfirmed', shows: null }], 1, 'pause'],
  ] as const)('%s', (_, people, looks, kind) => {
    expect(judgeStage(people, looks).kind).toBe(kind);
  });
});

describe('a large request', () => {
  const accounts = Array.from({ length: 70 }, (_, index) => account(String(1_000 + index)));
  const domain = async () => {
    const built = await buildDomain({
      accounts,
      pace: { callsPerSecond: 100, inFlight: 4 },
      safeguards: { ...NO_SAFEGUARDS, largeFrom: 60 },
    });
    const previewed = await built.preview(byId(...accounts.map(({ id }) => id)));
    if (previewed.kind !== 'previewed') throw new Error('No preview');
    const { id } = previewed.view.request;
    const given = { reason: null, phrase: 'suspend 70 acme-prod' };
    await built.useCases.submit(id, actor(built.cast.alice), given);
    return { ...built, id };
  };

  test('is sent as 1, 5, 50 and the rest, and no stage before the former is settled', async () => {
    const { directory, id, runToEnd } = await domain();
    directory.latencyMs = 60_000;

    const view = await runToEnd(id);

    expect(view.outcomes.succeeded).toBe(70);
    expect(directory.calls.map(({ members }) => members.length)).toEqual([1, 5, 50, 14]);
  });

  test('pauses when its first person fails, and goes on when an approver says so', async () => {
    const { cast, clock, directory, id, newDispatcher, state, stopped, useCases, view } = await domain();
    directory.failing.set('1000', 'Not this one');
    await useCases.approve(id, actor(cast.bob));
    const dispatcher = newDispatcher();
    await dispatcher.start();
    await clock.runUntil(async () => (await state(id)) === 'paused');
    const paused = await view(id);
    const callsThen = directory.calls.length;
    await useCases.resume(id, actor(cast.carol));
    await clock.runUntil(async () => (await state(id)) === 'finished');
    await stopped(dispatcher);

    expect(paused.request.state).toMatchObject({ reason: expect.stringContaining('The first person did not succeed') });
    expect(callsThen).toBe(1);
    expect((await view(id)).outcomes).toMatchObject({ succeeded: 69, failed: 1 });
  });

  test('pauses when an administrator appears while it runs, and goes on when an approver says so', async () => {
    const { cast, clock, directory, id, newDispatcher, state, stopped, useCases, view } = await domain();
    directory.accounts.set(account('1').id, account('1', { admin: true }));
    await useCases.approve(id, actor(cast.bob));
    const dispatcher = newDispatcher();
    await dispatcher.start();
    await clock.runUntil(() => directory.calls.length === 1);
    directory.accounts.set(account('2').id, account('2', { admin: true }));
    await clock.runUntil(async () => (await state(id)) === 'paused');
    const paused = await view(id);
    await useCases.resume(id, actor(cast.carol));
    await clock.runUntil(async () => (await state(id)) === 'finished');
    await stopped(dispatcher);

    expect(paused.request.state).toMatchObject({ reason: expect.stringContaining('had 1 active administrators') });
    expect((await view(id)).outcomes.succeeded).toBe(70);
  });

  test('pauses when the directory says yes to the first person and does not show it', async () => {
    const { cast, clock, directory, id, newDispatcher, state, stopped, useCases, view } = await domain();
    const first = account('1000').id;
    directory.faults.push({
      kind: 'answer',
      result: { kind: 'answered', requestId: 'r', items: new Map([[first, { kind: 'succeeded' }]]), foreign: [] },
    });
    await useCases.approve(id, actor(cast.bob));
    const dispatcher = newDispatcher();
    await dispatcher.start();
    await clock.runUntil(async () => (await state(id)) === 'paused');
    await stopped(dispatcher);

    expect((await view(id)).request.state).toMatchObject({
      reason: expect.stringContaining('does not show the change'),
    });
    expect(directory.calls.length).toBe(1);
  });
});
