import { describe, expect, test } from 'vitest';
import type { OutcomeKind } from '../../src/requests/request.ts';
import { adminsAlarm, NOTHING_SEEN, trips } from '../../src/safeguards/breaker.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';

const facts = (failed: number, succeeded: number, unconfirmed = 0) => ({
  settled: failed + succeeded + unconfirmed,
  unconfirmed,
  recent: [
    ...Array<OutcomeKind>(failed).fill('failed'),
    ...Array<OutcomeKind>(unconfirmed).fill('unconfirmed'),
    ...Array<OutcomeKind>(succeeded).fill('succeeded'),
  ].slice(0, 50),
});

describe('the breaker', () => {
  test.each([
    ['5 of 50 failed: 10 %', facts(5, 45), null],
    ['6 of 50 failed', facts(6, 44), '6 of the last 50 people failed, which is more than 10 % of 50.'],
    ['6 failed at the very beginning', facts(6, 0), '6 of the last 6 people failed'],
    ['2 unconfirmed', facts(0, 10, 2), null],
    ['3 unconfirmed', facts(0, 10, 3), 'Of 3 people nobody can tell'],
  ] as const)('%s', (_, seen, said) => {
    const reason = trips(seen, NOTHING_SEEN);

    if (said === null) expect(reason).toBeNull();
    else expect(reason).toContain(said);
  });

  test('does not trip for what it tripped for before, and does for the same again', () => {
    const before = facts(6, 44, 3);
    const seen = { settled: before.settled, unconfirmed: 3, admins: null };

    expect(trips(before, seen)).toBeNull();
    expect(trips({ ...facts(6, 44), settled: before.settled + 6, unconfirmed: 3 }, seen)).toContain('6 of the last 6');
    expect(trips({ ...before, unconfirmed: 6 }, seen)).toContain('Of 3 people');
  });

  test('trips when administrators come or go, and not where nobody knows', () => {
    expect(adminsAlarm(3, 2)).toContain('had 3 active administrators when this began and has 2 now');
    expect([adminsAlarm(3, 3), adminsAlarm(null, 3), adminsAlarm(3, null)]).toEqual([null, null, null]);
  });
});

describe('a run', () => {
  const accounts = Array.from({ length: 120 }, (_, index) => account(String(1_000 + index)));
  const running = async () => {
    const domain = await buildDomain({ accounts });
    const id = await domain.submitted(byId(...accounts.map((one) => one.id)));
    await domain.useCases.approve(id, actor(domain.cast.bob));
    return { ...domain, id, dispatcher: domain.newDispatcher() };
  };

  test('pauses within one batch when too many fail, goes on when resumed and does not pause again for them', async () => {
    const { cast, clock, directory, dispatcher, id, state, stopped, useCases, view } = await running();
    for (let n = 0; n < 6; n += 1) directory.failing.set(String(1_000 + n), 'Not this one');
    await dispatcher.start();
    await clock.runUntil(async () => (await state(id)) === 'paused');
    const { state: paused } = (await view(id)).request;
    const callsThen = directory.calls.length;
    await useCases.resume(id, actor(cast.carol));
    await clock.runUntil(async () => (await state(id)) === 'finished');
    await stopped(dispatcher);

    expect(paused).toMatchObject({ reason: expect.stringContaining('6 of the last 50 people failed') });
    expect(callsThen).toBe(1);
    expect((await view(id)).outcomes).toMatchObject({ succeeded: 114, failed: 6 });
  });

  test('pauses when an answer names somebody who is not in the plan', async () => {
    const { clock, directory, dispatcher, id, state, stopped, view } = await running();
    const items = new Map(accounts.slice(0, 50).map((one) => [one.id, { kind: 'succeeded' }] as const));
    const result = { kind: 'answered', requestId: 'r', items, foreign: ['999'] } as const;
    directory.faults.push({ kind: 'answer', result });
    await dispatcher.start();
    await clock.runUntil(async () => (await state(id)) === 'paused');
    await stopped(dispatcher);

    expect((await view(id)).request.state).toMatchObject({ reason: expect.stringContaining('not in the plan') });
    expect(directory.calls.length).toBe(1);
  });
});
