import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PolicyRule, Principal } from '../../src/approvals/policy.ts';
import { type SlackUserGroupId, type SlackUserId, slackUserGroupId, slackUserId } from '../../src/ids.ts';
import type { SlackPerson } from '../../src/people/person.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';

/**
 * Whatever people click, and whoever joins, leaves, is deactivated or changes their e-mail meanwhile: no call leaves with
 * fewer eyes than the policy in force demands. How many that are is counted here by trying, from what the test itself did.
 */

const ALICE = slackUserId('U0ALICE');
const ACCOUNTS = ['U0ALICE', 'U0ALICE2', 'U0BOB', 'U0BOB2', 'U0CAROL', 'U0DAVE', 'U0ERIN'].map(slackUserId);
const EMAILS = ['alice', 'bob', 'carol', 'dave', 'erin', 'private'].map((name) => `${name}@acme.example`);
const DESK = slackUserGroupId('S0DESK');
const SECURITY = slackUserGroupId('S0SEC');
const GROUPS = [DESK, SECURITY];
const TARGET_EMAIL = 'dave@acme.example';
/** Two batches, so that something can change between them. */
const PEOPLE = [
  account('1', { email: TARGET_EMAIL }),
  ...Array.from({ length: 59 }, (_, index) => account(String(index + 2))),
];

const group = (id: SlackUserGroupId): Principal => ({ kind: 'group', id });
const rule = (more: Partial<PolicyRule>): PolicyRule => ({
  directories: '*',
  operations: ['suspend'],
  ask: [{ kind: 'user', id: ALICE }],
  decide: [group(DESK)],
  quorum: 1,
  ...more,
});
const security = { name: 'security', decide: [group(SECURITY)], quorum: 1 };

/** Policies, and what each demands of a request for 60 people, any one of the lists. */
const POLICIES: readonly {
  readonly rules: readonly PolicyRule[];
  readonly demands: readonly (readonly SlackUserGroupId[])[];
}[] = [
  { rules: [rule({})], demands: [[DESK]] },
  { rules: [rule({ quorum: 2 })], demands: [[DESK, DESK]] },
  {
    rules: [rule({ decide: [], quorum: null, stages: [{ name: 'desk', decide: [group(DESK)], quorum: 1 }, security] })],
    demands: [[DESK, SECURITY]],
  },
  {
    rules: [rule({ escalate: [{ peopleAbove: 50, quorum: 2, stages: [security] }] })],
    demands: [[DESK, DESK, SECURITY]],
  },
  { rules: [rule({ quorum: 3 }), rule({ decide: [group(SECURITY)] })], demands: [[DESK, DESK, DESK], [SECURITY]] },
  { rules: [rule({ ask: [{ kind: 'user', id: slackUserId('U0BOB') }] })], demands: [] },
  { rules: [], demands: [] },
];

type Step =
  | { readonly do: 'approve' | 'resume'; readonly who: SlackUserId }
  | { readonly do: 'join' | 'leave'; readonly who: SlackUserId; readonly group: SlackUserGroupId }
  | { readonly do: 'standing'; readonly who: SlackUserId; readonly standing: SlackPerson['standing'] }
  | { readonly do: 'email'; readonly who: SlackUserId; readonly email: string | null }
  | { readonly do: 'policy'; readonly which: number }
  | { readonly do: 'run' };

