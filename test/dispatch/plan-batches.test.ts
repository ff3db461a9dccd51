import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Pinned, payloadDigest, planBatches, replaceBatch } from '../../src/dispatch/plan-batches.ts';
import { halves as halvesOf } from '../../src/dispatch/verdict.ts';
import { accountId, batchId, directoryName, requestId } from '../../src/ids.ts';
import { makePlan, type Plan } from '../../src/requests/plan.ts';
import { seededRandom } from '../support/seeded-random.ts';

const state = { membership: 'active', suspended: false, admin: false, kind: 'person' } as const;

function planFor(people: number): Plan {
  const changes = Array.from({ length: people }, (_, index) => ({
    accountId: accountId(String(1_000 + index)),
    state,
    details: {},
  }));
  return makePlan({
    kind: 'wickr',
    directory: directoryName('acme-prod'),
    operation: 'suspend',
    choices: {},
    changes,
  });
}

const request: Pinned['request'] = {
  id: requestId('r'),
  kind: 'wickr',
  directory: directoryName('acme-prod'),
  operation: 'suspend',
  choices: {},
  sealed: {},
};
const pinned: Pinned = { request, details: new Map() };

const members = (row: { members_json: string }): readonly string[] => JSON.parse(row.members_json);

test('everybody in the plan is in exactly one batch, and no batch is too large', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 240 }), (people) => {
      const batches = planBatches(request, planFor(people), { batchSize: 50 }, 5, seededRandom(people));

      expect(batches.flatMap(members)).toEqual(planFor(people).changes.map((change) => change.accountId));
      expect(batches.length).toBe(Math.ceil(people / 50));
      expect(Math.max(...batches.map((batch) => members(batch).length))).toBeLessThanOrEqual(50);
    }),
  );
});

test('every batch has a token of its own that the directory accepts', () => {
  const batches = planBatches(request, planFor(500), { batchSize: 50 }, 5, seededRandom());

  expect(new Set(batches.map((batch) => batch.token)).size).toBe(10);
  for (const batch of batches) expect(batch.token).toMatch(/^[a-zA-Z0-9\-_:]{1,64}$/);
});

test('halves of a split batch hold the same people under new tokens, and its doubt', () => {
  const random = seededRandom();
  const [whole] = planBatches(request, planFor(7), { batchSize: 50 }, 5, random);
  if (!whole) throw new Error('no batch');
  const people = members(whole).map(accountId);

  const halves = replaceBatch(
    { id: batchId(whole.id), position: 0, stage: 0, doubt: 'lost' },
    halvesOf(people),
    pinned,
    6,
    random,
  );

  expect(halves.flatMap(members)).toEqual(people);
  expect(halves.map((half) => members(half).length)).toEqual([4, 3]);
  expect(halves.map(({ doubt }) => doubt)).toEqual(['lost', 'lost']);
  expect(new Set([whole, ...halves].map((batch) => batch.token)).size).toBe(3);
});

test('another member is another payload', () => {
  const of = (ids: readonly string[]) => payloadDigest(pinned, ids.map(accountId));

  expect(of(['1', '2'])).not.toBe(of(['1', '3']));
});

test('another detail, choice or secret is another payload, and details of others are none of it', () => {
  const [one, other] = [accountId('1'), accountId('2')];
  const of = (parts: Partial<Pinned>) => payloadDigest({ ...pinned, ...parts }, [one]);
  const plain = of({});

  expect(of({ details: new Map([[one, { firstName: 'Ann' }]]) })).not.toBe(plain);
  expect(of({ request: { ...request, choices: { securityGroupId: 'x' } } })).not.toBe(plain);
  expect(of({ request: { ...request, sealed: { inviteCode: 'ab' } } })).not.toBe(plain);
  expect(of({ details: new Map([[other, { firstName: 'Ann' }]]) })).toBe(plain);
});
