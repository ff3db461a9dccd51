import { expect, test } from 'vitest';
import { type Lease, NOTHING_WATCHED, watchLeases } from '../../src/dispatch/lease-watch.ts';
import { batchId } from '../../src/ids.ts';

const LEASE_MS = 120_000;
const lease = (until: number, fence = 1): Lease => ({ batch: batchId('b'), fence, until });

/** Looks at one batch's lease at these times; answers when it is taken for ended. */
function endedAt(looks: readonly { readonly at: number; readonly seen: Lease | null }[]): readonly number[] {
  let watch = NOTHING_WATCHED;
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
