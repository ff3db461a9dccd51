const UNIT_MS: ReadonlyMap<string, number> = new Map([
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
  ['w', 604_800_000],
]);

/**
 * Reads `90m`, `24h`, `7d` or `1h30m`: whole numbers with s, m, h, d or w, the larger unit first, each at most once.
 * Gives milliseconds, or null for anything else. Days are 24 hours.
 */
export function parseDuration(text: string): number | null {
  if (text.length > 20 || !/^(?:\d+[smhdw])+$/.test(text)) return null;
  let totalMs = 0;
  let lastUnitMs = Number.POSITIVE_INFINITY;
  for (const [, count, unit] of text.matchAll(/(\d{1,20})([smhdw])/g)) {
    const unitMs = UNIT_MS.get(unit ?? '') ?? Number.NaN;
    if (!(unitMs < lastUnitMs)) return null;
    lastUnitMs = unitMs;
    totalMs += Number(count) * unitMs;
  }
  return Number.isSafeInteger(totalMs) && totalMs > 0 ? totalMs : null;
}

/** The shortest text that `parseDuration` reads as so many milliseconds: `90m` becomes `1h30m`. Whole seconds only. */
export function durationText(durationMs: number): string {
  let rest = durationMs;
  const parts = [...UNIT_MS].reverse().flatMap(([unit, unitMs]) => {
    if (unit === 'w' || (unit === 'd' && durationMs <= 2 * unitMs)) return [];
    const count = Math.floor(rest / unitMs);
    rest -= count * unitMs;
    return count > 0 ? [`${count}${unit}`] : [];
  });
  return parts.join('');
}
