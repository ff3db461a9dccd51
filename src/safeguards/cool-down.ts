const HOUR_MS = 3_600_000;

/** How long before irreversible work starts people are reminded that they can still stop it. */
const REMINDERS_MS = [24 * HOUR_MS, HOUR_MS];

export interface CoolDown {
  /** When it ends, in milliseconds UTC. */
  readonly startsAt: number;
  /** When the clock must look at it: at the next reminder, or when it ends. Null: it is over. */
  readonly nextAt: number | null;
  /** The last reminder that was due, in hours before the start; null before the first. */
  readonly reminded: number | null;
}

/** What stands between the last approval and the first call; null where nothing needs to. */
export function coolDownOf(
  { reversible }: { readonly reversible: boolean },
  coolDownMs: number,
  approvedAt: number,
): CoolDown | null {
  if (reversible || coolDownMs === 0) return null;
  const startsAt = approvedAt + coolDownMs;
  return { startsAt, nextAt: nextAfter(startsAt, approvedAt), reminded: null };
}

function nextAfter(startsAt: number, now: number): number {
  return REMINDERS_MS.map((before) => startsAt - before).find((at) => at > now) ?? startsAt;
}

/** A cool-down at a moment at which it is due: reminded, or over. Reminders that were slept through are one. */
export function whenDue(coolDown: CoolDown, now: number): CoolDown {
  const { startsAt } = coolDown;
  if (now >= startsAt) return { ...coolDown, nextAt: null };
  const due = REMINDERS_MS.findLast((before) => now >= startsAt - before);
  const reminded = due === undefined ? coolDown.reminded : due / HOUR_MS;
  return { startsAt, nextAt: nextAfter(startsAt, now), reminded };
}

/** "72 hours", "90 minutes", "30 seconds". */
export function lengthWords(ms: number): string {
  const units: readonly (readonly [number, string])[] = [
    [HOUR_MS, 'hour'],
    [60_000, 'minute'],
    [1_000, 'second'],
  ];
  const [unitMs, word] = units.find(([one]) => ms >= one && ms % one === 0) ?? [1_000, 'second'];
  const count = Math.round(ms / unitMs);
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
