import { expect, test } from 'vitest';
import { Pace } from '../../../src/slack/present/pace.ts';

const DAY_MS = 24 * 60 * 60_000;

test('a burst is let through and then one a second', () => {
  const pace = new Pace(2, 1);

  expect([0, 0, 0, 1_000].map((now) => pace.take('C1', now))).toEqual([0, 0, 1_000, 0]);
});

test('nothing is given before Slack allows it', () => {
  const pace = new Pace(2, 1);
  pace.hold('C1', 30_000);

  expect([0, 29_999, 30_000].map((now) => pace.take('C1', now))).toEqual([30_000, 1, 0]);
});

test('a clock that is set back by a day does not stop posting for a day', () => {
  const pace = new Pace(1, 1);
  pace.take('C1', DAY_MS);
  pace.hold('C2', DAY_MS + 30_000);

  expect([0, 1_000].map((now) => pace.take('C1', now))).toEqual([1_000, 0]);
  expect(pace.take('C2', 0)).toBe(0);
});
