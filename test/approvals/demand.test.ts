import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decidersOf, demandsOf, isEnough, stageFor, stagesBefore } from '../../src/approvals/demand.ts';
import type { Policy, PolicyRule, Principal, Stage } from '../../src/approvals/policy.ts';
import type { Memberships } from '../../src/approvals/rule-matching.ts';
import type { Identity } from '../../src/approvals/same-person.ts';
import { type SlackUserId, slackUserGroupId, slackUserId } from '../../src/ids.ts';
import { personKey } from '../../src/people/person-key.ts';
import type { Blast } from '../../src/requests/blast.ts';

const people = ['U1', 'U2', 'U3', 'U4'].map(slackUserId);
const [alice, bob, carol, dave] = people as [SlackUserId, SlackUserId, SlackUserId, SlackUserId];
const admins = slackUserGroupId('S1');
const memberships = new Map([[admins, new Set([bob, carol])]]);
const user = (id: SlackUserId): Principal => ({ kind: 'user', id });
const group = (id: typeof admins): Principal => ({ kind: 'group', id });
const scope = { directory: 'acme-prod', operation: 'suspend', reversible: true };
const few: Blast = { people: 1, directorySize: 1_000, classes: ['active'] };
const rule = (more: Partial<PolicyRule> = {}): PolicyRule => ({
  directories: ['acme-prod'],
  operations: ['suspend'],
  ask: [user(alice)],
  decide: [group(admins)],
  quorum: 1,
  ...more,
});
const policyOf = (...rules: readonly PolicyRule[]): Policy => ({ rules, expiresAfterMs: 1 });
const demands = (
  rules: readonly PolicyRule[],
  { requester = alice, groups = memberships as Memberships, reversible = true, blast = few } = {},
) => demandsOf(policyOf(...rules), { scope: { ...scope, reversible }, requester, blast }, groups);
const account = (id: SlackUserId, email: string | null = null): Identity => ({
  id,
  keys: [personKey(email)].filter((key) => key !== null),
});
const enough = (rules: readonly PolicyRule[], approvers: readonly SlackUserId[], more = {}) =>
  isEnough(
    demands(rules, more),
    approvers.map((id) => account(id)),
  );

test('an empty policy allows nothing', () => {
  expect(demands([])).toEqual([]);
});

test('a rule for another directory or operation gives no right', () => {
  expect(demands([rule({ directories: ['acme-test'] }), rule({ operations: ['unsuspend'] })])).toEqual([]);
});

test('members of a named group may decide, others may not', () => {
  expect([...decidersOf(demands([rule()]))]).toEqual([bob, carol]);
});

test('a group that could not be expanded gives nobody a right', () => {
  expect([...decidersOf(demands([rule()], { groups: new Map() }))]).toEqual([]);
});

test('the requester never decides, whatever the policy says', () => {
  const principal = fc.oneof(fc.constantFrom(...people).map(user), fc.constant(group(admins)));
  const anyRule = fc
    .record({ ask: fc.array(principal), decide: fc.array(principal), quorum: fc.integer({ min: 1, max: 3 }) })
    .map((parts) => rule({ ...parts, directories: '*', operations: '*' }));
  fc.assert(
    fc.property(fc.array(anyRule), fc.constantFrom(...people), (rules, requester) => {
      expect(decidersOf(demands(rules, { requester })).has(requester)).toBe(false);
      expect(enough(rules, [requester], { requester })).toBe(false);
    }),
  );
});

test('a quorum of two takes two different people whom the same rule names', () => {
  const twoOf = [rule({ quorum: 2 })];

  expect(enough(twoOf, [bob])).toBe(false);
  expect(enough(twoOf, [bob, bob])).toBe(false);
  expect(enough(twoOf, [bob, dave])).toBe(false);
  expect(enough(twoOf, [bob, carol])).toBe(true);
});

test('approvers of two rules do not add up to the quorum of one', () => {
  const rules = [rule({ decide: [user(bob)], quorum: 2 }), rule({ decide: [user(carol)], quorum: 2 })];

  expect(enough(rules, [bob, carol])).toBe(false);
});

test('one person with two accounts counts once, also where a third account ties them together', () => {
  const twoOf = demands([rule({ quorum: 2, decide: [user(bob), user(carol), user(dave)] })]);

  expect(isEnough(twoOf, [account(bob, 'b@acme.example'), account(carol, 'B@Acme.example')])).toBe(false);
  expect(isEnough(twoOf, [account(bob, 'b@acme.example'), account(carol, 'c@acme.example')])).toBe(true);
  const tie: Identity = {
    id: dave,
    keys: [...account(dave, 'b@acme.example').keys, ...account(dave, 'c@acme.example').keys],
  };
  expect(isEnough(twoOf, [account(bob, 'b@acme.example'), account(carol, 'c@acme.example'), tie])).toBe(false);
});

