import { z } from 'zod';
import { auditSchema } from './audit.ts';
import { policySchema } from './policy-schema.ts';
import { safeguardsSchema } from './safeguards.ts';
import { channelSchema } from './slack-ids.ts';

const emailDomainsSchema = z
  .array(
    z
      .string()
      .describe('what stands behind the @, such as acme.example')
      .regex(/^(?=.{1,253}$)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+$/u, 'is no domain'),
  )
  .min(1, 'is empty, so no e-mail of any profile would count')
  .describe('a list of e-mail domains, such as [acme.example]; each exactly as it stands behind the @');

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
  people: z
    .strictObject({ emailDomains: emailDomainsSchema.optional() })
    .describe('emailDomains, such as { emailDomains: [acme.example] }; see muster.example.yaml')
    .default({}),
  policy: policySchema.describe('rules, and expiresAfter; see muster.example.yaml').prefault({}),
  safeguards: safeguardsSchema.describe('caps, coolDown and more; see muster.example.yaml').prefault({}),
  audit: auditSchema.describe('signingKey and checkpoints; see muster.example.yaml').prefault({}),
});
