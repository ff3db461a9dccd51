import { z } from 'zod';

/**
 * The fields of a delivery that its listener reads, before they are turned into our own: what is kept of it until it is
 * worked off, and read by the same schema again. No names, no token, no text of the message that was clicked.
 * Throws when it is no such delivery.
 */
export function keptBody(schema: z.ZodType, body: unknown): unknown {
  let read: z.core.$ZodType = schema;
  while (read instanceof z.ZodPipe) read = read.in;
  return z.parse(read, body);
}
