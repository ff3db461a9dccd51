import { expect, test } from 'vitest';
import { DirectoryUnavailable } from '../../src/directories/directory.ts';
import type { RequestId } from '../../src/ids.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account, type FakeDirectory } from '../support/fake-directory.ts';

const many = (count: number) => Array.from({ length: count }, (_, index) => account(String(1_000 + index)));
const idsOf = (people: readonly { readonly id: string }[]) => people.map(({ id }) => id);

/** Each person's change happened exactly once, and a token never travelled with two payloads. */
function expectOneEffectEach(directory: FakeDirectory, people: number): void {
  expect(directory.effects.length).toBe(people);
  expect(new Set(directory.effects.map(({ id }) => id)).size).toBe(people);
  const payloads = new Map<string, string>();
  for (const { token, members } of directory.calls) {
    expect(payloads.get(token) ?? members.join()).toBe(members.join());
    payloads.set(token, members.join());
  }
}

async function domainWith(people: number) {
  const accounts = many(people);
  const domain = await buildDomain({ accounts });
  const id = await domain.submitted(byId(...idsOf(accounts)));
  return { ...domain, id };
}

test('51 people travel in two calls and all succeed', async () => {
  const { directory, id, runToEnd } = await domainWith(51);

  const view = await runToEnd(id);

  expect(view.request.state.kind).toBe('finished');
  expect(view.outcomes).toEqual({ succeeded: 51, failed: 0, unconfirmed: 0, skipped: 0, waiting: 0 });
  expect(directory.calls.map((call) => call.members.length)).toEqual([50, 1]);
  expectOneEffectEach(directory, 51);
});

test('one bad account does not sink the other 49', async () => {
  const { directory, id, runToEnd } = await domainWith(50);
  directory.poison.add('1017');

  const view = await runToEnd(id);

  expect(view.outcomes).toMatchObject({ succeeded: 49, failed: 1 });
  expectOneEffectEach(directory, 49);
});

test('a person whom the directory refuses has failed with its reason', async () => {
  const { directory, id, runToEnd, outcomes } = await domainWith(3);
  directory.failing.set('1001', 'User not found');

  await runToEnd(id);

  expect((await outcomes(id))['1001']).toMatchObject({ kind: 'failed', reason: 'User not found' });
});

test('a call whose answer was lost after the effect is not repeated in effect', async () => {
  const { directory, id, runToEnd } = await domainWith(60);
  directory.faults.push({ kind: 'lost-after-effect' });

  const view = await runToEnd(id);

  expect(view.outcomes.succeeded).toBe(60);
  expectOneEffectEach(directory, 60);
});

test('a call that was lost before it arrived is made again under the same token', async () => {
  const { directory, id, runToEnd } = await domainWith(10);
  directory.faults.push({ kind: 'lost-before-effect' });

  const view = await runToEnd(id);

  expect(view.outcomes.succeeded).toBe(10);
  expect(new Set(directory.calls.map((call) => call.token)).size).toBe(1);
  expectOneEffectEach(directory, 10);
});

test('no call is made before a retry-after is over', async () => {
  const { clock, directory, id, runToEnd } = await domainWith(60);
  directory.faults.push({ kind: 'answer', result: { kind: 'throttled', requestId: 'r', retryAfterMs: 42_000 } });
  const startedAt = clock.now();

  const view = await runToEnd(id);

  expect(view.outcomes.succeeded).toBe(60);
  expect(clock.now() - startedAt).toBeGreaterThanOrEqual(42_000);
  expectOneEffectEach(directory, 60);
});

test('a directory that never recovers leads to an end with every person reported', async () => {
  const { directory, id, runToEnd } = await domainWith(3);
  for (let index = 0; index < 40; index += 1) {
    directory.faults.push({ kind: 'answer', result: { kind: 'throttled', requestId: 'r', retryAfterMs: null } });
  }

  const view = await runToEnd(id);

  expect(view.outcomes).toMatchObject({ failed: 3, waiting: 0 });
  expect(directory.effects).toEqual([]);
});

test('whoever an answer leaves out is read back and found changed', async () => {
  const { directory, id, runToEnd } = await domainWith(5);
  directory.faults.push({ kind: 'leave-out', ids: ['1002'] });

  const view = await runToEnd(id);

  expect(view.outcomes.succeeded).toBe(5);
  expect(directory.calls.length).toBe(1);
});

test('a doubt that cannot be read back ends as unconfirmed', async () => {
  const { directory, id, runToEnd } = await domainWith(2);
  directory.readsUntilCalled = true;
  directory.faults.push({ kind: 'lost-after-effect' });
  for (let index = 0; index < 20; index += 1) {
    directory.readFaults.push(new DirectoryUnavailable('unreachable', 'The directory does not answer.'));
  }

  const view = await runToEnd(id);

  expect(view.outcomes).toMatchObject({ unconfirmed: 2, waiting: 0 });
});

