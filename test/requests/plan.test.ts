import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accountId, directoryName, type PlanDigest, planDigest } from '../../src/ids.ts';
import { digestOf, makePlan, type Plan, planPieces } from '../../src/requests/plan.ts';
import { PlanReader } from '../../src/requests/stored-plan.ts';

const state = { membership: 'active', suspended: false, admin: false, kind: 'person' } as const;
const change = (id: string) => ({ accountId: accountId(id), state, details: {} });
const plan = (ids: readonly string[]) =>
  makePlan({
    kind: 'wickr',
    directory: directoryName('acme-prod'),
    operation: 'suspend',
    choices: {},
    changes: ids.map(change),
  });

const sha256 = (text = '') => createHash('sha256').update(text).digest('hex');

function readPlan([first = '', ...others]: readonly string[], digest: PlanDigest): Plan {
  const reader = new PlanReader(first);
  for (const piece of others) reader.add(piece);
  return reader.plan(digest);
}

test('the order in which people were named does not change the digest', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.stringMatching(/^\d{1,10}$/), { minLength: 1 }), (ids) => {
      expect(digestOf(plan(ids))).toBe(digestOf(plan([...ids].reverse())));
    }),
  );
});

test('one account more, another operation or another directory is another digest', () => {
  const digest = digestOf(plan(['1', '2']));

  expect(digestOf(plan(['1', '2', '3']))).not.toBe(digest);
  expect(digestOf({ ...plan(['1', '2']), operation: 'unsuspend' })).not.toBe(digest);
  expect(digestOf({ ...plan(['1', '2']), directory: directoryName('acme-test') })).not.toBe(digest);
});

test('the digest of a plan is of its RFC 8785 form, whatever stands in it', () => {
  const words = fc.dictionary(fc.string(), fc.string(), { maxKeys: 3, noNullPrototype: true });
  const sealed = fc.dictionary(fc.string(), fc.stringMatching(/^[0-9a-f]{64}$/), { maxKeys: 2, noNullPrototype: true });
  const changes = fc.uniqueArray(fc.tuple(fc.string({ unit: 'grapheme' }), words), { selector: ([id]) => id });
  fc.assert(
    fc.property(words, sealed, changes, (choices, kept, people) => {
      const made = makePlan({
        ...plan([]),
        choices,
        sealed: kept,
        changes: people.map(([id, details]) => ({ ...change(id), details })),
      });

      expect(digestOf(made)).toBe(sha256(canonicalize(made)));
    }),
  );
});

test('a plan never names an account twice', () => {
  expect(() => plan(['1', '1'])).toThrow('twice');
});

test('a stored plan reads back as it was', () => {
  const stored = plan(['7', '3']);

  expect([...planPieces(stored)]).toEqual([canonicalize(stored)]);
  expect(readPlan([...planPieces(stored)], digestOf(stored))).toEqual(stored);
});

test('a stored plan that was tampered with is not read', () => {
  const stored = plan(['7', '3']);
  const [text = ''] = planPieces(stored);

  expect(() => readPlan([text.replace('"7"', '"8"')], digestOf(stored))).toThrow('digest');
  expect(() => readPlan([text], planDigest('0'.repeat(64)))).toThrow('digest');
});

test('a large plan is read from all of its pieces in their order, or not at all', () => {
  const stored = plan(Array.from({ length: 1_700 }, (_, index) => String(1_000_000 + index)));
  const digest = digestOf(stored);
  const pieces = [...planPieces(stored)];
  const [first = '', one = '', two = '', ...others] = pieces;

  expect(digest).toBe(sha256(canonicalize(stored)));
  expect(pieces.length).toBeGreaterThan(3);
  expect(readPlan(pieces, digest)).toEqual(stored);
  for (const other of [
    [first, two, one, ...others],
    [first, one, ...others],
    [first, one, one, two, ...others],
    [first],
    [first, one.replace('"1000007"', '"1000006"'), two, ...others],
    [first.replace('"suspend"', '"unsuspend"'), one, two, ...others],
  ])
    expect(() => readPlan(other, digest)).toThrow('digest');
});

/** What stands between two people of a stored plan, as somebody could have it in their own data. */
const TREACHEROUS = [
  '},{"accountId":',
  '"},{"accountId":"',
  '\\"},{"accountId":',
  '],"choices":{',
  '\\',
  '"',
  '}',
  'é',
  '😀',
];

test('a plan of thousands reads back as it was, whatever is written in it', () => {
  const words = fc.array(fc.constantFrom(...TREACHEROUS), { maxLength: 6 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(fc.tuple(words, words), { minLength: 1, maxLength: 5 }), (details) => {
      const ids = Array.from({ length: 3_000 }, (_, index) => String(1_000_000 + index));
      const stored = makePlan({
        ...plan([]),
        choices: Object.fromEntries(details),
        changes: ids.map((id, index) => ({
          ...change(id),
          details: Object.fromEntries([details[index % details.length] ?? ['', '']]),
        })),
      });

      expect(digestOf(stored)).toBe(sha256(canonicalize(stored)));
      expect(readPlan([...planPieces(stored)], digestOf(stored))).toEqual(stored);
      // As it was stored before there were pieces.
      expect(readPlan([canonicalize(stored) ?? ''], digestOf(stored))).toEqual(stored);
    }),
    { numRuns: 15 },
  );
});

test('a plan that says the same in another order of keys is still the one its digest names', () => {
  const { changes, ...others } = plan(['7', '3']);

  expect(readPlan([JSON.stringify({ ...others, changes })], digestOf(plan(['7', '3'])))).toEqual(plan(['7', '3']));
});

test.each([
  ['somebody else', (piece: string) => piece.replace('"accountId":"1600"', '"accountId":"9600"')],
  ['somebody less', (piece: string) => piece.replace(/^\[.*?\},(?=\{"accountId)/, '[')],
  ['somebody in another state', (piece: string) => piece.replace('"suspended":false', '"suspended":true')],
])('a large stored plan with %s in one of its pieces is not read', (_what, tamper) => {
  const stored = plan(Array.from({ length: 1_200 }, (_, index) => String(1_000 + index)));
  const pieces = [...planPieces(stored)];
  const tampered = pieces.map((piece, index) => (index === 2 ? tamper(piece) : piece));

  expect(tampered).not.toEqual(pieces);
  expect(readPlan(pieces, digestOf(stored))).toEqual(stored);
  expect(() => readPlan(tampered, digestOf(stored))).toThrow();
});