const who = fc.constantFrom(...ACCOUNTS);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('approve' as const), who }) },
  { weight: 4, arbitrary: fc.constant({ do: 'run' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('resume' as const), who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('join' as const, 'leave' as const),
      who,
      group: fc.constantFrom(...GROUPS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('standing' as const),
      who,
      standing: fc.constantFrom('member' as const, 'member' as const, 'guest' as const, 'deactivated' as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('email' as const), who, email: fc.option(fc.constantFrom(...EMAILS)) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('policy' as const), which: fc.nat(POLICIES.length - 1) }) },
);

/** Can these lists of groups each be given to another of the eyes? Tried out, one by one. */
function canBeSeated(demanded: readonly SlackUserGroupId[], eyes: readonly ReadonlySet<SlackUserGroupId>[]): boolean {
  const [first, ...rest] = demanded;
  if (first === undefined) return true;
  return eyes.some((one, index) => one.has(first) && canBeSeated(rest, eyes.toSpliced(index, 1)));
}

async function play(first: number, steps: readonly Step[]): Promise<number> {
  const rules: PolicyRule[] = [...(POLICIES[first]?.rules ?? [])];
  let policy = POLICIES[first];
  const domain = await buildDomain({
    accounts: PEOPLE,
    rules: () => rules,
    pace: { callsPerSecond: 0.2, inFlight: 1 },
  });
  const { people, clock, directory, useCases, store } = domain;
  for (const id of ACCOUNTS) people.add(id, { email: `${id.slice(2).replace(/\d/, '').toLowerCase()}@acme.example` });
  const groups = new Map<SlackUserGroupId, Set<SlackUserId>>([
    [DESK, new Set(ACCOUNTS.filter((id) => id !== 'U0ERIN'))],
    [SECURITY, new Set([slackUserId('U0ERIN'), slackUserId('U0CAROL'), slackUserId('U0ALICE2')])],
  ]);
  const tell = () => {
    for (const [id, members] of groups) people.groups.set(id, [...members]);
  };
  tell();
  const emailOf = (id: SlackUserId) => people.people.get(id)?.email ?? null;
  const previewed = await domain.preview(byId(...PEOPLE.map(({ id }) => id)), 'suspend', ALICE);
  if (previewed.kind !== 'previewed') {
    await store.close();
    return 0;
  }
  const { id } = previewed.view.request;
  await useCases.submit(id, actor(ALICE), { reason: null, phrase: null });
  const pinned = new Map([...groups].map(([one, members]) => [one, new Set(members)]));
  /** E-mails that were an account's when it asked or approved. */
  const known = new Map<SlackUserId, Set<string>>([[ALICE, new Set([emailOf(ALICE) ?? ''])]]);

  const marksOf = (one: SlackUserId) =>
    [one, ...(known.get(one) ?? []), emailOf(one) ?? ''].filter((mark) => mark !== '');
  const eyes = async (): Promise<readonly ReadonlySet<SlackUserGroupId>[]> => {
    const said = await store.db
      .selectFrom('decisions')
      .select('approver_id')
      .where('verdict', '=', 'approve')
      .execute();
    const voters = said
      .map(({ approver_id }) => slackUserId(approver_id))
      .filter((one) => people.people.get(one)?.standing === 'member')
      .filter((one) => !marksOf(one).some((mark) => marksOf(ALICE).includes(mark)))
      .filter((one) => emailOf(one) !== TARGET_EMAIL);
    const persons: SlackUserId[][] = [];
    for (const one of voters) {
      const same = persons.filter((person) =>
        person.some((other) => marksOf(other).some((mark) => marksOf(one).includes(mark))),
      );
      for (const person of same) persons.splice(persons.indexOf(person), 1);
      persons.push([...same.flat(), one]);
    }
    return persons.map(
      (person) =>
        new Set(GROUPS.filter((of) => person.some((one) => groups.get(of)?.has(one) && pinned.get(of)?.has(one)))),
    );
  };
  const isEnough = async () => {
    const all = await eyes();
    const asks = people.people.get(ALICE)?.standing === 'member';
    return asks && (policy?.demands ?? []).some((demanded) => canBeSeated(demanded, all));
  };

  const dispatcher = domain.newDispatcher();
  await dispatcher.start();
  let calls = 0;
  const run = async () => {
    const until = clock.now() + 3_000;
    await clock.runUntil(() => clock.now() >= until);
    if (directory.calls.length > calls) expect(await isEnough(), 'a call left with too few eyes').toBe(true);
    calls = directory.calls.length;
  };
  for (const one of [...steps, { do: 'run' } as const]) {
    switch (one.do) {
      case 'approve': {
        const done = await useCases.approve(id, actor(one.who));
        const email = emailOf(one.who);
        if (done.kind === 'done' && email !== null) known.set(one.who, new Set([email]));
        break;
      }
      case 'resume':
        await useCases.resume(id, actor(one.who));
        break;
      case 'join':
        groups.get(one.group)?.add(one.who);
        break;
      case 'leave':
        groups.get(one.group)?.delete(one.who);
        break;
      case 'standing':
        people.add(one.who, { email: emailOf(one.who), standing: one.standing });
        break;
      case 'email':
        people.add(one.who, { email: one.email, standing: people.people.get(one.who)?.standing ?? 'member' });
        break;
      case 'policy':
        policy = POLICIES[one.which];
        rules.splice(0, rules.length, ...(policy?.rules ?? []));
        break;
      case 'run':
        await run();
    }
    tell();
    // A dispatcher that wakes by itself between two steps would act on a state that nobody looks at.
    if (one.do === 'approve' || one.do === 'resume') await run();
  }
  await domain.stopped(dispatcher);
  await store.close();
  return calls;
}

test('no call leaves with fewer eyes than the policy in force demands', { timeout: 120_000 }, async () => {
  let started = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.nat(POLICIES.length - 3),
      fc.array(step, { minLength: 4, maxLength: 24 }),
      async (first, steps) => {
        if ((await play(first, steps)) > 0) started += 1;
      },
    ),
    { numRuns: Number(process.env['EYES_RUNS'] ?? 150) },
  );

  // The law would hold of a Muster that never does anything, too.
  expect(started).toBeGreaterThan(10);
});
