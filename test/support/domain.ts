import type { Policy, PolicyRule } from '../../src/approvals/policy.ts';
import { storedFacts } from '../../src/approvals/request-facts.ts';
import { createRightsCheck } from '../../src/approvals/rights-check.ts';
import type { Account } from '../../src/directories/account.ts';
import { type Directories, isReversible } from '../../src/directories/managed.ts';
import type { Pace } from '../../src/directories/pace.ts';
import { createDispatcher, type Dispatcher } from '../../src/dispatch/dispatcher.ts';
import type { RequestId, SlackUserId } from '../../src/ids.ts';
import type { UseCaseDeps } from '../../src/requests/deps.ts';
import { loadAllTargets, loadView } from '../../src/requests/request-records.ts';
import type { Actor, Previewed, UseCases } from '../../src/requests/use-cases.ts';
import type { RequestView } from '../../src/requests/view.ts';
import { Bell } from '../../src/runtime/bell.ts';
import type { Safeguards } from '../../src/safeguards/settings.ts';
import type { Store } from '../../src/store/store.ts';
import type { Identifier } from '../../src/targets/target.ts';
import { createUseCases } from '../../src/use-cases.ts';
import { FakeDirectory } from './fake-directory.ts';
import { FakePeople, TEAM } from './fake-people.ts';
import { quietLog } from './quiet-log.ts';
import { NO_SAFEGUARDS } from './safeguards.ts';
import { seededRandom } from './seeded-random.ts';
import { SimulatedClock } from './simulated-clock.ts';
import { testStore } from './test-store.ts';

export interface DomainOptions {
  readonly accounts: readonly Account[];
  readonly rules?: (cast: Cast) => readonly PolicyRule[];
  /** Besides its rules. */
  readonly policy?: Partial<Omit<Policy, 'rules'>>;
  readonly pace?: Pace;
  readonly protected?: readonly string[];
  readonly store?: Store;
  /** None that could be in the way, unless the test is about them. */
  readonly safeguards?: Safeguards;
  /** Another one for every further process on the same store: ids must differ. */
  readonly seed?: number;
  /** Another far end than the usual one. */
  readonly directory?: (clock: SimulatedClock, accounts: readonly Account[]) => FakeDirectory;
}

export interface Cast {
  readonly alice: SlackUserId;
  readonly bob: SlackUserId;
  readonly carol: SlackUserId;
  readonly dave: SlackUserId;
}

export const actor = (id: SlackUserId): Actor => ({ id, teamId: TEAM });

export const byId = (...ids: readonly string[]): readonly Identifier[] =>
  ids.map((id) => ({ kind: 'account-id', id, typed: id }));

/** Alice may ask, Bob and Carol may decide, Dave may nothing. */
const usualRules = ({ alice, bob, carol }: Cast): readonly PolicyRule[] => [
  {
    directories: '*',
    operations: '*',
    ask: [{ kind: 'user', id: alice }],
    decide: [
      { kind: 'user', id: bob },
      { kind: 'user', id: carol },
    ],
    quorum: 1,
  },
];

