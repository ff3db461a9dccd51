import { expect, test } from 'vitest';
import { WICKR_IRREVERSIBLE, WICKR_VERBS } from '../../../../src/directories/wickr/operations/catalogue.ts';
import { batch, ids, operationOf } from '../harness.ts';
import { eachWithFarEnd } from './support.ts';

const setup = eachWithFarEnd();

test('the catalogue offers what the kind announces, under the verbs that are typed', () => {
  const { operations } = setup.open();

  expect([...operations.keys()]).toEqual(WICKR_VERBS);
  expect([...operations.values()].map(({ words }) => words.verb)).toEqual(WICKR_VERBS);
});

test('what is done in doubt, and what cannot be undone', () => {
  const traits = Object.fromEntries(
    [...setup.open().operations].map(([verb, operation]) => {
      const { batchSize, reversible, whenInDoubt, noMayMeanDone, canBeReadBack } = operation.traits;
      return [verb, [batchSize, reversible, whenInDoubt, noMayMeanDone, canBeReadBack]];
    }),
  );

  expect(traits).toEqual({
    suspend: [50, true, 'same-token', false, true],
    unsuspend: [50, true, 'same-token', false, true],
    delete: [50, false, 'same-token', true, true],
    invite: [50, true, 'same-token', true, true],
    reinvite: [50, true, 'never', false, false],
    'reset-devices': [1, true, 'same-token', true, false],
    move: [1, true, 'same-token', false, true],
  });
});

test('what cannot be undone is announced before any network is open', () => {
  const grave = [...setup.open().operations].filter(([, { traits }]) => !traits.reversible);

  expect(grave.map(([verb]) => verb)).toEqual(WICKR_IRREVERSIBLE);
});

test('whatever has an inverse is the inverse of it', () => {
  const { operations } = setup.open();

  for (const [verb, { traits }] of operations) {
    if (traits.inverse !== null) expect(operations.get(traits.inverse)?.traits.inverse).toBe(verb);
  }
});

test.each(
  WICKR_VERBS.flatMap((verb) => [
    [verb, 'a token that does not fit the header', 'a b\n', ids(1)] as const,
    [verb, 'a token that is too long', 'x'.repeat(65), ids(1)] as const,
    [verb, 'no members', 'token', []] as const,
    [verb, '51 members', 'token', ids(51)] as const,
    [verb, 'someone twice', 'token', ['1', '1']] as const,
    [verb, 'an id that is none', 'token', ['../users']] as const,
  ]),
)('%s with %s is never sent', async (verb, _what, token, members) => {
  const operation = operationOf(setup.open(), verb);

  await expect(operation.apply(batch(members, { token, choices: { securityGroupId: 'g' } }))).rejects.toThrow();
  expect(setup.farEnd.seen).toEqual([]);
});
