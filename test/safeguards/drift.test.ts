import { describe, expect, test } from 'vitest';
import { type Account, accountState } from '../../src/directories/account.ts';
import { DirectoryUnavailable } from '../../src/directories/directory.ts';
import { driftOf } from '../../src/safeguards/drift.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { NO_SAFEGUARDS } from '../support/safeguards.ts';

describe('an account is no longer what was approved', () => {
  const planned = accountState(account('1', { nativeStatus: 'Activated' }));

  test.each([
    ['it is gone', null, 'This account is gone since it was asked for.'],
    ['it is an administrator now', { admin: true }, 'it was no administrator, it is an administrator.'],
    ['it is suspended now', { suspended: true }, 'it was not suspended, it is suspended.'],
    ['it is invited again', { membership: 'pending' }, 'it was a member, it is invited.'],
    ['it is a bot now', { kind: 'bot' }, 'it was a person, it is a bot.'],
    ['its own state changed', { nativeStatus: 'Resigned' }, 'it was “Activated”, it is “Resigned”.'],
  ] as const)('when %s', (_, change, said) => {
    const now = change === null ? null : account('1', { nativeStatus: 'Activated', ...(change as Partial<Account>) });

    expect(driftOf(planned, now)).toContain(said);
  });

  test.each([
    ['nothing changed', {}],
    ['its name changed', { label: 'Another Name', email: 'other@acme.example' }],
    ['the directory does not say', { admin: 'unknown' }],
  ] as const)('but not when %s', (_, change) => {
    expect(driftOf(planned, account('1', { nativeStatus: 'Activated', ...change }))).toBeNull();
  });
});

describe('right before a batch', () => {
  const people = ['1', '2', '3'].map((id) => account(id));
  const domain = async () => {
    const built = await buildDomain({ accounts: people, safeguards: { ...NO_SAFEGUARDS, drift: true } });
    return { ...built, id: await built.submitted(byId('1', '2', '3')) };
  };

  test('whoever changed since the approval is skipped with the reason, and the others are changed', async () => {
    const { directory, id, outcomes, runToEnd } = await domain();
    directory.accounts.set(account('2').id, account('2', { admin: true }));

    const view = await runToEnd(id);

    expect(view.outcomes).toMatchObject({ succeeded: 2, skipped: 1 });
    expect((await outcomes(id))['2']).toMatchObject({
      kind: 'skipped',
      reason: 'This account changed since it was asked for: it was no administrator, it is an administrator.',
    });
    expect(directory.effects.map((effect) => effect.id)).toEqual(['1', '3']);
  });

  test('an approver who loses the right while accounts are read slowly holds the batch', async () => {
    const { cast, clock, directory, people: slackPeople, id, newDispatcher, state, useCases } = await domain();
    await useCases.approve(id, actor(cast.bob));
    directory.readTakesMs = 20_000;
    const dispatcher = newDispatcher();
    await dispatcher.start();
    await clock.runUntil(() => directory.reading > 0);
    slackPeople.add('U0BOB', { standing: 'deactivated' });
    await clock.runUntil(async () => (await state(id)) === 'paused');
    await dispatcher.stop();

    expect(directory.calls).toEqual([]);
  });

  test('a reading of a moment ago will do while nobody else changes anybody in the directory, and not otherwise', async () => {
    const seen = async (others: number) => {
      const built = await buildDomain({
        accounts: Array.from({ length: 6 }, (_, index) => account(String(index + 1))),
        safeguards: { ...NO_SAFEGUARDS, drift: true },
      });
      const { cast, clock, directory, newDispatcher, state, stopped, submitted, useCases } = built;
      const withins: (number | undefined)[] = [];
      const read = directory.read.bind(directory);
      directory.read = (ids, _signal?: AbortSignal, withinMs?: number) => {
        withins.push(withinMs);
        return read(ids);
      };
      const asked = [];
      for (let index = 0; index <= others; index += 1) asked.push(await submitted(byId(String(index + 1))));
      for (const id of asked) await useCases.approve(id, actor(cast.bob));
      const dispatcher = newDispatcher();
      await dispatcher.start();
      for (const id of asked) await clock.runUntil(async () => (await state(id)) === 'finished');
      await stopped(dispatcher);
      return withins;
    };

    expect(await seen(0)).toEqual([3_000]);
    expect(await seen(1)).toEqual([0, 0]);
  });

  test('a batch waits while the directory cannot be read, says so, and goes on when it can', async () => {
    const { cast, clock, directory, id, newDispatcher, state, stopped, useCases, view } = await domain();
    for (let times = 0; times < 3; times += 1)
      directory.readFaults.push(new DirectoryUnavailable('unreachable', 'The directory does not answer'));
    await useCases.approve(id, actor(cast.bob));
    const dispatcher = newDispatcher();
    await dispatcher.start();

    await clock.runUntil(async () => (await view(id)).waitingFor !== null);
    const { waitingFor } = await view(id);
    const callsThen = directory.calls.length;
    await clock.runUntil(async () => (await state(id)) === 'finished');
    await stopped(dispatcher);

    expect(waitingFor).toContain('nobody knows whether these accounts changed since they were asked for');
    expect(callsThen).toBe(0);
    expect((await view(id)).outcomes.succeeded).toBe(3);
  });

  test('somebody who can never be read is left out in the end, and the others are changed', async () => {
    const { directory, id, outcomes, runToEnd } = await domain();
    directory.unreadable.add('2');

    const view = await runToEnd(id);

    expect(view.outcomes).toMatchObject({ succeeded: 2, skipped: 1 });
    expect((await outcomes(id))['2']).toMatchObject({ kind: 'skipped', reason: expect.stringContaining('read') });
  });

  test('what an earlier call of the same batch did is no drift', async () => {
    const { cast, clock, directory, id, newDispatcher, state, stopped, useCases, view } = await domain();
    const result = { kind: 'unavailable', requestId: 'r', status: 503, retryAfterMs: null } as const;
    directory.faults.push({ kind: 'answer', result });
    await useCases.approve(id, actor(cast.bob));
    const dispatcher = newDispatcher();
    await dispatcher.start();
    await clock.runUntil(async () => (await view(id)).waitingFor !== null);
    for (const one of people) directory.accounts.set(one.id, { ...one, suspended: true });
    await clock.runUntil(async () => (await state(id)) === 'finished');
    await stopped(dispatcher);

    expect((await view(id)).outcomes.succeeded).toBe(3);
  });

  test('an account of whoever asked is left alone, also when that comes out only later', async () => {
    const {
      cast,
      clock,
      directory,
      id,
      newDispatcher,
      outcomes,
      people: slack,
      state,
      stopped,
      useCases,
    } = await domain();
    await useCases.approve(id, actor(cast.bob));
    slack.add(cast.alice, { email: 'P3@acme.example' });
    const dispatcher = newDispatcher();
    await dispatcher.start();
    await clock.runUntil(async () => ['finished', 'paused'].includes(await state(id)));
    await stopped(dispatcher);

    expect((await outcomes(id))['3']).toMatchObject({
      kind: 'skipped',
      reason: 'This is the account of whoever asked.',
    });
    expect(directory.effects.map((effect) => effect.id)).toEqual(['1', '2']);
  });
});
