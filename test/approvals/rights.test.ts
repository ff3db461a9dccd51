import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Principal } from '../../src/approvals/policy.ts';
import { type GoverningRule, governingRules, mayDecide, quorumReached } from '../../src/approvals/rights.ts';
import { slackUserGroupId, slackUserId } from '../../src/ids.ts';

const people = ['U1', 'U2', 'U3', 'U4'].map(slackUserId);
const [alice, bob, carol, dave] = people as [
  ReturnType<typeof slackUserId>,
  ReturnType<typeof slackUserId>,
  ReturnType<typeof slackUserId>,
  ReturnType<typeof slackUserId>,
];
const admins = slackUserGroupId('S1');
const memberships = new Map([[admins, new Set([bob, carol])]]);
const user = (id: typeof alice): Principal => ({ kind: 'user', id });
const group = (id: typeof admins): Principal => ({ kind: 'group', id });
const scope = { directory: 'acme-prod', operation: 'suspend', reversible: true };
const rule = (more: Partial<GoverningRule> = {}): GoverningRule => ({
  directories: ['acme-prod'],
  operations: ['suspend'],
  ask: [user(alice)],
  decide: [group(admins)],
  quorum: 1,
  ...more,
});

test('an empty policy allows nothing', () => {
  expect(governingRules({ rules: [], expiresAfterMs: 1 }, scope, alice, memberships)).toEqual([]);
});

test('a rule for another directory or operation gives no right', () => {
  const policy = {
    rules: [rule({ directories: ['acme-test'] }), rule({ operations: ['unsuspend'] })],
    expiresAfterMs: 1,
  };

  expect(governingRules(policy, scope, alice, memberships)).toEqual([]);
});

test('members of a named group may decide, others may not', () => {
  expect(mayDecide([rule()], alice, bob, memberships)).toBe(true);
  expect(mayDecide([rule()], alice, dave, memberships)).toBe(false);
});

test('a group that could not be expanded gives nobody a right', () => {
  expect(mayDecide([rule()], alice, bob, new Map())).toBe(false);
});

test('the requester never decides, whatever the policy says', () => {
  const principal = fc.oneof(fc.constantFrom(...people).map(user), fc.constant(group(admins)));
  const anyRule = fc
    .record({ ask: fc.array(principal), decide: fc.array(principal), quorum: fc.integer({ min: 1, max: 3 }) })
    .map((parts) => rule({ ...parts, directories: '*', operations: '*' }));
  fc.assert(
    fc.property(fc.array(anyRule), fc.constantFrom(...people), (rules, requester) => {
      expect(mayDecide(rules, requester, requester, memberships)).toBe(false);
      expect(quorumReached(rules, requester, [requester], memberships)).toBe(false);
    }),
  );
});

test('a quorum of two takes two different people whom the same rule names', () => {
  const twoOf = rule({ quorum: 2 });

  expect(quorumReached([twoOf], alice, [bob], memberships)).toBe(false);
  expect(quorumReached([twoOf], alice, [bob, bob], memberships)).toBe(false);
  expect(quorumReached([twoOf], alice, [bob, dave], memberships)).toBe(false);
  expect(quorumReached([twoOf], alice, [bob, carol], memberships)).toBe(true);
});

test('approvers of two rules do not add up to the quorum of one', () => {
  const rules = [rule({ decide: [user(bob)], quorum: 2 }), rule({ decide: [user(carol)], quorum: 2 })];

  expect(quorumReached(rules, alice, [bob, carol], memberships)).toBe(false);
});

test('what cannot be undone takes two others unless a rule says otherwise', () => {
  const policy = { rules: [{ ...rule(), quorum: null }], expiresAfterMs: 1 };
  const quorumFor = (reversible: boolean) =>
    governingRules(policy, { ...scope, reversible }, alice, memberships).map((one) => one.quorum);

  expect(quorumFor(true)).toEqual([1]);
  expect(quorumFor(false)).toEqual([2]);
});
