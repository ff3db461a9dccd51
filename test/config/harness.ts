import { z } from 'zod';
import { type ConfigProblem, formatProblems } from '../../src/config/problem.ts';
import { readConfig } from '../../src/config/read-config.ts';
import type { DirectoryKind } from '../../src/directories/directory.ts';

function kind(
  name: string,
  settings: z.ZodType,
  verbs: readonly string[],
  irreversible: readonly string[] = [],
): DirectoryKind {
  const open = () => {
    throw new Error('Reading a configuration opens nothing');
  };
  return {
    kind: name,
    title: `A ${name}`,
    settings,
    verbs,
    irreversible,
    isAccountId: (text) => /^[0-9]+$/.test(text),
    identifierTypes: [],
    selectionRules: [],
    pace: { callsPerSecond: 1, inFlight: 1 },
    open,
  };
}

/** Two kinds of places with accounts, made up for these tests. */
export const kinds: readonly DirectoryKind[] = [
  kind(
    'harbour',
    z.strictObject({
      berthId: z
        .string()
        .regex(/^[0-9]{8}$/)
        .describe('eight digits, in quotes'),
      region: z.string(),
      fips: z.boolean().default(false),
      credentials: z
        .union([
          z.strictObject({ profile: z.string() }),
          z.strictObject({ roleArn: z.string(), externalId: z.string().optional() }),
        ])
        .optional(),
    }),
    ['suspend', 'unsuspend', 'delete'],
    ['delete'],
  ),
  kind(
    'pool',
    z.strictObject({
      poolId: z.string().check(({ value, issues }) => {
        if (value.startsWith('no-')) issues.push({ code: 'custom', input: value, message: `${value} is no pool` });
      }),
      secret: z.string().min(8, 'must have 8 characters or more'),
    }),
    ['kick', 'suspend'],
  ),
];

export const sandboxEnv = {
  SLACK_BOT_TOKEN: 'xoxb-sandbox-bot',
  SLACK_APP_TOKEN: 'xapp-sandbox-app',
  SLACK_API_URL: 'http://127.0.0.1:4000/api',
};

export const goodYaml = `
directories:
  quay:
    kind: harbour
    berthId: "01234567"
    region: north
channels:
  approvals: C0123ABCDEF
policy:
  rules:
    - directories: [quay]
      operations: [suspend, unsuspend]
      ask: [U0123ABCDE1]
      decide: [U0123ABCDE2, W0123ABCDE3]
`;

export const read = (yaml: string, env: Readonly<Record<string, string | undefined>> = sandboxEnv) =>
  readConfig({ env, kinds, readFile: () => yaml });

export function mustBeGood(yaml: string, env?: Readonly<Record<string, string | undefined>>) {
  const result = read(yaml, env);
  if (!result.ok) throw new Error(formatProblems(result.problems));
  return result;
}

export function problemsOf(yaml: string, env?: Readonly<Record<string, string | undefined>>): readonly ConfigProblem[] {
  const result = read(yaml, env);
  return result.ok ? [] : result.problems;
}

/** `line path problem → right`, one per problem. */
export const brief = (problems: readonly ConfigProblem[]): readonly string[] =>
  problems.map(
    ({ line, path, problem, right }) => `${line ?? '-'} ${path} ${problem}${right === null ? '' : ` → ${right}`}`,
  );

/** How muster.yaml refers to an environment variable. */
export const variable = (name: string): string => `\${${name}}`;
