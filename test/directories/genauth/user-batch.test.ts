import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { identifierProblem } from '../../../src/directories/genauth/identifier.ts';
import { splitUserIds, userBatchTargetBytes } from '../../../src/directories/genauth/user-batch.ts';
import { MAX_TARGET_BYTES } from '../../../src/directories/genauth/wire.ts';
import { userId } from './harness.ts';

describe('splitting people over calls', () => {
  test('puts 50 native ids into one call and the rest into the next', () => {
    const userIds = Array.from({ length: 120 }, (_, index) => userId(index));

    const sizes = splitUserIds({ userIds, userIdType: 'user_id' }).map(({ length }) => length);

    expect(sizes).toEqual([50, 50, 20]);
  });

  test('makes no call for nobody', () => {
    expect(splitUserIds({ userIds: [], userIdType: 'email' })).toEqual([]);
  });

  test('keeps everybody, in order, in calls of 50 and addresses of 6 KB at most', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 500 })
      .filter((text) => identifierProblem('username', text) === null);
    fc.assert(
      fc.property(fc.array(name, { maxLength: 120 }), fc.boolean(), (userIds, withIdentities) => {
        const query = { userIds, userIdType: 'username', withIdentities } as const;

        const chunks = splitUserIds(query);

        expect(chunks.flat()).toEqual(userIds);
        for (const chunk of chunks) {
          expect(chunk.length).toBeLessThanOrEqual(50);
          expect(userBatchTargetBytes({ ...query, userIds: chunk })).toBeLessThanOrEqual(MAX_TARGET_BYTES);
        }
      }),
    );
  });

  test('leaves room for the longest identifier there may be', () => {
    const userIds = ['三'.repeat(500)];

    expect(identifierProblem('external_id', userIds[0] ?? '')).toBeNull();
    expect(userBatchTargetBytes({ userIds, userIdType: 'external_id' })).toBeLessThanOrEqual(MAX_TARGET_BYTES);
  });
});

test.each([
  ['user_id', userId(7), true],
  ['user_id', '6229ffaxxxxxxxxcade3e3d9', false],
  ['email', 'ada@example.com', true],
  ['email', 'ada', false],
  ['phone', '13800138000', true],
  ['phone', '212-456-1111', false],
  ['username', 'ada lovelace', true],
  ['username', ' ada', false],
  ['username', 'a\u0000b', false],
  ['username', '\ud800', false],
  ['username', 'x'.repeat(501), false],
  ['external_id', 'U0123ABC', true],
  ['external_id', '', false],
  ['identity', '62f20932716fbcc10d966ee5:ou_8bae', true],
  ['identity', 'ou_8bae', false],
  ['sync_relation', 'lark:ou_8bae', true],
  ['sync_relation', 'lark', false],
] as const)('as %s, %j may be sent: %s', (type, text, expected) => {
  expect(identifierProblem(type, text) === null).toBe(expected);
});
