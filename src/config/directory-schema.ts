import { z } from 'zod';

const protectedSchema = z
  .array(z.string().trim().min(1, 'is empty').describe("an e-mail address, or the account's id in the directory"))
  .describe('a list of e-mail addresses and account ids nobody may touch through Muster');

/** What is left out is as the kind of directory has it. */
const perSecond = (what: string) =>
  z.number().positive().max(100).describe(`${what}, such as 1 or 0.5; at most 100`).optional();
const paceSchema = z.strictObject({
  callsPerSecond: perSecond('calls per second'),
  atLeast: perSecond('calls per second'),
  atMost: perSecond('calls per second'),
  reserve: z
    .number()
    .min(0)
    .max(0.9)
    .describe('the share of what the directory was found to allow that is left to others: 0 to 0.9')
    .optional(),
  inFlight: z.int().min(1).max(20).describe('calls under way at once: 1 to 20').optional(),
});

/** What every directory has, whatever its kind. */
export const commonSchema = z.strictObject({
  protected: protectedSchema.default([]),
  pace: paceSchema.describe('{ callsPerSecond: 1, inFlight: 1 }').prefault({}),
});