test('what cannot be undone takes two others unless a rule says otherwise', () => {
  const quorumFor = (reversible: boolean) =>
    demands([rule({ quorum: null })], { reversible }).map(({ stages }) => stages.map(({ quorum }) => quorum));

  expect(quorumFor(true)).toEqual([[1]]);
  expect(quorumFor(false)).toEqual([[2]]);
});

const team: Stage = { name: 'team', decide: [user(bob), user(carol)], quorum: 1 };
const security: Stage = { name: 'security', decide: [user(dave)], quorum: 1 };
const staged = [rule({ decide: [], quorum: null, stages: [team, security] })];

test('stages are taken in order, and each needs its own people', () => {
  const of = demands(staged);

  expect(stageFor(of, account(dave), [])).toBeNull();
  expect(stagesBefore(of, dave, [])).toEqual(['team']);
  expect(stageFor(of, account(bob), [])).toBe('team');
  expect(stageFor(of, account(carol), [account(bob)])).toBeNull();
  expect(stageFor(of, account(dave), [account(bob)])).toBe('security');
  expect(enough(staged, [bob, carol])).toBe(false);
  expect(enough(staged, [bob, dave])).toBe(true);
});

test('somebody whom two stages name is one pair of eyes', () => {
  const both = [rule({ decide: [], quorum: null, stages: [team, { ...security, decide: [user(bob), user(dave)] }] })];

  expect(enough(both, [bob])).toBe(false);
  expect(enough(both, [bob, dave])).toBe(true);
});

test('whoever approved for an earlier stage moves on when their place there can be taken', () => {
  const of = demands([rule({ decide: [], quorum: null, stages: [team, { ...security, decide: [user(bob)] }] })]);

  expect(stageFor(of, account(carol), [account(bob)])).toBe('team');
  expect(isEnough(of, [account(bob), account(carol)])).toBe(true);
});

test.each([
  ['more people than so many', { peopleAbove: 50 }, { people: 51 }, { people: 50 }],
  ['more than a share', { shareAbove: 0.05 }, { people: 51 }, { people: 50 }],
  ['a share of what is not known', { shareAbove: 0.9 }, { directorySize: null }, { directorySize: 10 }],
  ['a class', { anyTarget: ['active' as const] }, {}, { classes: ['pending' as const] }],
  [
    'a class of which the directory does not tell',
    { anyTarget: ['active' as const] },
    { classes: ['unknown' as const] },
    { classes: [] },
  ],
  ['both of two conditions', { peopleAbove: 5, anyTarget: ['active' as const] }, { people: 6 }, { people: 5 }],
])('%s raises the quorum', (_name, when, beyond, within) => {
  const of = (blast: Partial<Blast>) =>
    demands([rule({ escalate: [{ ...when, quorum: 2 }] })], { blast: { ...few, ...blast } })[0]?.stages;

  expect(of(beyond)?.[0]?.quorum).toBe(2);
  expect(of(within)?.[0]?.quorum).toBe(1);
});

test('a request that reaches further never needs fewer, whatever the escalations', () => {
  const stage = fc.record({
    name: fc.constantFrom('x', 'y'),
    decide: fc.constant([user(bob)]),
    quorum: fc.option(fc.integer({ min: 1, max: 4 })),
  });
  const escalation = fc.record(
    {
      peopleAbove: fc.integer({ min: 1, max: 100 }),
      shareAbove: fc.double({ min: 0.01, max: 1, noNaN: true }),
      anyTarget: fc.subarray(['pending', 'suspended', 'active'] as const, { minLength: 1 }),
      quorum: fc.integer({ min: 1, max: 5 }),
      stages: fc.array(stage, { maxLength: 2 }),
    },
    { requiredKeys: [] },
  );
  const size = fc.integer({ min: 0, max: 200 });
  fc.assert(
    fc.property(
      fc.array(escalation, { maxLength: 4 }),
      size,
      size,
      fc.boolean(),
      (escalate, one, other, reversible) => {
        const [small, large] = [Math.min(one, other), Math.max(one, other)];
        const needed = (count: number, classes: Blast['classes']) =>
          demands([rule({ escalate, quorum: null })], {
            reversible,
            blast: { people: count, directorySize: 200, classes },
          })[0]?.stages.map(({ quorum }) => quorum) ?? [];
        const less = needed(small, ['pending']);
        const more = needed(large, ['pending', 'unknown']);

        expect(more.length).toBeGreaterThanOrEqual(less.length);
        expect(more.reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(less.reduce((a, b) => a + b, 0));
      },
    ),
  );
});
