import { z } from 'zod';
import { auditSchema } from './audit.ts';
import { parseDuration } from './duration.ts';
import { safeguardsSchema } from './safeguards.ts';
import { channelSchema, principalSchema } from './slack-ids.ts';

const SHORTEST_EXPIRY_MS = 5 * 60_000;
const LONGEST_EXPIRY_MS = 30 * 86_400_000;
const DEFAULT_EXPIRY = '24h';

const expirySchema = z
  .string()
  .describe('a time from 5m to 30d, such as 90m, 24h or 7d')
  .transform((text, context) => {
    const durationMs = parseDuration(text);
    if (durationMs !== null && durationMs >= SHORTEST_EXPIRY_MS && durationMs <= LONGEST_EXPIRY_MS) return durationMs;
    context.addIssue({
      code: 'custom',
      message: durationMs === null ? 'is no length of time' : 'is too short or too long',
    });
    return z.NEVER;
  });

const principalsSchema = z
  .array(principalSchema)
  .min(1, 'is empty, so the rule would allow nothing')
  .describe('a list of Slack member ids (U… or W…) and user group ids (S…), such as [U0123ABCDEF, S0123ABCDEF]');

const some = (what: string, example: string) =>
  z
    .union([z.literal('*'), z.array(z.string()).min(1, 'is empty, so the rule would allow nothing')])
    .describe(`a list of ${what}, such as [${example}], or "*" for all`);

export const ruleSchema = z.strictObject({
  directories: some('directories', 'acme-prod'),
  operations: some('operations', 'suspend, unsuspend'),
  ask: principalsSchema,
  decide: principalsSchema,
  quorum: z
    .int()
    .min(1, 'is below 1, so nobody would have to agree')
    .max(20)
    .describe('how many different people must approve: 1 or more; without it 1, and 2 for what cannot be undone')
    .nullable()
    .default(null),
});

export const policySchema = z.strictObject({
  expiresAfter: expirySchema.prefault(DEFAULT_EXPIRY),
  rules: z.array(ruleSchema).describe('a list of rules; see muster.example.yaml').default([]),
});

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

export const DIRECTORY_NAME = 'lower-case letters, digits and -, beginning with a letter, such as acme-prod';

/** muster.yaml, except for what is inside each directory: that depends on its kind. */
export const fileSchema = z.strictObject({
  directories: z
    .record(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/), z.unknown())
    .refine((directories) => Object.keys(directories).length > 0, 'names no directory')
    .describe('at least one directory, by name; see muster.example.yaml'),
  defaults: z
    .record(z.string(), z.string())
    .describe("a directory's name for each kind, such as wickr: acme-prod")
    .default({}),
  channels: z
    .strictObject({ approvals: channelSchema, notices: channelSchema.optional() })
    .describe('approvals: and the id of the channel where requests are decided'),
  policy: policySchema.describe('rules, and expiresAfter; see muster.example.yaml').prefault({}),
  safeguards: safeguardsSchema.describe('caps, coolDown and more; see muster.example.yaml').prefault({}),
  audit: auditSchema.describe('signingKey and checkpoints; see muster.example.yaml').prefault({}),
});