/** The whole domain in one process, with a fake directory and fake people as far ends, and time under the test's hand. */
export async function buildDomain(options: DomainOptions) {
  const store = options.store ?? (await testStore());
  const clock = new SimulatedClock({ realIo: store.dialect === 'postgres' });
  const random = seededRandom(options.seed);
  const directory = options.directory?.(clock, options.accounts) ?? new FakeDirectory(clock, options.accounts);
  const people = new FakePeople();
  const cast: Cast = {
    alice: people.add('U0ALICE'),
    bob: people.add('U0BOB'),
    carol: people.add('U0CAROL'),
    dave: people.add('U0DAVE'),
  };
  const policy: Policy = {
    rules: (options.rules ?? usualRules)(cast),
    expiresAfterMs: 24 * 60 * 60_000,
    ...options.policy,
  };
  const managed = {
    directory,
    protected: options.protected ?? [],
    pace: options.pace ?? { callsPerSecond: 100, inFlight: 1 },
    safeguards: options.safeguards ?? NO_SAFEGUARDS,
  };
  const directories: Directories = { all: new Map([[directory.name, managed]]), defaults: new Map() };
  const rights = createRightsCheck({
    policy,
    people,
    teamId: TEAM,
    isReversible: (scope) => isReversible(directories, scope),
    facts: storedFacts(store),
  });
  const deps: UseCaseDeps & { readonly clock: SimulatedClock } = {
    store,
    clock,
    random,
    log: quietLog,
    directories,
    people,
    rights,
    expiresAfterMs: policy.expiresAfterMs,
    ...(policy.startsWithinMs === undefined ? {} : { startsWithinMs: policy.startsWithinMs }),
    ...(policy.remindAfterMs === undefined ? {} : { remindAfterMs: policy.remindAfterMs }),
    changed: { dispatch: new Bell(), present: new Bell(), clock: new Bell() },
  };
  const useCases: UseCases = createUseCases(deps);

  const newDispatcher = ({ alone = true } = {}): Dispatcher => createDispatcher({ ...deps, alone });

  const preview = (
    identifiers: readonly Identifier[],
    operation = 'suspend',
    who: SlackUserId = cast.alice,
    options: Readonly<Record<string, string>> = {},
  ): Promise<Previewed> =>
    useCases.preview({
      actor: actor(who),
      kind: 'wickr',
      operation,
      directory: null,
      people: { identifiers, unreadable: [] },
      selection: null,
      options,
      reason: 'left the company',
    });

  /** A request that waits for a decision. */
  const submitted = async (
    identifiers: readonly Identifier[],
    operation = 'suspend',
    options: Readonly<Record<string, string>> = {},
  ): Promise<RequestId> => {
    const previewed = await preview(identifiers, operation, cast.alice, options);
    if (previewed.kind !== 'previewed') throw new Error(`No preview: ${JSON.stringify(previewed)}`);
    const done = await useCases.submit(previewed.view.request.id, actor(cast.alice), { reason: null, phrase: null });
    if (done.kind !== 'done') throw new Error(`Not submitted: ${JSON.stringify(done)}`);
    return previewed.view.request.id;
  };

  const view = async (id: RequestId): Promise<RequestView> => {
    const found = await loadView(store.db, id);
    if (!found) throw new Error('No such request');
    return found;
  };

  const state = async (id: RequestId) => (await view(id)).request.state.kind;

  /** Stops a dispatcher while time goes on: calls in flight take theirs. */
  const stopped = async (dispatcher: Dispatcher): Promise<void> => {
    let done = false;
    const stopping = dispatcher.stop().then(() => {
      done = true;
    });
    await clock.runUntil(() => done);
    await stopping;
  };

  /** Approves and runs to an end state; what pauses by itself is resumed where the test says so. */
  const runToEnd = async (id: RequestId, { resuming = false } = {}): Promise<RequestView> => {
    await useCases.approve(id, actor(cast.bob));
    const dispatcher = newDispatcher();
    await dispatcher.start();
    const ends = ['finished', 'stopped'];
    const halts = resuming ? [...ends, 'paused'] : ends;
    for (;;) {
      await clock.runUntil(async () => halts.includes(await state(id)));
      if (ends.includes(await state(id))) break;
      await useCases.resume(id, actor(cast.bob));
    }
    await stopped(dispatcher);
    return view(id);
  };

  const outcomes = async (id: RequestId) =>
    Object.fromEntries(
      (await loadAllTargets(store.db, id)).map((target) => [target.accountId ?? target.label, target.outcome]),
    );

  return {
    clock,
    random,
    directory,
    people,
    cast,
    store,
    deps,
    useCases,
    newDispatcher,
    stopped,
    preview,
    submitted,
    view,
    state,
    runToEnd,
    outcomes,
  };
}
