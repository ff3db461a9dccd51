import { expect, test } from 'vitest';
import { type Rest, UNTRIED } from '../../src/dispatch/pace-state.ts';
import { restLeftMs, type SeenRest, seeRest } from '../../src/dispatch/rest-watch.ts';

const NOON = Date.UTC(2026, 0, 15, 12);
const stored = (rests: number, rest: Rest | null) => ({ rests, rest });

/** What somebody who looks at these times, by a steady clock, believes is left of the rest. */
function leftAt(looks: readonly (readonly [number, ReturnType<typeof stored>])[]): readonly number[] {
  let seen: SeenRest | null = null;
  return looks.map(([at, found]) => {
    seen = seeRest(seen, found, at);
    return restLeftMs(seen, at);
  });
}

test('a rest is over once it was seen for as long as it lasts, whatever time of day stands in it', () => {
  for (const until of [0, NOON - 54 * 60_000, NOON, NOON + 54 * 60_000]) {
    const rest = stored(1, { ms: 30_000, until });
    expect(
      leftAt([
        [0, rest],
        [29_999, rest],
        [30_000, rest],
        [31_000, rest],
      ]),
    ).toEqual([30_000, 1, 0, -1_000]);
  }
});

test('a rest that takes the place of another is kept from when it was first seen', () => {
  const [first, second] = [stored(1, { ms: 30_000, until: NOON }), stored(2, { ms: 30_000, until: NOON })];

  expect(
    leftAt([
      [0, first],
      [20_000, second],
      [40_000, second],
    ]),
  ).toEqual([30_000, 30_000, 10_000]);
});

test('a count that was lost with the last writes of a database makes no two rests the same', () => {
  const [lost, kept] = [stored(1, { ms: 30_000, until: NOON }), stored(1, { ms: 30_000, until: NOON + 1 })];

  expect(
    leftAt([
      [0, lost],
      [20_000, kept],
    ]),
  ).toEqual([30_000, 30_000]);
});

test('without a rest nothing is left of one', () => {
  const rest = stored(1, { ms: 30_000, until: NOON });

  expect(
    leftAt([
      [0, UNTRIED],
      [1, rest],
      [2, stored(1, null)],
    ]),
  ).toEqual([Number.NEGATIVE_INFINITY, 30_000, Number.NEGATIVE_INFINITY]);
});
