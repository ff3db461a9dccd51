import { z } from 'zod';
import { type SlackUserGroupId, type SlackUserId, slackUserGroupId, slackUserId } from '../ids.ts';
import { TARGET_CLASSES } from '../requests/blast.ts';
import { explain } from './explain.ts';
import { jsonSchemaOf } from './json-schema.ts';
import type { ConfigProblem } from './problem.ts';
import { pathText, readSource } from './source.ts';

const USER_ID = /^[UW][A-Z0-9]{1,30}$/;
const GROUP_ID = /^S[A-Z0-9]{1,30}$/;

const user = z
  .string()
  .regex(USER_ID, 'is no Slack member id')
  .describe('a Slack member id (U… or W…)')
  .transform(slackUserId);
const users = z.array(user).describe('a list of Slack member ids, such as [U0123ABCDE1]');

const Person = z.strictObject({
  email: z.string().min(3).describe('the e-mail of the profile').nullable().default(null),
  standing: z.enum(['member', 'guest', 'bot', 'deactivated', 'other-workspace']).default('member'),
});

const Case = z
  .strictObject({
    name: z.string().min(1).describe('what it shows, in a few words'),
    ask: user,
    operation: z.string().describe('an operation, such as suspend'),
    directory: z.string().describe('the name of a directory; may be left out when there is one').exactOptional(),
    people: z.int().min(1).describe('how many people would change: 1 or more').default(1),
    directorySize: z
      .int()
      .min(1)
      .describe('how many people the directory has; without it that is not known')
      .exactOptional(),
    targets: z
      .array(z.enum(TARGET_CLASSES))
      .describe('what they are: a list of pending, suspended, active')
      .default(['active']),
    about: z.array(z.string()).describe('those of them who matter: Slack member ids or e-mail addresses').default([]),
    reason: z
      .string()
      .nullable()
      .describe('the reason, or null for none; without it, one that will do')
      .exactOptional(),
    decide: users.default([]),
    expect: z.enum(['approved', 'pending', 'refused']),
    waitsFor: z.string().describe('the name of the stage that waits').exactOptional(),
    refuses: users.exactOptional(),
    because: z.string().min(1).describe('words that stand in what the refused are told').exactOptional(),
  })
  .superRefine((one, context) => {
    if (one.waitsFor !== undefined && one.expect !== 'pending')
      context.addIssue({ code: 'custom', path: ['waitsFor'], message: 'goes with expect: pending only' });
  });

const File = z.strictObject({
  people: z.record(z.string().regex(USER_ID), Person).describe('people by Slack member id').default({}),
  groups: z.record(z.string().regex(GROUP_ID), users).describe('members by Slack user group id').default({}),
  cases: z.array(Case).min(1, 'is empty, so nothing is tested').describe('a list of cases; see docs/policy.md'),
});

export type PolicyCase = z.output<typeof Case>;

export interface PolicyTests {
  readonly people: ReadonlyMap<SlackUserId, z.output<typeof Person>>;
  readonly groups: ReadonlyMap<SlackUserGroupId, readonly SlackUserId[]>;
  readonly cases: readonly (PolicyCase & { readonly line: number | null })[];
}

export type ReadPolicyTests =
  | { readonly kind: 'read'; readonly tests: PolicyTests }
  | { readonly kind: 'unusable'; readonly problems: readonly ConfigProblem[] };

/** What may be written in policy-tests.yaml, for editors. */
export const policyTestsJsonSchema = () => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'policy-tests.yaml',
  ...jsonSchemaOf(File),
});

/** Reads policy-tests.yaml. Every mistake in it is told with its line. */
export function readPolicyTests(file: string, text: string): ReadPolicyTests {
  const source = readSource(text, {});
  const located = (path: readonly PropertyKey[], line: number | null, problem: string, right: string | null) => ({
    source: file,
    line,
    path: pathText(path),
    problem,
    right,
  });
  if (source.problems.length > 0) {
    const problems = source.problems.map(({ path, line, problem, right }) => located(path, line, problem, right));
    return { kind: 'unusable', problems };
  }
  const parsed = File.safeParse(source.root ?? {});
  if (!parsed.success) {
    const explained = explain(parsed.error.issues, jsonSchemaOf(File), source.root ?? {});
    const problems = explained.map(({ path, problem, right }) => located(path, source.lineOf(path), problem, right));
    return { kind: 'unusable', problems };
  }
  const { people, groups, cases } = parsed.data;
  return {
    kind: 'read',
    tests: {
      people: new Map(Object.entries(people).map(([id, person]) => [slackUserId(id), person])),
      groups: new Map(Object.entries(groups).map(([id, members]) => [slackUserGroupId(id), members])),
      cases: cases.map((one, index) => ({ ...one, line: source.lineOf(['cases', index]) })),
    },
  };
}
