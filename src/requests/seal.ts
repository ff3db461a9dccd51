import { createHash, timingSafeEqual } from 'node:crypto';
import type { Secrets } from '../directories/operation.ts';
import type { Random } from '../runtime/random.ts';

/**
 * What a plan holds of each secret that was chosen: a commitment, as 64 lower-case hex digits by the secret's name. It
 * binds the approval to the value and tells nothing of it, because the salt stays with the value and goes with it.
 */
export type Sealed = Readonly<Record<string, string>>;

/** A secret as it is kept until its request ends. `salt`: 64 hex digits. */
export interface KeptSecret {
  readonly name: string;
  readonly salt: string;
  readonly value: string;
}

/** So long that even a code of four digits cannot be found by trying. */
const SALT_BYTES = 32;

function commitment({ name, salt, value }: KeptSecret): string {
  return createHash('sha256')
    .update(JSON.stringify([salt, name, value]))
    .digest('hex');
}

/** A salt of its own for each value. */
export function seal(
  secrets: Secrets,
  random: Random,
): { readonly sealed: Sealed; readonly kept: readonly KeptSecret[] } {
  const kept = Object.entries(secrets).map(([name, value]) => ({
    name,
    salt: Buffer.from(random.bytes(SALT_BYTES)).toString('hex'),
    value,
  }));
  return { kept, sealed: Object.fromEntries(kept.map((secret) => [secret.name, commitment(secret)])) };
}

/** The values, when they are all there and each is the one that was sealed; else null. */
export function unseal(sealed: Sealed, kept: readonly KeptSecret[]): Secrets | null {
  const expected = Object.entries(sealed);
  if (kept.length !== expected.length) return null;
  const secrets = expected.map(([name, seal]) => {
    const secret = kept.find((one) => one.name === name);
    return secret !== undefined && isSame(commitment(secret), seal) ? ([name, secret.value] as const) : null;
  });
  const found = secrets.filter((one) => one !== null);
  return found.length === secrets.length ? Object.fromEntries(found) : null;
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
