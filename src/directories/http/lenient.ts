import { z } from 'zod';

/** Text that is only shown, so anything odd is as good as nothing. */
export const Shown = z
  .string()
  .transform((text) => text.trim() || null)
  .nullable()
  .catch(null);

/** A yes or no that something is decided on: only a real boolean counts, and anything else would be our guess. */
export const Fact = z.union([z.boolean(), z.literal('unknown')]).catch('unknown');
