import { z } from 'zod';
import { parseDuration } from '../../config/duration.ts';

const SHORTEST_TIMEOUT_MS = 1_000;
/** A lease of the dispatcher and a stop of the bot reckon with no call that takes longer. */
const LONGEST_TIMEOUT_MS = 60_000;

/** How a timeout is written in muster.yaml; milliseconds come out. */
export const timeout = z
  .string()
  .describe('a time from 1s to 1m, such as 30s')
  .transform((text, context) => {
    const durationMs = parseDuration(text) ?? 0;
    if (durationMs >= SHORTEST_TIMEOUT_MS && durationMs <= LONGEST_TIMEOUT_MS) return durationMs;
    context.addIssue({ code: 'custom', message: 'must be a time from 1s to 1m, such as 30s' });
    return z.NEVER;
  });
