import { foldEmail, readEmail } from '../../targets/email-address.ts';

/** What a user can be named by. The SDKs' `custom_field` is documented nowhere and left out. */
export type UserIdType = 'user_id' | 'email' | 'phone' | 'username' | 'external_id' | 'identity' | 'sync_relation';

export const USER_ID = /^[0-9a-f]{24}$/i;

/** No documented limit; this many letters of any alphabet still fit into an address. */
const LONGEST_IDENTIFIER = 500;

/** Printable, and without blanks at either end. */
const CLEAN = /^[^\s\p{C}](?:[^\p{C}]*[^\s\p{C}])?$/u;

const SHAPES: Readonly<Record<UserIdType, { readonly fits: (text: string) => boolean; readonly right: string }>> = {
  user_id: { fits: (text) => USER_ID.test(text), right: 'a user id: 24 digits and letters a to f' },
  email: { fits: (text) => readEmail(text) !== null, right: 'an e-mail address' },
  phone: { fits: (text) => /^[0-9]{4,20}$/.test(text), right: 'a phone number: digits only, without country code' },
  username: { fits: () => true, right: 'a username' },
  external_id: { fits: () => true, right: 'an external id' },
  identity: {
    fits: (text) => /^[^\s:]+:\S+$/.test(text),
    right: 'an identity: source id, colon, user id in the source',
  },
  sync_relation: { fits: (text) => /^[\w-]+:\S+$/.test(text), right: 'a sync relation such as lark:ou_8bae' },
};

/**
 * What an identifier should look like, when it does not: one malformed one fails the whole call it travels in. Null when
 * it may be sent.
 */
export function identifierProblem(type: UserIdType, text: string): string | null {
  const { fits, right } = SHAPES[type];
  const sound = text.length <= LONGEST_IDENTIFIER && text.isWellFormed() && CLEAN.test(text) && fits(text);
  return sound ? null : `must be ${right}`;
}

/** Identifiers that differ only where the service sees no difference come out equal. */
export function foldIdentifier(type: UserIdType, text: string): string {
  if (type === 'email') return foldEmail(text);
  return type === 'user_id' ? text.toLowerCase() : text;
}
