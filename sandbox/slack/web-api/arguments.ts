import { z } from 'zod';

const TRUE = new Set<unknown>([true, 'true', '1', 1]);

export const text = z.string();
export const flag = z
  .unknown()
  .optional()
  .transform((value) => TRUE.has(value));
export const amount = z.coerce.number().int().min(1);

/** An object or array, sent as itself in a JSON body and as JSON text in a form. */
export function json<T extends z.ZodType>(schema: T) {
  return z.preprocess((value) => (typeof value === 'string' ? parseJson(value) : value), schema);
}

export const record = z.record(z.string(), z.unknown());
export const blocks = json(z.array(record));

/** What Slack knows and the stand-in does not: refused, so that nobody relies on it in vain. */
export const unsupported = z.undefined().optional();

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
