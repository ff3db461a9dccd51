import { expect, test } from 'vitest';
import type { Directory } from '../../src/directories/directory.ts';
import type { Operation } from '../../src/directories/operation.ts';
import { createDispatcher } from '../../src/dispatch/dispatcher.ts';
import { expireDue } from '../../src/requests/expire.ts';
import { loadAllTargets } from '../../src/requests/request-records.ts';
import { Bell } from '../../src/runtime/bell.ts';
import type { Store } from '../../src/store/store.ts';
import { createUseCases } from '../../src/use-cases.ts';
import { outcomesTold } from '../support/audit-trail.ts';
import { CRASHES, type Crash, crashingStore } from '../support/crashing-store.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account, type Fault } from '../support/fake-directory.ts';
import { NO_SAFEGUARDS } from '../support/safeguards.ts';
import { seededRandom } from '../support/seeded-random.ts';

interface Scenario {
  readonly name: string;
  readonly people: number;
  readonly faults: readonly Fault[];
  readonly poison?: readonly string[];
  /** Somebody stops the request once its first call has left. */
  readonly stop?: boolean;
}

const throttled: Fault = { kind: 'answer', result: { kind: 'throttled', requestId: 'r', retryAfterMs: 5_000 } };
const unavailable: Fault = {
  kind: 'answer',
  result: { kind: 'unavailable', requestId: 'r', status: 503, retryAfterMs: null },
};
const FAULTS: readonly Fault[] = [
  throttled,
  unavailable,
  { kind: 'lost-after-effect' },
  { kind: 'lost-before-effect' },
  { kind: 'leave-out', ids: ['1001'] },
  { kind: 'answer', result: { kind: 'not-sent', reason: 'refused' } },
];

/** A few requests drawn from a seed: two or three faults, now and then a person the directory refuses, now and then a stop. */
function drawn(seed: number): Scenario {
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random.fraction() * limit);
  const faults = Array.from({ length: 2 + below(2) }, () => FAULTS[below(FAULTS.length)] ?? throttled);
  const poison = below(3) === 0 ? ['1002'] : [];
  const stop = below(3) === 0;
  const people = below(2) === 0 ? 3 : 60;
  const kinds = faults.map((fault) => (fault.kind === 'answer' ? fault.result.kind : fault.kind)).join(', ');
  const more = `${poison.length > 0 ? ', poison' : ''}${stop ? ', stop' : ''}`;
  return { name: `seed ${seed}: ${people} people, ${kinds}${more}`, people, faults, poison, stop };
}

const SCENARIOS: readonly Scenario[] = [
  { name: '3 people', people: 3, faults: [] },
  { name: '60 people, an answer lost after its effect', people: 60, faults: [{ kind: 'lost-after-effect' }] },
  { name: '60 people, a call lost on its way', people: 60, faults: [{ kind: 'lost-before-effect' }] },
  { name: '3 people, one refused', people: 3, faults: [], poison: ['1001'] },
  { name: '60 people, stopped', people: 60, faults: [], stop: true },
  { name: '60 people, stopped in doubt', people: 60, faults: [{ kind: 'lost-before-effect' }], stop: true },
  ...[1, 2, 3, 6].map(drawn),
];

async function draftOf(people: number) {
  const accounts = Array.from({ length: people }, (_, index) => account(String(1_000 + index)));
  const domain = await buildDomain({ accounts });
  const previewed = await domain.preview(byId(...accounts.map(({ id }) => id)));
  if (previewed.kind !== 'previewed') throw new Error(previewed.kind);
  return { ...domain, id: previewed.view.request.id };
}
type Domain = Awaited<ReturnType<typeof draftOf>>;

/** The directory, looking at the ledger before every call that arrives: was this call written down before it left? */
function watched({ directory, store }: Domain, unannounced: string[]): Directory {
  const watch = (operation: Operation): Operation => ({
    ...operation,
    apply: async (call) => {
      const intents = await store.db
        .selectFrom('audit_events')
        .select('data_json')
        .where('kind', '=', 'call.intended')
        .execute();
      const announced = intents.filter(({ data_json }) => JSON.parse(data_json).token === call.token).length;
      const before = directory.calls.filter(({ token }) => token === call.token).length;
      if (announced <= before) unannounced.push(call.token);
      return operation.apply(call);
    },
  });
  return {
    name: directory.name,
    kind: directory.kind,
    kindTitle: directory.kindTitle,
    operations: new Map([...directory.operations].map(([verb, operation]) => [verb, watch(operation)])),
    find: (find) => directory.find(find),
    read: (ids) => directory.read(ids),
    select: () => directory.select(),
    lookUp: () => directory.lookUp(),
    groupNames: () => directory.groupNames(),
    isHash: () => directory.isHash(),
    check: () => directory.check(),
    close: () => directory.close(),
  };
}

