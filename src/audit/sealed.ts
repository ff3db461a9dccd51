import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Random } from '../runtime/random.ts';
import { scrubSecrets } from '../telemetry/scrub-text.ts';

/**
 * What stands in an event instead of personal data: a commitment to a text that is kept, with its salt, in the table
 * `audit_clear`. Without the salt nobody can find the text again, not even by trying all there are; so a person is erased by
 * removing text and salt, and no event changes.
 */
export const Sealed = z.strictObject({ sealed: z.string().regex(/^[0-9a-f]{64}$/) });
export type Sealed = z.infer<typeof Sealed>;

/** A text that is to be sealed when the event is written. */
export class Personal {
  readonly text: string;
  /** Whose it is, so that it can be found for a history and for an erasure; null for words about no one person. */
  readonly owner: { readonly accountId: string | null; readonly email: string | null } | null;

  constructor(text: string, owner: Personal['owner'] = null) {
    this.text = text;
    this.owner = owner;
  }

  /** Never the text: what is written or logged by mistake says nothing. */
  toJSON(): string {
    return '[personal]';
  }
}

/** Words a person or a directory wrote, without what looks like a secret: nobody needs that in an audit. Null stays null. */
export function personal<T extends string | null>(text: T): T extends null ? null : Personal;
export function personal(text: string | null): Personal | null {
  return text === null ? null : new Personal(scrubSecrets(text));
}

const SALT_BYTES = 16;

/** Hexadecimal; new for every text. */
export function newSalt(random: Random): string {
  return Buffer.from(random.bytes(SALT_BYTES)).toString('hex');
}

/** SHA-256 over the salt's 16 bytes and the text as UTF-8. The salt has one length, so no two pairs read the same. */
export function commitment(salt: string, text: string): string {
  return hash('sha256', Buffer.concat([Buffer.from(salt, 'hex'), Buffer.from(text, 'utf8')]), 'hex');
}
