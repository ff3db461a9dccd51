import { z } from 'zod';
import { type ChainedEvent, canonicalText, eventText } from '../chain/link.ts';

/** What a commitment stands for, beside the event and no part of its hash. */
export type Opened = Readonly<Record<string, { readonly text: string; readonly salt: string }>>;

/**
 * One event as one line of JSON: the canonical JSON that was hashed, then `hash`, and `clear` where clear texts were asked for.
 * Line separators that JavaScript knows and JSON does not are escaped, so that a line is a line to every reader.
 */
export function toJsonLine(event: ChainedEvent, clear: Opened | null): string {
  const more = clear === null ? '' : `,"clear":${JSON.stringify(clear)}`;
  const line = `${eventText(event).slice(0, -1)},"hash":"${event.hash}"${more}}`;
  return /[\u2028\u2029\u0085]/.test(line)
    ? line.replace(/[\u2028\u2029\u0085]/g, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`)
    : line;
}

const Line = z.strictObject({
  actor: z.string(),
  at: z.int(),
  data: z.record(z.string(), z.unknown()),
  id: z.string(),
  kind: z.string(),
  previous: z.string(),
  requestId: z.string().nullable(),
  seq: z.int(),
  v: z.literal(1),
  hash: z.string(),
  clear: z.record(z.string(), z.strictObject({ text: z.string(), salt: z.string() })).optional(),
});

/** Null when the line is no event of ours. Says nothing about its hash. */
export function fromJsonLine(line: string): { readonly event: ChainedEvent; readonly clear: Opened | null } | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const read = Line.safeParse(value);
  if (!read.success) return null;
  const { data, clear = null, v: _, ...event } = read.data;
  return { event: { ...event, dataJson: canonicalText(data) }, clear };
}
