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
const groupId = fc.constantFrom(...GROUPS);
const approve = (one: SlackUserId): Step => ({ do: 'approve', who: one });
const email = (one: SlackUserId, address: string | null): Step => ({ do: 'email', who: one, email: address });
const standing = (one: SlackUserId, now: SlackPerson['standing']): Step => ({
  do: 'standing',
  who: one,
  standing: now,
});
const BOB = slackUserId('U0BOB');
const CAROL = slackUserId('U0CAROL');
const ERIN = slackUserId('U0ERIN');
const BOB_TOO = slackUserId('U0BOB2');
const ALICE_TOO = slackUserId('U0ALICE2');
const BOTH_OF_BOB: readonly SlackUserId[] = [BOB, BOB_TOO];
const toPrivate = fc.constantFrom('private@acme.example', null);
const anyEmail = fc.option(fc.constantFrom(...EMAILS));
const lost = fc.constantFrom('guest' as const, 'deactivated' as const);

type Plot = fc.Arbitrary<readonly Step[]>;

/** What somebody might try in order to have fewer eyes do, and what may simply happen. */
const plot: Plot = fc.oneof(
  { weight: 4, arbitrary: who.map((one): readonly Step[] => [approve(one)]) },
  // Comes into a group, or leaves one, around an approval.
  fc.tuple(who, groupId).map(([one, of]): readonly Step[] => [{ do: 'join', who: one, group: of }, approve(one)]),
  fc.constantFrom(
    [{ do: 'join', who: ERIN, group: DESK }, approve(ERIN)] as const,
    [{ do: 'join', who: BOB, group: SECURITY }, approve(CAROL), approve(BOB)] as const,
  ),
  fc.tuple(who, groupId).map(([one, of]): readonly Step[] => [approve(one), { do: 'leave', who: one, group: of }]),
  fc.tuple(who, groupId).map(([one, of]): readonly Step[] => [
    { do: 'leave', who: one, group: of },
    { do: 'join', who: one, group: of },
  ]),
  // Two accounts of one person, with and without a change of e-mail between them.
  fc.constantFrom(BOTH_OF_BOB, BOTH_OF_BOB.toReversed()).map((both): readonly Step[] => both.map(approve)),
  toPrivate.map((to): readonly Step[] => [approve(BOB), email(BOB, to), approve(BOB_TOO)]),
  toPrivate.map((to): readonly Step[] => [email(ALICE, to), approve(ALICE_TOO)]),
  // Two who approved turn out to be one person.
  fc.constant<readonly Step[]>([approve(BOB), approve(CAROL), email(CAROL, 'bob@acme.example')]),
  fc.tuple(who, anyEmail).map(([one, to]): readonly Step[] => [email(one, to), approve(one)]),
  fc.tuple(who, anyEmail).map(([one, to]): readonly Step[] => [approve(one), email(one, to)]),
  // Loses their standing, and perhaps gets it back.
  fc.tuple(who, lost).map(([one, to]): readonly Step[] => [approve(one), standing(one, to)]),
  who.map((one): readonly Step[] => [standing(one, 'member')]),
  fc.nat(POLICIES.length - 1).map((which): readonly Step[] => [{ do: 'policy', which }]),
  who.map((one): readonly Step[] => [{ do: 'resume', who: one }]),
  fc.constant<readonly Step[]>([{ do: 'run' }]),
);
const steps = fc.array(plot, { minLength: 1, maxLength: 7 }).map((plots) => plots.flat());

/** Can these lists of groups each be given to another of the eyes? Tried out, one by one. */
function canBeSeated(demanded: readonly SlackUserGroupId[], eyes: readonly ReadonlySet<SlackUserGroupId>[]): boolean {
  const [first, ...rest] = demanded;
  if (first === undefined) return true;
  return eyes.some((one, index) => one.has(first) && canBeSeated(rest, eyes.toSpliced(index, 1)));
}

async function play(first: number, story: readonly Step[]): Promise<number> {
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

  let calls = 0;
  /** The dispatcher works only here, so that every call is judged by the state it was made in. */
  const run = async () => {
    const dispatcher = domain.newDispatcher();
    await dispatcher.start();
    const until = clock.now() + 3_000;
    await clock.runUntil(() => clock.now() >= until);
    await domain.stopped(dispatcher);
    if (directory.calls.length > calls) expect(await isEnough(), 'a call left with too few eyes').toBe(true);
    calls = directory.calls.length;
  };
  for (const one of [...story, { do: 'run' } as const]) {
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
  }
  await store.close();
  return calls;
}

test('no call leaves with fewer eyes than the policy in force demands', { timeout: 120_000 }, async () => {
  let started = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(4), steps, async (first, story) => {
      if ((await play(first, story)) > 0) started += 1;
    }),
    { numRuns: Number(process.env['EYES_RUNS'] ?? 150) },
  );

  // The law would hold of a Muster that never does anything, too.
  expect(started).toBeGreaterThan(10);
});
