import { expect, test } from 'vitest';
import { underLimit } from '../../bench/throttling.ts';

test('under a limit nobody told of, most of what is allowed is used, nothing comes early, and everyone is changed once', async () => {
  const { share, early, throttled, effects } = await underLimit({ callsPerSecond: 5, burst: 5 }, 500, 200);

  expect(early).toBe(0);
  expect(share).toBeGreaterThan(0.9);
  expect(share).toBeLessThanOrEqual(1);
  expect(throttled).toBeGreaterThan(0);
  expect(effects).toBe(500);
}, 60_000);
