import { accountState } from '../../../src/directories/account.ts';
import type { BatchCall, Operation } from '../../../src/directories/operation.ts';
import { createDispatcher } from '../../../src/dispatch/dispatcher.ts';
import { type RequestId, requestId, slackUserGroupId, slackUserId } from '../../../src/ids.ts';
import { coolDownsDue } from '../../../src/requests/cool-downs.ts';
import { noteOutsideFreeze } from '../../../src/requests/note-outside-freeze.ts';
import { loadAllTargets, loadRequest } from '../../../src/requests/request-records.ts';
import { confirmationPhrase } from '../../../src/requests/told-safeguards.ts';
import { type Safeguards, STANDARD_SAFEGUARDS } from '../../../src/safeguards/settings.ts';
import { crashingStore } from '../../support/crashing-store.ts';
import { actor, buildDomain, byId } from '../../support/domain.ts';
import { addErase } from '../../support/erase.ts';
import { account } from '../../support/fake-directory.ts';
import { type Asked, aboveCap, LIMITS, wrongWith } from './laws.ts';
import { type Decider, PEOPLE, SPECIAL, type Step, type Verb } from './steps.ts';

const DECIDERS = slackUserGroupId('S0DECIDE');
const IDS: Readonly<Record<Decider | 'alice', ReturnType<typeof slackUserId>>> = {
  alice: slackUserId('U0ALICE'),
  bob: slackUserId('U0BOB'),
  carol: slackUserId('U0CAROL'),
  erin: slackUserId('U0ERIN'),
};
/** As long as a few batches and the looks between them take. */
const RUNS_MS = 5_000;
const ENDS_WITHIN_MS = 2_000;
const idOf = (index: number) => String(1_000 + index);
const emailOf = (index: number | null, person: string) =>
  index === null ? `u0${person}@acme.example` : `p${idOf(index)}@acme.example`;

const cap = (small: number) => ({ people: 500, percent: 20, small });
const SAFEGUARDS: Safeguards = {
  ...STANDARD_SAFEGUARDS,
  caps: { suspend: cap(LIMITS.caps.suspend), irreversible: cap(LIMITS.caps.erase) },
  coolDownMs: LIMITS.coolDownMs,
  readingMs: LIMITS.readingMs,
  largeFrom: LIMITS.largeFrom,
};

const accounts = Array.from({ length: PEOPLE }, (_, index) => {
  if (index === SPECIAL.bot) return account(idOf(index), { kind: 'bot' });
  if (SPECIAL.admins.some((one) => one === index)) return account(idOf(index), { admin: true });
  if (index === SPECIAL.alice) return account(idOf(index), { email: emailOf(null, 'alice') });
  return index === SPECIAL.bob ? account(idOf(index), { email: emailOf(null, 'bob') }) : account(idOf(index));
});

