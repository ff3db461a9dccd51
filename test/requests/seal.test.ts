import fc from 'fast-check';
import { expect, test } from 'vitest';
import { seal, unseal } from '../../src/requests/seal.ts';
import { seededRandom } from '../support/seeded-random.ts';

const secrets = fc.dictionary(fc.string({ minLength: 1 }), fc.string(), { maxKeys: 4, noNullPrototype: true });

test('what was sealed is what is unsealed', () => {
  fc.assert(
    fc.property(secrets, (values) => {
      const { sealed, kept } = seal(values, seededRandom());

      expect(unseal(sealed, kept)).toEqual(values);
    }),
  );
});

test('another value, name or salt, a missing and an additional secret are all found out', () => {
  const { sealed, kept } = seal({ code: '1234', other: 'x' }, seededRandom());
  const changed = (change: object) => kept.map((one) => (one.name === 'code' ? { ...one, ...change } : one));

  expect(unseal(sealed, changed({ value: '1235' }))).toBeNull();
  expect(unseal(sealed, changed({ name: 'codes' }))).toBeNull();
  expect(unseal(sealed, changed({ salt: kept[1]?.salt }))).toBeNull();
  expect(unseal(sealed, kept.slice(1))).toBeNull();
  expect(unseal(sealed, [...kept, { name: 'third', salt: '', value: '' }])).toBeNull();
  expect(unseal({}, kept)).toBeNull();
});

test('the same short code is sealed differently each time, so that a plan cannot be searched for it', () => {
  const random = seededRandom();
  const seals = Array.from({ length: 100 }, () => seal({ code: '1234' }, random).sealed['code']);

  expect(new Set(seals).size).toBe(100);
  expect(seals.join()).not.toContain('1234');
});
