import { expect, test } from 'vitest';
import { type BatchId, batchId } from '../../src/ids.ts';
import { type Lease, type LeaseWatch, watchLeases } from '../../src/runtime/lease-watch.ts';

const LEASE_MS = 120_000;
const lease = (until: number, fence = 1): Lease<BatchId> => ({ of: batchId('b'), fence, until });

/** Looks at one batch's lease at these times; answers when it is taken for ended. */
function endedAt(looks: readonly { readonly at: number; readonly seen: Lease<BatchId> | null }[]): readonly number[] {
  let watch: LeaseWatch<BatchId> = new Map();
  return looks.flatMap(({ at, seen }) => {
    const looked = watchLeases(watch, seen ? [seen] : [], at, LEASE_MS);
    watch = looked.watch;
    return looked.ended.length > 0 ? [at] : [];
  });
}

test('a lease has ended once it was seen unrenewed for as long as it lasts, whatever time stands in it', () => {
  for (const until of [0, 500, 1_000_000_000]) {
    const seen = lease(until);
    expect(endedAt([0, 1_000, 119_999, 120_000].map((at) => ({ at, seen })))).toEqual([120_000]);
  }
});

test('a lease that is renewed is watched anew, and so is the next claim of its batch', () => {
  expect(
    endedAt([
      { at: 0, seen: lease(1) },
      { at: 100_000, seen: lease(2) },
      { at: 200_000, seen: lease(2) },
      { at: 210_000, seen: lease(2, 2) },
      { at: 320_000, seen: lease(2, 2) },
      { at: 330_000, seen: lease(2, 2) },
    ]),
  ).toEqual([330_000]);
});

test('a batch that was put down and taken up again is not held against its new holder', () => {
  expect(
    endedAt([
      { at: 0, seen: lease(1) },
      { at: 1_000, seen: null },
      { at: 119_000, seen: lease(1) },
      { at: 121_000, seen: lease(1) },
    ]),
  ).toEqual([]);
});

test('it is known when the next lease ends', () => {
  const one = lease(1);
  const other = { ...lease(1), of: batchId('c') };
  const first = watchLeases<BatchId>(new Map(), [one], 1_000, LEASE_MS);
  const second = watchLeases(first.watch, [one, other], 2_000, LEASE_MS);
  const third = watchLeases(second.watch, [one, other], 121_000, LEASE_MS);

  expect([first, second, third].map(({ endsInMs }) => endsInMs)).toEqual([LEASE_MS, 119_000, 1_000]);
  expect(third.ended).toEqual([one]);
  expect(watchLeases(third.watch, [], 122_000, LEASE_MS).endsInMs).toBe(Number.POSITIVE_INFINITY);
});
