import { expect, test } from 'vitest';
import { Pace } from '../../../src/slack/present/pace.ts';

test('a burst is let through and then one a second', () => {
  const pace = new Pace(2, 1);

  expect([0, 0, 0, 1_000].map((now) => pace.take('C1', now))).toEqual([0, 0, 1_000, 0]);
});

test('nothing is given before Slack allows it', () => {
  const pace = new Pace(2, 1);
  pace.hold('C1', 30_000);

  expect([0, 29_999, 30_000].map((now) => pace.take('C1', now))).toEqual([30_000, 1, 0]);
});
