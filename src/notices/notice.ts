import { z } from 'zod';
import { slackUserId } from '../ids.ts';

const UserId = z.string().transform(slackUserId);

/** Something about Muster itself that a second channel is told once. Ids and numbers only: words are looked up when it is told. */
export const Notice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('frozen'), freeze: z.string() }),
  z.strictObject({
    kind: z.literal('unfrozen'),
    freeze: z.string(),
    /** How many freezes were left then. */
    left: z.int(),
  }),
  z.strictObject({
    kind: z.literal('refused'),
    by: UserId,
    /** What they tried: `preview`, `submit`, `approve`, `retry-failed`. */
    what: z.string(),
    directory: z.string().nullable(),
    operation: z.string().nullable(),
    /** The safeguard's own sentence: numbers and the directory's name, nobody's. */
    why: z.string(),
  }),
]);
export type Notice = z.infer<typeof Notice>;

/** Two notices of one subject are the same news. */
export function subjectOf(notice: Notice): string {
  switch (notice.kind) {
    case 'frozen':
    case 'unfrozen':
      return `${notice.kind} ${notice.freeze}`;
    case 'refused':
      return ['refused', notice.by, notice.what, notice.directory, notice.operation].join(' ');
  }
}

/** So long the same is not told again: who is refused tries once more. */
export const SAME_NEWS_MS = 60 * 60_000;
