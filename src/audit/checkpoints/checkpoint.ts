import { sign, verify } from 'node:crypto';
import { z } from 'zod';
import { canonicalText, sha256 } from '../chain/link.ts';
import { Hash } from '../kinds/parts.ts';
import type { AuditKey } from './keys.ts';

/** A signed statement: at this time the chain ended with this event. */
const Checkpoint = z.strictObject({
  v: z.literal(1),
  seq: z.int().min(1),
  hash: Hash,
  /** Milliseconds UTC. */
  at: z.int(),
  /** SHA-256 of the line of the checkpoint before; null for the first. */
  previous: Hash.nullable(),
  /** Id of the key it is signed with. */
  key: z.string().regex(/^[0-9a-f]{16}$/),
  /** Ed25519 over the canonical JSON of all the rest, in base64. */
  signature: z.string().max(100),
});
export type Checkpoint = z.infer<typeof Checkpoint>;

/** One line of canonical JSON: what is stored and posted. */
export function signCheckpoint(
  facts: Pick<Checkpoint, 'seq' | 'hash' | 'at' | 'previous'>,
  { id, key }: AuditKey,
): string {
  const unsigned = { v: 1, ...facts, key: id };
  const signature = sign(null, Buffer.from(canonicalText(unsigned)), key).toString('base64');
  return canonicalText({ ...unsigned, signature });
}

/** Null when the line is no checkpoint. Says nothing about its signature. */
export function readCheckpoint(line: string): Checkpoint | null {
  try {
    return Checkpoint.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

/** What a later checkpoint names as `previous`. */
export const lineHash = (line: string): string => sha256(line);

export type SignatureCheck = 'good' | 'forged' | 'unknown-key';

export function checkSignature(checkpoint: Checkpoint, keys: readonly AuditKey[]): SignatureCheck {
  const { signature, ...unsigned } = checkpoint;
  const key = keys.find(({ id }) => id === checkpoint.key);
  if (!key) return 'unknown-key';
  const isGood = verify(null, Buffer.from(canonicalText(unsigned)), key.key, Buffer.from(signature, 'base64'));
  return isGood ? 'good' : 'forged';
}
