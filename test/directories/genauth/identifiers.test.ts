import { expect, test } from 'vitest';
import { IDENTIFIER_TYPES, isUserId } from '../../../src/directories/genauth/identifiers.ts';

const read = (type: string, text: string) => {
  const named = IDENTIFIER_TYPES.find(({ name }) => name === type)?.read(text);
  return named?.kind === 'named' ? named.lookup : named?.reason;
};

test('there is a type for each that the vendor documents, and none for custom_field', () => {
  expect(IDENTIFIER_TYPES.map(({ name }) => name)).toEqual([
    'user_id',
    'email',
    'phone',
    'username',
    'external_id',
    'identity',
    'sync_relation',
  ]);
});

test.for([
  ['user_id', '64AAAAAAAAAAAAAAAAAAAAAA', { by: 'id', id: '64aaaaaaaaaaaaaaaaaaaaaa' }],
  ['email', 'Ann@Example.com', { by: 'email', email: 'ann@example.com' }],
  ['phone', '138-0013-8000', { by: 'name', type: 'phone', value: '13800138000' }],
  ['username', 'Ann', { by: 'name', type: 'username', value: 'Ann' }],
  ['external_id', '4711', { by: 'name', type: 'external_id', value: '4711' }],
  ['identity', '62f2:ou_1', { by: 'name', type: 'identity', value: '62f2:ou_1' }],
  ['sync_relation', 'lark:ou_1', { by: 'name', type: 'sync_relation', value: 'lark:ou_1' }],
] as const)('by %s, “%s” is read as it is meant', ([type, text, lookup]) => {
  expect(read(type, text)).toEqual(lookup);
});

test.for([
  ['user_id', 'ann', /24 digits and letters/],
  ['email', 'ann', /an e-mail address/],
  ['phone', '+8613800138000', /without their country code/],
  ['phone', '008613800138000', /without their country code/],
  ['phone', '12a4', /digits only/],
  ['identity', 'ou_1', /source id, colon/],
  ['sync_relation', 'ou_1', /such as lark/],
] as const)('by %s, “%s” is refused with what would be right', ([type, text, reason]) => {
  expect(read(type, text)).toMatch(reason);
});

test('only 24 digits and small letters a to f are guessed to be a user id', () => {
  expect(isUserId('64aaaaaaaaaaaaaaaaaaaaaa')).toBe(true);
  for (const text of ['64AAAAAAAAAAAAAAAAAAAAAA', '64aaaaaaaaaaaaaaaaaaaaa', '13800138000', 'ann', '']) {
    expect(isUserId(text)).toBe(false);
  }
});
