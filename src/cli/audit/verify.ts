import { readFileSync } from 'node:fs';
import { type AuditKey, publicOf, readPrivateKey, readPublicKeys } from '../../audit/checkpoints/keys.ts';
import type { CheckpointSource } from '../../audit/verify/checkpoints.ts';
import { verifyExport } from '../../audit/verify/export.ts';
import { type Verified, verifyStore } from '../../audit/verify/verify.ts';
import { defineCommand, EXIT, type Terminal, WrongUsage } from '../command.ts';
import { withStore } from './store.ts';

const number = (value: number): string => value.toLocaleString('en-US');

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    throw new WrongUsage(`${path} cannot be read${code}.`);
  }
}

/** What was copied from a channel has words between; a checkpoint that is left out thereby is missed by the next one. */
function readSource(path: string): CheckpointSource {
  return {
    name: path,
    lines: read(path)
      .split('\n')
      .filter((line) => line.includes('{')),
  };
}

/** The keys of a file; else those that Muster itself is given. */
function keysOf(file: string | undefined, env: Terminal['env']): readonly AuditKey[] {
  if (file !== undefined) {
    const keys = readPublicKeys(read(file));
    if (keys.length === 0) throw new WrongUsage(`${file} holds no Ed25519 public key.`);
    return keys;
  }
  const given = readPublicKeys(env['MUSTER_AUDIT_PUBLIC_KEY'] ?? '');
  const signing = readPrivateKey(env['MUSTER_AUDIT_SIGNING_KEY'] ?? '');
  return given.length > 0 || signing === null ? given : [publicOf(signing)];
}

function report(
  { chain, store, problem }: Verified,
  keys: readonly AuditKey[],
  outside: readonly CheckpointSource[],
): string {
  const signatures =
    keys.length === 0
      ? 'signatures not checked, for want of a public key'
      : `signatures good (${keys.map(({ id }) => id).join(', ')})`;
  const lines = [
    `Events       ${number(chain.events)} in an unbroken chain, the last ${chain.tip.hash}`,
    `Checkpoints  ${number(chain.checkpoints)} agree, ${signatures}`,
    ...(outside.length === 0
      ? ['             none from outside: whoever holds the database could have written all of it anew']
      : []),
    ...(store === null
      ? []
      : [
          `Store        ${number(store.requests)} requests, ${number(store.people)} people and ${number(store.clearTexts)} clear texts agree`,
        ]),
  ];
  return problem === null ? `${lines.join('\n')}\nNothing was changed.\n` : '';
}

export const auditVerify = defineCommand({
  usage: '[--checkpoints FILE]… [--public-key FILE] [--events FILE]',
  details: `Checks that no event was changed, added, removed or moved since it was written, that checkpoints vouch for it, and that requests,
decisions, calls and outcomes in the database are those that the events tell of. Names the first line that is wrong.

--checkpoints FILE  what a place outside has kept; may be given several times
--public-key FILE   who may sign: PEM, or base64 one a line; without it MUSTER_AUDIT_PUBLIC_KEY
--events FILE       checks a full export as JSON Lines instead of the database

Exit code 0: nothing was changed; 1: something was.`,
  options: {
    checkpoints: { type: 'string', multiple: true },
    'public-key': { type: 'string' },
    events: { type: 'string' },
  },
  run: async ({ values, positionals }, terminal) => {
    if (positionals.length > 0) throw new WrongUsage('muster audit verify takes options only.');
    const outside = (values.checkpoints ?? []).map(readSource);
    const keys = keysOf(values['public-key'], terminal.env);
    const tell = (verified: Verified): number => {
      const { problem } = verified;
      terminal.stdout.write(
        problem === null
          ? report(verified, keys, outside)
          : `${number(verified.chain.events)} events are right. Then:\n${problem.what}\n`,
      );
      return problem === null ? EXIT.fine : EXIT.foundProblem;
    };
    if (values.events !== undefined) return tell(await verifyExport(values.events, outside, keys));
    return withStore(terminal, async (store) => tell(await verifyStore(store, outside, keys)));
  },
});
