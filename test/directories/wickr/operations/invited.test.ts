import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Existing, invited } from '../../../../src/directories/wickr/operations/invited.ts';
import { CreateAnswer } from '../../../../src/directories/wickr/schema.ts';
import type { AccountId } from '../../../../src/ids.ts';
import { id } from '../harness.ts';

const [a, b, c] = ['a@x.io', 'b@x.io', 'c@x.io'].map(id) as [AccountId, AccountId, AccountId];
const exists = 'User already exists';
const failure = (reason: string, more: object = {}) => ({ userId: '0', field: 'username', reason, ...more });
const answer = (created: string[], failed: object[] = []) =>
  CreateAnswer.parse({ successful: created.map((username, n) => ({ username, userId: String(n + 1) })), failed });

async function outcomes(created: string[], failed: object[], members: AccountId[], existing: Existing | 'not-asked') {
  const asked: AccountId[][] = [];
  const result = await invited(answer(created, failed), members, async (emails) => {
    asked.push([...emails]);
    return existing === 'not-asked' ? null : existing;
  });
  if (existing === 'not-asked') expect(asked).toEqual([]);
  return Object.fromEntries(
    [...result.items].map(([email, item]) => [email, item.kind === 'failed' ? item.reason : 'ok']),
  );
}

describe('who was invited', () => {
  test('is named by Wickr, in whatever case', async () => {
    expect(await outcomes(['B@X.io', 'a@x.io'], [], [a, b], 'not-asked')).toEqual({ [a]: 'ok', [b]: 'ok' });
  });

  test('and who is left over with one refusal was refused', async () => {
    expect(await outcomes([a, c], [failure(exists)], [a, b, c], 'not-asked')).toEqual({
      [a]: 'ok',
      [b]: exists,
      [c]: 'ok',
    });
  });

  test('and who is left over without a refusal is unconfirmed', async () => {
    expect(await outcomes([a], [], [a, b, c], 'not-asked')).toEqual({ [a]: 'ok' });
  });

  test('of several left over for one reason, all were refused when all have an account', async () => {
    const found = await outcomes([a], [failure(exists), failure(exists)], [a, b, c], new Set([b, c]));

    expect(found).toEqual({ [a]: 'ok', [b]: exists, [c]: exists });
  });

  test('of several left over for one reason, all were refused when none has an account', async () => {
    const group = 'Invalid security group';

    expect(await outcomes([], [failure(group), failure(group)], [a, b], new Set())).toEqual({ [a]: group, [b]: group });
  });

  test('of several left over for different reasons, who has no account was refused, and is told all reasons', async () => {
    const found = await outcomes([], [failure(exists), failure('Invalid username')], [a, b], new Set([a]));

    expect(found).toEqual({ [b]: expect.stringMatching(/without saying whom it meant: .*exists; Invalid username/) });
  });

  test.each([
    ['fewer refusals than people left', [failure(exists)], new Set([a, b])],
    ['fewer refusals, and nobody there', [failure(exists)], new Set<AccountId>()],
    ['more refusals than people left', [1, 2, 3].map(() => failure(exists)), new Set([a, b])],
    ['one reason, and some have an account', [failure(exists), failure(exists)], new Set([a])],
    ['no way to look', [failure(exists), failure(exists)], null],
    [
      'refusals about different members, which may concern one person',
      [failure(exists), failure(exists, { field: 'securityGroupIds' })],
      new Set([a, b]),
    ],
  ])('is not guessed with %s', async (_what, failed, existing) => {
    const found = await outcomes([], failed, [a, b], existing);

    expect(found[a]).toBeUndefined();
  });

  test('is nobody for certain when there are refusals and nobody is left', async () => {
    expect(await outcomes([a, b], [failure(exists)], [a, b], 'not-asked')).toEqual({});
  });

  test('is not who is named as both, where the refusal has an id', async () => {
    expect(await outcomes([a, b], [failure(exists, { userId: '1' })], [a, b], 'not-asked')).toEqual({ [b]: 'ok' });
  });

  test('may not be somebody who was not asked for', async () => {
    const { items, foreign } = await invited(answer(['eve@x.io', a]), [a], async () => null);

    expect([[...items.keys()], foreign]).toEqual([[a], ['eve@x.io']]);
  });
});

test('whatever Wickr forgets to mention, nobody is told the opposite of the truth', async () => {
  const fate = fc.record({
    fate: fc.constantFrom('created', 'existed', 'bad'),
    mentioned: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(fate, { minLength: 1, maxLength: 6 }), async (fates) => {
      const people = fates.map((one, n) => ({ ...one, email: id(`p${n}@x.io`) }));
      const mentioned = people.filter((one) => one.mentioned);
      const created = mentioned.filter((one) => one.fate === 'created').map(({ email }) => email);
      const failed = mentioned
        .filter((one) => one.fate !== 'created')
        .map((one) => failure(one.fate === 'existed' ? exists : 'Invalid username'));
      const there = new Set(people.filter((one) => one.fate !== 'bad').map(({ email }) => email));

      const { items } = await invited(
        answer(created, failed),
        people.map(({ email }) => email),
        async (emails) => new Set(emails.filter((email) => there.has(email))),
      );

      for (const { email, fate } of people) {
        const item = items.get(email);
        if (item?.kind === 'succeeded') expect(fate).toBe('created');
        if (item?.kind === 'failed') expect(fate).not.toBe('created');
      }
    }),
  );
});
