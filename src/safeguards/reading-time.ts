export interface Reading {
  readonly readingMs: number;
  /** When the card appeared, in milliseconds UTC by Slack's clock; null when it has not. */
  readonly appearedAt: number | null;
  readonly now: number;
}

/** Why an approval comes too soon to have been considered, or null. A card that appears in the future just appeared. */
export function tooSoon({ readingMs, appearedAt, now }: Reading): string | null {
  if (readingMs === 0) return null;
  const readForMs = appearedAt === null ? 0 : Math.max(0, now - appearedAt);
  if (readForMs >= readingMs) return null;
  const left = Math.ceil((readingMs - readForMs) / 1_000);
  return `This cannot be undone, and its card appeared only just now. Please read who exactly would be changed, in its thread, and approve in ${left} s or later. Your click changed nothing.`;
}
