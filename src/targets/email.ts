import { z } from 'zod';

/** The longest address that can be delivered. https://www.rfc-editor.org/errata/eid1690 */
const LONGEST = 254;

const Email = z.email();

/**
 * The address in the form that is compared: lower case, composed Unicode, with a plain `@`. Null when it is none.
 * Internationalized local parts are not accepted: no directory here does.
 */
export function readEmail(text: string): string | null {
  if (text.length > LONGEST) return null;
  const plain = text.normalize('NFKC').toLowerCase();
  return Email.safeParse(plain).success ? plain : null;
}

export function looksLikeEmail(text: string): boolean {
  return /[@＠]/.test(text.slice(1));
}
