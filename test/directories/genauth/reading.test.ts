import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../src/directories/genauth/failure.ts';
import { waitBefore } from '../../../src/directories/genauth/reading.ts';

const throttled = (retryAfterMs: number | null): Failure => ({
  kind: 'throttled',
  status: 429,
  requestId: null,
  effect: 'none',
  reason: '',
  retryAfterMs,
});
const chance = (fraction: number) => ({ fraction: () => fraction, bytes: (count: number) => new Uint8Array(count) });

describe('the wait before a read is tried again', () => {
  test.each([
    [1, 500],
    [2, 1_000],
    [3, 2_000],
    [4, 4_000],
    [12, 15_000],
  ])('doubles up to half a minute: after attempt %s half of it is %s ms', (attempt, expected) => {
    expect(waitBefore(throttled(null), attempt, chance(0.5))).toBe(expected);
  });

  test('is any share of that, and never less than what was asked for', () => {
    const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fraction, fc.nat(60_000), (attempt, share, askedMs) => {
        const waitMs = waitBefore(throttled(askedMs), attempt, chance(share));

        if (askedMs > 30_000) expect(waitMs).toBeNull();
        else {
          expect(waitMs).toBeGreaterThanOrEqual(askedMs);
          expect(waitMs).toBeLessThanOrEqual(30_000);
        }
      }),
    );
  });

  test('is none when the caller stopped it', () => {
    const stopped: Failure = { kind: 'never-sent', cause: 'stopped', requestId: null, effect: 'none', reason: '' };

    expect(waitBefore(stopped, 1, chance(0.5))).toBeNull();
  });
});
