import { z } from 'zod';
import { readPrivateKey } from '../audit/checkpoints/keys.ts';
import type { AuditSettings } from './config.ts';
import { parseDuration } from './duration.ts';
import type { CrossChecked } from './explained.ts';
import { channelSchema } from './slack-ids.ts';

const SHORTEST_MS = 10_000;
const LONGEST_MS = 24 * 3_600_000;

const everySchema = z
  .string()
  .describe('a time from 10s to 24h, such as 5m')
  .transform((text, context) => {
    const durationMs = parseDuration(text);
    if (durationMs !== null && durationMs >= SHORTEST_MS && durationMs <= LONGEST_MS) return durationMs;
    context.addIssue({
      code: 'custom',
      message: durationMs === null ? 'is no length of time' : 'is too short or too long',
    });
    return z.NEVER;
  });

const path = z.string().trim().min(1, 'is empty');

/** The section `audit`. */
export const auditSchema = z.strictObject({
  signingKey: z
    .string()
    .describe(
      'a reference to the variable MUSTER_AUDIT_SIGNING_KEY, with the private key that muster audit keygen prints',
    )
    .transform((text, context) => {
      const key = readPrivateKey(text);
      if (key) return key;
      context.addIssue({ code: 'custom', message: 'is no Ed25519 private key' });
      return z.NEVER;
    })
    .optional(),
  signingKeyFile: path.describe('the path of a file with the private key that muster audit keygen prints').optional(),
  every: everySchema.prefault('5m'),
  checkpoints: z
    .strictObject({
      file: path.describe('the path of a file that checkpoints are appended to').optional(),
      command: z
        .array(z.string().min(1, 'is empty'))
        .min(1, 'is empty')
        .describe(
          'a program and its arguments, such as [/usr/local/bin/keep-checkpoint]; it gets each one on its standard input',
        )
        .optional(),
      channel: channelSchema.optional(),
    })
    .describe('file:, command: and channel:, each a place that keeps checkpoints')
    .prefault({}),
});

type Written = z.output<typeof auditSchema>;

/** Reads the key's file, where one is named. `readFile` throws as `readFileSync` does. */
export function readAudit(
  { signingKey, signingKeyFile, every, checkpoints }: Written,
  readFile: (path: string) => string,
): { readonly settings: AuditSettings } & CrossChecked {
  const { file = null, command = null, channel = null } = checkpoints;
  const problems = [];
  let key = signingKey ?? null;
  if (signingKey && signingKeyFile !== undefined) {
    const problem = 'is there as well as signingKey';
    problems.push({ path: ['audit', 'signingKeyFile'], problem, right: 'one of the two' });
  } else if (signingKeyFile !== undefined) {
    key = readKeyFile(signingKeyFile, readFile);
    if (!key) {
      const problem = 'is no file with an Ed25519 private key that can be read';
      problems.push({
        path: ['audit', 'signingKeyFile'],
        problem,
        right: 'the file muster audit keygen was written to',
      });
    }
  }
  const places = { file, command: command === null ? null : asCommand(command), channel };
  const hasPlace = Object.values(places).some((place) => place !== null);
  const warnings = [];
  if (key && !hasPlace) {
    const problem = 'names no place outside, so whoever holds the database can take checkpoints away with it';
    warnings.push({ path: ['audit', 'checkpoints'], problem, right: 'file:, command: or channel:' });
  }
  if (!key && hasPlace && problems.length === 0) {
    const problem = 'is missing, so there are no checkpoints to keep';
    problems.push({ path: ['audit', 'signingKey'], problem, right: 'the key that muster audit keygen prints' });
  }
  return { settings: { signingKey: key, everyMs: every, places }, problems, warnings };
}

function readKeyFile(file: string, readFile: (path: string) => string) {
  try {
    return readPrivateKey(readFile(file));
  } catch {
    return null;
  }
}

function asCommand([program = '', ...args]: readonly string[]): readonly [string, ...string[]] {
  return [program, ...args];
}