/** One process: what people click, and a dispatcher. A click that breaks is made again, as a person would. */
function startLife(domain: Domain, store: Store, directory: Directory, { stop = false }: Scenario) {
  const changed = { dispatch: new Bell(), present: new Bell(), clock: new Bell() };
  const pace = { callsPerSecond: 100, inFlight: 1 };
  const managed = { directory, protected: [], pace, safeguards: NO_SAFEGUARDS };
  const directories = { all: new Map([[directory.name, managed]]), defaults: new Map() };
  const deps = { ...domain.deps, store, changed, directories };
  const useCases = createUseCases(deps);
  const dispatcher = createDispatcher({ ...deps, alone: true });
  const { id, cast, clock } = domain;
  const again = (act: () => Promise<unknown>) => act().catch(act);
  const story = async () => {
    await again(() => useCases.submit(id, actor(cast.alice), { reason: null, phrase: null }));
    await again(() => useCases.approve(id, actor(cast.bob)));
    await again(() => dispatcher.start());
    if (!stop) return;
    while (domain.directory.calls.length === 0) await clock.sleep(10);
    await again(() => useCases.stop(id, actor(cast.carol)));
  };
  return { story: story(), dispatcher };
}

async function expectAllIsWell(domain: Domain, { people, faults, poison = [], stop = false }: Scenario): Promise<void> {
  const { directory, id, store, view } = domain;
  const { outcomes, request } = await view(id);
  const targets = await loadAllTargets(store.db, id);

  // It has ended, and nobody is left waiting.
  expect(stop ? ['stopped', 'finished'] : ['finished']).toContain(request.state.kind);
  expect(outcomes.waiting).toBe(0);

  // One effect per person, and none that was not asked for.
  const changed = directory.effects.map((effect) => effect.id);
  expect(new Set(changed).size).toBe(changed.length);

  // What is said of each person is so.
  for (const { accountId, outcome } of targets) {
    if (accountId === null || outcome === null) throw new Error('A person without an outcome');
    const isChanged = directory.accounts.get(accountId)?.suspended === true;
    if (outcome.kind === 'succeeded') expect(isChanged).toBe(true);
    if (outcome.kind === 'failed') expect([isChanged, poison]).toEqual([false, [accountId]]);
    if (outcome.kind === 'skipped') expect([isChanged, stop]).toEqual([false, true]);
  }
  const leavesOut = faults.some(({ kind }) => kind === 'leave-out');
  if (!stop && !leavesOut) expect(outcomes.succeeded).toBe(people - poison.length);

  // One token, one payload; one payload, one token.
  const pairs = new Set(directory.calls.map(({ token, members }) => `${token} ${members.join()}`));
  expect(pairs.size).toBe(new Set(directory.calls.map(({ token }) => token)).size);
  expect(pairs.size).toBe(new Set(directory.calls.map(({ members }) => members.join())).size);

  // The trail tells everybody's outcome, once.
  const told = await outcomesTold(store);
  expect(told.toSorted()).toEqual(targets.map(({ accountId, outcome }) => [accountId, outcome?.kind]).toSorted());
}

/** Lives through a scenario with one write gone wrong; answers false when there was no such write. */
async function survives(scenario: Scenario, atWrite: number, crash: Crash): Promise<boolean> {
  const domain = await draftOf(scenario.people);
  domain.directory.faults.push(...scenario.faults);
  for (const one of scenario.poison ?? []) domain.directory.poison.add(one);
  const unannounced: string[] = [];
  const directory = watched(domain, unannounced);
  const store = crashingStore(domain.store, atWrite, crash);
  const ended = async () => {
    const { state } = await domain.store.db.selectFrom('requests').select('state').executeTakeFirstOrThrow();
    return state === 'finished' || state === 'stopped';
  };

  const first = startLife(domain, store, directory, scenario);
  await domain.clock.runUntil(async () => store.dead() || (await ended()));
  const stopped = first.dispatcher.stop();
  if (store.dead()) {
    const second = startLife(domain, domain.store, directory, scenario);
    await domain.clock.runUntil(ended);
    await domain.stopped(second.dispatcher);
    await second.story;
  } else {
    await stopped;
    await first.story;
  }

  expect(unannounced).toEqual([]);
  await expectAllIsWell(domain, scenario);
  await domain.store.close();
  return store.reached();
}

for (const scenario of SCENARIOS) {
  test(`whichever write goes wrong, what was approved happens once and is told truly: ${scenario.name}`, async () => {
    for (const crash of CRASHES) {
      let atWrite = 1;
      while (await survives(scenario, atWrite, crash).catch((cause: unknown) => at(atWrite, crash, cause)))
        atWrite += 1;

      expect(atWrite).toBeGreaterThan(4);
    }
  });
}

/** Which write it was, for whoever has to find out. */
function at(atWrite: number, crash: Crash, cause: unknown): never {
  throw new Error(`write ${atWrite} ${crash}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
}

test('whichever write goes wrong, a request whose time is over expires and is never run', async () => {
  for (const crash of CRASHES) {
    for (let atWrite = 1; atWrite <= 2; atWrite += 1) {
      const { cast, clock, deps, directory, id, newDispatcher, state, stopped, store, useCases } = await draftOf(3);
      await useCases.submit(id, actor(cast.alice), { reason: null, phrase: null });
      clock.advance(25 * 60 * 60_000);

      void expireDue({ ...deps, store: crashingStore(store, atWrite, crash) }).catch(() => {});
      await clock.runUntil(() => true);
      await expireDue(deps);
      const late = await useCases.approve(id, actor(cast.bob));
      const dispatcher = newDispatcher();
      await dispatcher.start();
      await stopped(dispatcher);

      expect(late.kind).toBe('too-late');
      expect(await state(id)).toBe('expired');
      expect(directory.calls).toEqual([]);
      const events = await store.db.selectFrom('audit_events').select('id').where('kind', '=', 'request.due').execute();
      expect(events.length).toBe(1);
    }
  }
});
