import { describe, expect, test } from 'vitest';
import { clockSkew } from '../../../src/directories/http/clock-skew.ts';

const NOW = Date.UTC(2026, 0, 15, 12, 34, 56);

describe("how far this machine's clock is off", () => {
  test.each([
    [0, null],
    [59_000, null],
    [360_000, '6 min behind'],
    [-7_200_000, '120 min ahead of'],
  ])('when theirs is %s ms further: %s', (aheadMs, words) => {
    expect(clockSkew({ date: new Date(NOW + aheadMs).toUTCString() }, NOW)).toBe(words);
  });

  test.each([[{}], [{ date: 'noon' }]])('is not told by %j', (headers) => {
    expect(clockSkew(headers, NOW)).toBeNull();
  });
});
