import canonicalize from 'canonicalize';
import { expect, test } from 'vitest';
import type { Directories } from '../../src/directories/managed.ts';
import { createDispatcher } from '../../src/dispatch/dispatcher.ts';
import { accountId } from '../../src/ids.ts';
import { digestOf, makePlan } from '../../src/requests/plan.ts';
import { loadPlan } from '../../src/requests/plan-records.ts';
import { loadAllTargets } from '../../src/requests/request-records.ts';
import { outcomesTold } from '../support/audit-trail.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account, type FakeDirectory } from '../support/fake-directory.ts';
import { NO_SAFEGUARDS } from '../support/safeguards.ts';

const many = (count: number) => Array.from({ length: count }, (_, index) => account(String(1_000 + index)));

/** The configuration of a process that was started after its protected accounts were changed. */
const protecting = (directory: FakeDirectory, accounts: readonly string[]): Directories => ({
  all: new Map([
    [
      directory.name,
      {
        directory,
        protected: accounts,
        pace: { callsPerSecond: 100, inFlight: 1 },
        safeguards: NO_SAFEGUARDS,
      },
    ],
  ]),
  defaults: new Map(),
});

async function domainWith(people: number) {
  const accounts = many(people);
  const domain = await buildDomain({ accounts });
  const id = await domain.submitted(byId(...accounts.map((one) => one.id)));
  return { ...domain, id };
}

test('whoever an earlier call may have changed is never called skipped, also after a split and a stop', async () => {
  const { cast, clock, directory, id, newDispatcher, outcomes, state, stopped, useCases } = await domainWith(2);
  directory.faults.push({
    kind: 'answer',
    result: { kind: 'unavailable', requestId: null, status: 503, retryAfterMs: null },
  });
  await useCases.approve(id, actor(cast.bob));
  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(() => directory.calls.length === 1);
  directory.accounts.set(account('1001').id, account('1001', { suspended: true }));
  directory.poison.add('1000');
  await clock.runUntil(() => directory.calls.length === 2);
  await useCases.stop(id, actor(cast.alice));
  await clock.runUntil(async () => (await state(id)) === 'stopped');
  await stopped(dispatcher);

  expect(await outcomes(id)).toMatchObject({ 1000: { kind: 'unconfirmed' }, 1001: { kind: 'succeeded' } });
});

test('every outcome stands in the audit trail, also of those a stop left out', async () => {
  const { cast, clock, directory, id, newDispatcher, state, stopped, store, useCases } = await domainWith(120);
  await useCases.approve(id, actor(cast.bob));
  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(() => directory.calls.length === 1);
  await useCases.stop(id, actor(cast.alice));
  await clock.runUntil(async () => (await state(id)) === 'stopped');
  await stopped(dispatcher);

  const told = Object.fromEntries(await outcomesTold(store));
  const targets = await loadAllTargets(store.db, id);
  expect(told).toEqual(Object.fromEntries(targets.map((target) => [target.accountId, target.outcome?.kind])));
});

test('one person who cannot be read back does not keep the others from being changed', async () => {
  // What takes nothing away is not looked at before its call.
  const accounts = Array.from({ length: 50 }, (_, index) => account(String(1_000 + index), { suspended: true }));
  const { directory, runToEnd, submitted } = await buildDomain({ accounts });
  const id = await submitted(byId(...accounts.map((one) => one.id)), 'unsuspend');
  directory.faults.push({ kind: 'lost-before-effect' });
  directory.unreadable.add('1017');

  const view = await runToEnd(id);

  expect(view.outcomes).toMatchObject({ succeeded: 50, unconfirmed: 0 });
  expect(new Set(directory.calls.map((call) => call.token)).size).toBe(1);
  expect(directory.effects.length).toBe(50);
});

test('approvals of another plan count for nothing', async () => {
  const { cast, clock, directory, id, newDispatcher, state, stopped, store, useCases, view } = await domainWith(2);
  await useCases.approve(id, actor(cast.bob));
  const plan = await loadPlan(store.db, (await view(id)).request);
  const other = makePlan({ ...plan, changes: plan.changes.slice(1) });
  await store.db
    .updateTable('requests')
    .set({ digest: digestOf(other) })
    .where('id', '=', id)
    .execute();
  await store.db
    .updateTable('plans')
    .set({ plan_json: canonicalize(other) ?? '' })
    .where('request_id', '=', id)
    .execute();

  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(async () => (await state(id)) === 'paused');
  await stopped(dispatcher);

  expect(directory.calls).toEqual([]);
});

