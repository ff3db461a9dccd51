import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_RETRY_AFTER_MS, retryAfterMs } from '../../../src/directories/http/retry-after.ts';

const NOW = Date.UTC(2026, 0, 15, 12, 34, 56);
const MILLIS_HEADER = 'x-amz-retry-after';

describe('how long the far side asks us to wait', () => {
  test.each([
    [{}, null],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': '2' }, 2_000],
    [{ 'retry-after': ' 1.5 ' }, 1_500],
    [{ 'retry-after': new Date(NOW + 90_000).toUTCString() }, 90_000],
    [{ 'retry-after': new Date(NOW - 90_000).toUTCString() }, 0],
    [{ 'x-amz-retry-after': '250' }, 250],
    [{ 'retry-after': '1', 'x-amz-retry-after': '2500' }, 2_500],
    [{ 'retry-after': '3', 'x-amz-retry-after': '2500' }, 3_000],
    [{ 'retry-after': '99999999999999999999' }, MAX_RETRY_AFTER_MS],
    [{ 'retry-after': 'Fri, 01 Jan 2100 00:00:00 GMT' }, MAX_RETRY_AFTER_MS],
    [{ 'retry-after': '-5' }, null],
    [{ 'retry-after': 'soon' }, null],
    [{ 'retry-after': '2026-01-15' }, null],
  ])('reads %j as %s ms', (headers, expected) => {
    expect(retryAfterMs(headers, NOW, MILLIS_HEADER)).toBe(expected);
  });

  test('is not read from a header of another vendor', () => {
    expect(retryAfterMs({ 'x-amz-retry-after': '250' }, NOW)).toBeNull();
  });

  test('is never negative nor longer than a quarter of an hour, whatever arrives', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (seconds, millis) => {
        const wait = retryAfterMs({ 'retry-after': seconds, 'x-amz-retry-after': millis }, NOW, MILLIS_HEADER) ?? 0;

        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(MAX_RETRY_AFTER_MS);
      }),
    );
  });
});
