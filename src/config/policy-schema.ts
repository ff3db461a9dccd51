import { z } from 'zod';
import { TARGET_CLASSES } from '../requests/blast.ts';
import { isTicketPattern } from '../requests/reason-demand.ts';
import { LOOKUP } from '../requests/rights.ts';
import { parseDuration } from './duration.ts';
import { principalSchema } from './slack-ids.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What is left out of `policy` is as if this stood there. */
const DEFAULTS = { expiresAfter: '24h', startsWithin: '4h', remindAfter: ['1h', '4h', '12h'] };

function durationSchema(shortestMs: number, longestMs: number, description: string) {
  return z
    .string()
    .describe(description)
    .transform((text, context) => {
      const durationMs = parseDuration(text);
      if (durationMs !== null && durationMs >= shortestMs && durationMs <= longestMs) return durationMs;
      const message = durationMs === null ? 'is no length of time' : 'is too short or too long';
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    });
}

const expirySchema = durationSchema(5 * MINUTE_MS, 30 * DAY_MS, 'a time from 5m to 30d, such as 90m, 24h or 7d');
const startSchema = durationSchema(5 * MINUTE_MS, 30 * DAY_MS, 'a time from 5m to 30d, such as 90m, 4h or 7d');
const remindersSchema = z
  .array(durationSchema(5 * MINUTE_MS, 30 * DAY_MS, 'a time from 5m to 30d, such as 90m, 24h or 7d'))
  .max(20, 'has more than 20 reminders')
  .describe('times after the submission, each later than the one before, such as [1h, 4h, 12h]; [] for no reminders')
  .refine((times) => times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0)), {
    message: 'is not in ascending order',
  });

const principalsSchema = z
  .array(principalSchema)
  .min(1, 'is empty, so the rule would allow nothing')
  .describe('a list of Slack member ids (U… or W…) and user group ids (S…), such as [U0123ABCDEF, S0123ABCDEF]');

const some = (what: string, example: string) =>
  z
    .union([z.literal('*'), z.array(z.string()).min(1, 'is empty, so the rule would allow nothing')])
    .describe(`a list of ${what}, such as [${example}], or "*" for all`);

const quorumSchema = (description: string) =>
  z.int().min(1, 'is below 1, so nobody would have to agree').max(20).describe(description);

const stageSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,29}$/, 'is no name of a stage')
    .describe('lower-case letters, digits and -, such as security'),
  decide: principalsSchema,
  quorum: quorumSchema('how many different people must approve in this stage: 1 or more; the default is 1')
    .nullable()
    .default(null),
});

const stagesSchema = z
  .array(stageSchema)
  .min(1, 'is empty, so nobody could approve')
  .max(5, 'has more than 5 stages')
  .describe('a list of stages in order, such as [{ name: team, decide: [S0123ABCDEF], quorum: 1 }]');

/** "5%" becomes 0.05. */
const shareSchema = z
  .string()
  .describe('a share of the directory, such as 5% or 0.5%')
  .transform((text, context) => {
    const percent = /^\d{1,3}(?:\.\d{1,3})?%$/.test(text) ? Number(text.slice(0, -1)) : Number.NaN;
    if (percent > 0 && percent < 100) return percent / 100;
    context.addIssue({ code: 'custom', message: 'is no share between 0% and 100%' });
    return z.NEVER;
  });

const escalationSchema = z
  .strictObject({
    peopleAbove: z
      .int()
      .min(1)
      .max(1_000_000)
      .describe('more people than this: a whole number, 1 or more')
      .exactOptional(),
    shareAbove: shareSchema.exactOptional(),
    anyTarget: z
      .array(z.enum(TARGET_CLASSES))
      .min(1, 'is empty, so it would never hold')
      .describe('a list of classes of accounts, such as [active]; there are pending, suspended, active')
      .exactOptional(),
    quorum: quorumSchema('how many must approve in each stage of the rule then: 1 or more').exactOptional(),
    stages: stagesSchema.exactOptional(),
  })
  .superRefine((one, context) => {
    const unconditional = one.peopleAbove === undefined && one.shareAbove === undefined && one.anyTarget === undefined;
    if (unconditional)
      context.addIssue({ code: 'custom', message: 'has no condition: peopleAbove, shareAbove or anyTarget' });
    if (one.quorum === undefined && one.stages === undefined)
      context.addIssue({ code: 'custom', message: 'demands nothing: it needs quorum or stages' });
  });

const reasonSchema = z
  .strictObject({
    required: z.boolean().describe('true or false; the default is true').exactOptional(),
    tickets: z
      .array(
        z
          .string()
          .describe(
            'fixed letters and then # for the digits, such as OPS-# (OPS-1, OPS-123, …); nothing else is a pattern',
          )
          .refine(isTicketPattern, 'is no pattern of a ticket number'),
      )
      .max(10)
      .describe('a list of patterns such as [OPS-#]: a reason has to name one of them')
      .exactOptional(),
  })
  .refine(({ required, tickets = [] }) => required !== false || tickets.length === 0, {
    message: 'asks for tickets, and for no reason',
  })
  .describe('{ required: true, tickets: [OPS-#] }');

export const ruleSchema = z
  .strictObject({
    directories: some('directories', 'acme-prod').exactOptional(),
    operations: some('operations', 'suspend, unsuspend'),
    ask: principalsSchema,
    decide: principalsSchema.exactOptional(),
    quorum: quorumSchema(
      'how many different people must approve: 1 or more; without it 1, and 2 for what cannot be undone',
    )
      .nullable()
      .default(null),
    stages: stagesSchema.exactOptional(),
    escalate: z
      .array(escalationSchema)
      .max(20)
      .describe('a list such as [{ peopleAbove: 50, quorum: 2 }]; see docs/policy.md')
      .exactOptional(),
    reason: reasonSchema.exactOptional(),
  })
  .superRefine((rule, context) => {
    const say = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    const looksOnly = rule.operations !== '*' && rule.operations.every((verb) => verb === LOOKUP);
    if (rule.decide === undefined && rule.stages === undefined && !looksOnly) say('decide', 'is missing');
    if (rule.decide !== undefined && rule.stages !== undefined)
      say('stages', 'stands beside decide: write one of them');
    if (rule.quorum !== null && rule.stages !== undefined) say('quorum', 'belongs into each of the stages');
    const names = [...(rule.stages ?? []), ...(rule.escalate ?? []).flatMap(({ stages = [] }) => stages)].map(
      ({ name }) => name,
    );
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) say('stages', `has two stages with the name ${twice}`);
  });

export const policySchema = z.strictObject({
  expiresAfter: expirySchema.prefault(DEFAULTS.expiresAfter),
  startsWithin: startSchema.prefault(DEFAULTS.startsWithin),
  remindAfter: remindersSchema.prefault(DEFAULTS.remindAfter),
  reason: reasonSchema.default({}),
  rules: z.array(ruleSchema).describe('a list of rules; see muster.example.yaml').default([]),
});

export type WrittenPolicy = z.output<typeof policySchema>;
export type WrittenRule = z.output<typeof ruleSchema>;