test('credentials that are refused pause the request, and resuming finishes it', async () => {
  const { clock, cast, directory, id, useCases, newDispatcher, state, view } = await domainWith(60);
  directory.faults.push({ kind: 'answer', result: { kind: 'unauthenticated', requestId: 'r', reason: 'expired' } });
  await useCases.approve(id, actor(cast.bob));
  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(async () => (await state(id)) === 'paused');

  expect(directory.calls.length).toBe(1);
  expect((await view(id)).request.state).toMatchObject({ reason: expect.stringContaining('credentials') });

  await useCases.resume(id, actor(cast.bob));
  await clock.runUntil(async () => (await state(id)) === 'finished');
  await dispatcher.stop();
  expectOneEffectEach(directory, 60);
});

test('stop ends after the call in flight, and whoever was not sent is skipped', async () => {
  const { clock, cast, directory, id, useCases, newDispatcher, state, view } = await domainWith(120);
  await useCases.approve(id, actor(cast.bob));
  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(() => directory.calls.length === 1);

  await useCases.stop(id, actor(cast.alice));
  await clock.runUntil(async () => (await state(id)) === 'stopped');
  await dispatcher.stop();

  expect((await view(id)).outcomes).toEqual({ succeeded: 50, failed: 0, unconfirmed: 0, skipped: 70, waiting: 0 });
  expectOneEffectEach(directory, 50);
});

test('an approver who lost the right in between holds the request before its first call', async () => {
  const { clock, cast, directory, people, id, useCases, newDispatcher, state } = await domainWith(3);
  await useCases.approve(id, actor(cast.bob));
  people.add('U0BOB', { standing: 'deactivated' });

  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(async () => (await state(id)) === 'paused');
  await dispatcher.stop();

  expect(directory.calls).toEqual([]);
});

test('while Slack cannot be asked about rights nothing is sent, and afterwards the run goes on', async () => {
  const { clock, cast, directory, people, id, useCases, newDispatcher, state, view } = await domainWith(3);
  await useCases.approve(id, actor(cast.bob));
  people.down = true;
  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(async () => (await view(id)).waitingFor !== null);

  expect(directory.calls).toEqual([]);

  people.down = false;
  await clock.runUntil(async () => (await state(id)) === 'finished');
  await dispatcher.stop();
  expect(directory.effects.length).toBe(3);
});

test('a process that dies during a call leaves a doubt that the next one settles, with no second effect', async () => {
  const { clock, cast, directory, id, useCases, newDispatcher, state } = await domainWith(120);
  await useCases.approve(id, actor(cast.bob));
  directory.faults.push({ kind: 'never' });
  const dead = newDispatcher();
  await dead.start();
  await clock.runUntil(() => directory.calls.length === 1);
  const doomed = dead.stop();

  const next = newDispatcher();
  await next.start();
  await clock.runUntil(async () => (await state(id)) === 'finished');
  await next.stop();

  expectOneEffectEach(directory, 120);
  const [first, ...others] = directory.calls.map(({ token }) => token);
  expect(others.filter((token) => token === first).length).toBe(1);
  expect(doomed).toBeInstanceOf(Promise);
});

test('a frozen worker that wakes after its lease writes nothing', async () => {
  const { clock, cast, directory, id, useCases, newDispatcher, state, store } = await domainWith(2);
  await useCases.approve(id, actor(cast.bob));
  directory.latencyMs = 5_000;
  const frozen = newDispatcher();
  await frozen.start();
  await clock.runUntil(() => directory.calls.length === 1);
  const other = newDispatcher();
  await other.start();

  await clock.runUntil(async () => (await state(id)) === 'finished');
  await frozen.stop();
  await other.stop();

  const stale = await store.db.selectFrom('audit_events').selectAll().where('kind', '=', 'batch.settled').execute();
  const fences = stale.map((event) => JSON.parse(event.data_json).fence);
  expect(new Set(fences).size).toBe(fences.length);
  expect(directory.effects.length).toBe(2);
});

test('every call has its intent on record before it', async () => {
  const { directory, id, runToEnd, store } = await domainWith(120);
  directory.faults.push({ kind: 'lost-before-effect' });

  await runToEnd(id);

  const intents = await store.db
    .selectFrom('audit_events')
    .select('data_json')
    .where('kind', '=', 'call.intended')
    .execute();
  expect(intents.map((event) => JSON.parse(event.data_json).token)).toEqual(directory.calls.map((call) => call.token));
});

test('two requests run side by side and end with their own people', async () => {
  const accounts = many(100);
  const domain = await buildDomain({ accounts });
  const ids = idsOf(accounts);
  const first: RequestId = await domain.submitted(byId(...ids.slice(0, 60)));
  const second = await domain.submitted(byId(...ids.slice(60)));
  await domain.useCases.approve(first, actor(domain.cast.bob));

  await domain.runToEnd(second);
  const dispatcher = domain.newDispatcher();
  await dispatcher.start();
  await domain.clock.runUntil(async () => (await domain.state(first)) === 'finished');
  await dispatcher.stop();

  expect((await domain.view(first)).outcomes.succeeded).toBe(60);
  expect((await domain.view(second)).outcomes.succeeded).toBe(40);
  expectOneEffectEach(domain.directory, 100);
});