/** The whole domain, and beside it what the test knows by itself. */
export async function openHouse() {
  const domain = await buildDomain({
    accounts,
    safeguards: SAFEGUARDS,
    protected: [idOf(SPECIAL.listed)],
    rules: ({ alice }) => [
      {
        directories: '*',
        operations: '*',
        ask: [{ kind: 'user', id: alice }],
        decide: [{ kind: 'group', id: DECIDERS }],
        quorum: null,
      },
    ],
  });
  const { clock, deps, directory, people, store, useCases } = domain;
  addErase(directory);
  for (const [person, id] of Object.entries(IDS)) people.add(id, { email: emailOf(null, person) });
  const group = new Set<Decider>(['bob', 'carol', 'erin']);
  const tellGroup = () =>
    people.group(
      DECIDERS,
      [...group].map((one) => IDS[one]),
    );
  tellGroup();

  const requests = new Map<RequestId, Asked>();
  const violations: string[] = [];
  const effects: { readonly at: number; readonly verb: Verb }[] = [];
  const tokens = new Set<string>();
  const outside = { own: false, other: false };
  let frozenBy: Decider | null = null;
  let countedEnough = false;
  let adminsFellAt: number | null = null;
  const admins = () => [...directory.accounts.values()].filter(({ admin }) => admin === true).length;
  const noteAdmins = () => {
    if (admins() >= 2) adminsFellAt = null;
    else if (countedEnough) adminsFellAt ??= clock.now();
  };
  const personOf = (person: Decider | 'alice') => people.people.get(IDS[person])?.email ?? null;
  const accountOfPerson = (person: Decider | 'alice') => {
    const email = personOf(person);
    return [...directory.accounts.values()].find((one) => one.email === email)?.id ?? null;
  };
  const outcomesOf = async (id: RequestId) =>
    new Map(
      (await loadAllTargets(store.db, id)).flatMap(({ accountId, outcome }) =>
        accountId && outcome ? [[accountId as string, outcome.kind as string]] : [],
      ),
    );

  const judge = async (verb: Verb, { token, members }: BatchCall): Promise<void> => {
    const row = await store.db.selectFrom('batches').select('request_id').where('token', '=', token).executeTakeFirst();
    const asked = row && requests.get(requestId(row.request_id));
    if (!row || !asked) return void violations.push('a call belongs to no request that was submitted');
    const call = { members, again: tokens.has(token), outcomes: await outcomesOf(requestId(row.request_id)) };
    tokens.add(token);
    if (asked.verb !== verb) violations.push(`${verb} instead of ${asked.verb}`);
    violations.push(
      ...wrongWith(asked, call, {
        now: clock.now(),
        frozen: frozenBy !== null || outside.own || outside.other,
        accountOf: (id) => directory.accounts.get(account(id).id) ?? null,
        isListed: (id) => id === idOf(SPECIAL.listed),
        accountOfPerson,
        mayDecide: (person) => group.has(person),
        admins: admins(),
        adminsFellAt,
      }),
    );
    const sent = new Set(asked.groups.flat());
    const fresh = members.filter((id) => !sent.has(id));
    if (fresh.length > 0) asked.groups.push(fresh);
    if (admins() >= 2) countedEnough = true;
  };
  for (const verb of ['suspend', 'erase'] as const) {
    const operation = directory.operations.get(verb);
    if (!operation) throw new Error(verb);
    (directory.operations as Map<string, Operation>).set(verb, {
      ...operation,
      traits: { ...operation.traits, batchSize: LIMITS.batchSize },
      // A directory that protects nobody by itself.
      assess: ({ suspended }) =>
        suspended === false ? { kind: 'will-change' } : { kind: 'already-so', reason: 'already suspended' },
      apply: async (call) => {
        await judge(verb, call);
        const had = directory.effects.length;
        const result = await operation.apply(call);
        for (const _ of directory.effects.slice(had)) effects.push({ at: clock.now(), verb });
        return result;
      },
    });
  }

  const observe = async () => {
    for (const [id, asked] of requests) {
      const request = await loadRequest(store.db, id);
      if (request?.state.kind === 'paused') asked.paused = true;
    }
  };

  /** Time goes on although everybody else may be dead. */
  const pass = async (ms: number, isEnough: () => boolean): Promise<void> => {
    const until = clock.now() + ms;
    void clock.sleep(ms);
    await clock.runUntil(() => isEnough() || clock.now() >= until);
  };

  const run = async (over = store): Promise<void> => {
    for (const process of ['other', 'own'] as const)
      await noteOutsideFreeze(deps, { owner: process, alone: false }, { file: outside[process], variable: false });
    await coolDownsDue(deps);
    const dispatcher = createDispatcher({ ...deps, store: over, alone: true, frozenOutside: () => outside.own });
    // What dies on the way never answers; the next life finds what it left.
    void dispatcher.start().catch(() => {});
    await pass(RUNS_MS, () => false);
    let stopped = false;
    void dispatcher.stop().then(() => {
      stopped = true;
    });
    await pass(ENDS_WITHIN_MS, () => stopped);
  };

  const pick = (which: number): [RequestId, Asked] | undefined => {
    const all = [...requests];
    return which < 0 ? all.at(which) : all[which % Math.max(1, all.length)];
  };

  const submit = async (which: number, phrase: 'right' | 'wrong' | 'none'): Promise<void> => {
    const [id, asked] = pick(which) ?? [];
    if (!id || !asked) return;
    const request = await loadRequest(store.db, id);
    if (!request) return;
    const typed = { right: confirmationPhrase(request), wrong: 'erase 1 acme-prod, please', none: null }[phrase];
    const answer = await useCases.submit(id, actor(IDS.alice), { reason: null, phrase: typed });
    if (answer.kind !== 'done') return;
    asked.submittedAt = clock.now();
    const isGrave = asked.verb === 'erase' || asked.planned.size >= LIMITS.largeFrom;
    if (isGrave && phrase !== 'right') violations.push('submitted without the phrase');
  };

  const decide = async ({
    do: what,
    which,
    person,
  }: Extract<Step, { person: Decider; which: number }>): Promise<void> => {
    const [id, asked] = pick(which) ?? [];
    if (!id || !asked) return;
    if (what === 'withdraw') return void (await useCases.withdraw(id, actor(IDS.alice)));
    if (what === 'stop') return void (await useCases.stop(id, actor(IDS[person])));
    const answer = await useCases[what](id, actor(IDS[person]));
    if (answer.kind !== 'done') return;
    if (what === 'resume') {
      const outcomes = [...(await outcomesOf(id)).values()];
      const count = (kind: string) => outcomes.filter((one) => one === kind).length;
      asked.known = { failed: count('failed'), unconfirmed: count('unconfirmed') };
      asked.resumedAt = clock.now();
      asked.paused = false;
      return;
    }
    asked.approvers.add(person);
    const readFor = clock.now() - (asked.submittedAt ?? clock.now());
    if (asked.verb === 'erase' && readFor < LIMITS.readingMs) violations.push(`approved after ${readFor} ms`);
    if (answer.view.request.state.kind === 'approved') asked.approvedAt = clock.now();
  };

  const draft = async (verb: Verb, who: readonly number[]): Promise<void> => {
    const previewed = await domain.preview(byId(...who.map(idOf)), verb);
    if (previewed.kind !== 'previewed') return;
    if (admins() >= 2) countedEnough = true;
    const ids = previewed.targets.flatMap(({ kind, accountId }) =>
      kind === 'will-change' && accountId ? [accountId] : [],
    );
    const planned = ids.toSorted().flatMap((id) => {
      const now = directory.accounts.get(id);
      return now ? [[id as string, accountState(now)] as const] : [];
    });
    requests.set(previewed.view.request.id, {
      verb,
      planned: new Map(planned),
      approvers: new Set(),
      groups: [],
      submittedAt: null,
      approvedAt: null,
      paused: false,
      resumedAt: null,
      known: { failed: 0, unconfirmed: 0 },
    });
  };

  const change = (index: number, more: { readonly admin?: boolean; readonly suspended?: boolean }) => {
    const known = directory.accounts.get(account(idOf(index)).id);
    if (known) directory.accounts.set(known.id, { ...known, ...more });
  };

  const take = async (step: Step): Promise<void> => {
    switch (step.do) {
      case 'draft':
        return draft(step.verb, step.who);
      case 'submit':
        return submit(step.which, step.phrase);
      case 'approve':
      case 'resume':
      case 'stop':
      case 'withdraw':
        return decide(step);
      case 'freeze':
        if ((await useCases.freeze(actor(IDS[step.person]), null)).kind === 'frozen') frozenBy ??= step.person;
        return;
      case 'unfreeze': {
        const lifted = await useCases.unfreeze(actor(IDS[step.person]));
        if (lifted.kind === 'frozen' && lifted.changed && frozenBy === step.person)
          violations.push('lifted by who froze');
        if (lifted.kind === 'frozen') frozenBy = null;
        return;
      }
      case 'leave':
      case 'join':
        if (step.do === 'leave') group.delete(step.person);
        else group.add(step.person);
        tellGroup();
        return;
      case 'outside':
        outside[step.process] = step.frozen;
        return;
      case 'promote':
      case 'demote':
        return change(step.account, { admin: step.do === 'promote' });
      case 'change-suspended':
        return change(step.account, { suspended: true });
      case 'email':
        people.add(IDS[step.person], { email: emailOf(step.account, step.person) });
        return;
      case 'fails':
        directory.failing.clear();
        for (const index of step.accounts) directory.failing.set(idOf(index), 'on hold');
        return;
      case 'goes-dark':
        directory.unreadable.clear();
        directory.faults.length = 0;
        directory.readsUntilCalled = true;
        for (const index of step.accounts) directory.unreadable.add(idOf(index));
        if (step.accounts.length > 0)
          for (let n = 0; n < 3; n += 1) directory.faults.push({ kind: 'lost-after-effect' });
        return;
      case 'loses-answers':
        directory.faults.push({ kind: 'lost-after-effect' }, { kind: 'lost-before-effect' });
        return;
      case 'reinstate':
        for (const [id, one] of directory.accounts) directory.accounts.set(id, { ...one, suspended: false });
        return;
      case 'wait':
        clock.advance(step.seconds * 1_000);
        return;
      case 'crash':
        return run(crashingStore(store, step.at, step.how));
      case 'run':
        return run();
    }
  };

  return {
    effects,
    take: async (step: Step) => {
      await take(step);
      noteAdmins();
      await observe();
    },
    wrong: (): readonly string[] => [...violations, ...aboveCap(effects)],
    close: () => store.close(),
  };
}