test.for([
  ['somebody else in the batch', { batches: { members_json: JSON.stringify(['1000', '1002']) } }],
  ['a detail of somebody', { targets: { details_json: JSON.stringify({ firstName: 'Eve' }) } }],
  ['another choice', { requests: { choices_json: JSON.stringify({ group: 'admins' }) } }],
] as const)('what is no longer what was approved is not sent: %s', async ([, change]) => {
  const { cast, clock, directory, id, newDispatcher, stopped, store, useCases, view } = await domainWith(3);
  await useCases.approve(id, actor(cast.bob));
  for (const [table, values] of Object.entries(change)) {
    await store.db
      .updateTable(table as keyof typeof change)
      .set(values)
      .execute();
  }

  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(async () => (await view(id)).request.state.kind === 'paused');
  await stopped(dispatcher);

  expect(directory.calls).toEqual([]);
  expect((await view(id)).request.state).toMatchObject({
    reason: expect.stringContaining('no longer what was approved'),
  });
});

test('whoever became protected after the approval is left out, and the others are changed', async () => {
  const { cast, clock, deps, directory, id, outcomes, state, stopped, useCases } = await domainWith(60);
  await useCases.approve(id, actor(cast.bob));

  const dispatcher = createDispatcher({
    ...deps,
    alone: true,
    directories: protecting(directory, ['P1001@ACME.example', '1055']),
  });
  await dispatcher.start();
  await clock.runUntil(async () => (await state(id)) === 'finished');
  await stopped(dispatcher);

  expect(directory.effects.length).toBe(58);
  expect(directory.calls.map(({ members }) => members.length)).toEqual([49, 9]);
  expect(await outcomes(id)).toMatchObject({
    1001: { kind: 'skipped', reason: expect.stringContaining('protected') },
    1055: { kind: 'skipped' },
    1056: { kind: 'succeeded' },
  });
});

test('a request for people who have all become protected ends without a call', async () => {
  const { cast, clock, deps, directory, id, state, stopped, useCases, view } = await domainWith(2);
  await useCases.approve(id, actor(cast.bob));

  const dispatcher = createDispatcher({ ...deps, alone: true, directories: protecting(directory, ['1000', '1001']) });
  await dispatcher.start();
  await clock.runUntil(async () => (await state(id)) === 'finished');
  await stopped(dispatcher);

  expect(directory.calls).toEqual([]);
  expect((await view(id)).outcomes).toMatchObject({ skipped: 2, waiting: 0 });
});

test('whoever became protected after they were changed does not go along when the others are sent again', async () => {
  const { cast, clock, deps, directory, id, newDispatcher, outcomes, state, stopped, useCases } = await domainWith(3);
  directory.faults.push({ kind: 'lost-before-effect' });
  await useCases.approve(id, actor(cast.bob));
  const before = newDispatcher();
  await before.start();
  await clock.runUntil(() => directory.calls.length === 1);
  const first = directory.accounts.get(accountId('1000'));
  if (first) directory.accounts.set(first.id, { ...first, suspended: true });
  await clock.runUntil(async () => (await outcomes(id))['1000']?.kind === 'succeeded');
  await stopped(before);
  expect(directory.calls.length).toBe(1);

  const after = createDispatcher({ ...deps, alone: true, directories: protecting(directory, ['1000']) });
  await after.start();
  await clock.runUntil(async () => (await state(id)) === 'finished');
  await stopped(after);

  expect(directory.calls[1]?.members).toEqual(['1001', '1002']);
  expect(directory.calls[1]?.token).not.toBe(directory.calls[0]?.token);
  expect(await outcomes(id)).toMatchObject({ 1000: { kind: 'succeeded' }, 1001: { kind: 'succeeded' } });
});

test('whoever became protected after a call in doubt is not sent again and stays unconfirmed', async () => {
  const { cast, clock, deps, directory, id, newDispatcher, outcomes, state, stopped, useCases } = await domainWith(2);
  directory.faults.push({
    kind: 'answer',
    result: { kind: 'unavailable', requestId: null, status: 503, retryAfterMs: 60_000 },
  });
  await useCases.approve(id, actor(cast.bob));
  const before = newDispatcher();
  await before.start();
  await clock.runUntil(() => directory.calls.length === 1);
  await stopped(before);

  const after = createDispatcher({ ...deps, alone: true, directories: protecting(directory, ['1000']) });
  await after.start();
  await clock.runUntil(async () => (await state(id)) === 'finished');
  await stopped(after);

  expect(await outcomes(id)).toMatchObject({ 1000: { kind: 'unconfirmed' }, 1001: { kind: 'succeeded' } });
  expect(directory.effects.map((effect) => effect.id)).toEqual(['1001']);
});
