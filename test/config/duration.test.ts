import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDuration } from '../../src/config/duration.ts';

test.each([
  ['90s', 90_000],
  ['5m', 300_000],
  ['90m', 5_400_000],
  ['24h', 86_400_000],
  ['7d', 604_800_000],
  ['2w', 1_209_600_000],
  ['1h30m', 5_400_000],
])('%s is %d milliseconds', (text, expectedMs) => {
  expect(parseDuration(text)).toBe(expectedMs);
});

test.each([
  '',
  '24',
  'h',
  '24 h',
  '-1h',
  '1.5h',
  '1e3h',
  '24H',
  '0h',
  '30m1h',
  '1h1h',
  '1h ',
  '9999999999999999w',
  '१h',
  `${'0'.repeat(30)}1h`,
])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeNull();
});

test('every combination of units, the larger first, is their sum', () => {
  const units = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 };
  fc.assert(
    fc.property(
      fc.subarray(Object.entries(units), { minLength: 1 }),
      fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 5, maxLength: 5 }),
      (chosen, counts) => {
        const text = chosen.map(([unit], index) => `${counts[index]}${unit}`).join('');
        const expectedMs = chosen.reduce((sum, [, unitMs], index) => sum + (counts[index] ?? 0) * unitMs, 0);

        expect(parseDuration(text)).toBe(expectedMs);
      },
    ),
  );
});

test('any text gives a positive whole number or nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9smhdw]{0,24}$/)), (text) => {
      const durationMs = parseDuration(text);

      expect(durationMs === null || (Number.isSafeInteger(durationMs) && durationMs > 0)).toBe(true);
    }),
  );
});
