import { createHash } from 'node:crypto';
import { z } from 'zod';
import { foldEmail } from '../targets/email-address.ts';

/**
 * Stands for a person whatever their account: equal for accounts with the same e-mail. It is a digest, so that what is
 * kept beside a decision names nobody.
 */
export const PersonKey = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .brand('PersonKey');
export type PersonKey = z.infer<typeof PersonKey>;

/** Null where no e-mail that counts is known: then nobody can be said to be the same person. */
export function personKey(email: string | null): PersonKey | null {
  if (email === null || email.trim() === '') return null;
  const digest = createHash('sha256').update(`muster person ${foldEmail(email.trim())}`);
  return PersonKey.parse(digest.digest('hex').slice(0, 32));
}
