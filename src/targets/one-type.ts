import { typeOf } from '../directories/naming.ts';
import type { Identifier } from './target.ts';

const TITLES: Readonly<Record<string, string>> = { email: 'e-mail', id: 'account id' };

/** The type by which a text names somebody; null for mentions, which never mean two people. */
function typeOfIdentifier(identifier: Identifier): string | null {
  switch (identifier.kind) {
    case 'mention':
    case 'user-group':
      return null;
    case 'email':
      return 'email';
    case 'account-id':
      return 'id';
    case 'named':
      return typeOf(identifier.lookup);
  }
}

/** Why these people are not named by one type of identifier only; null when they are. */
export function mixedTypes(identifiers: readonly Identifier[]): string | null {
  const types = new Set(identifiers.map(typeOfIdentifier).filter((type) => type !== null));
  if (types.size < 2) return null;
  const titles = [...types].map((type) => TITLES[type] ?? type);
  return `These people are named in different ways: by ${titles.join(' and by ')}. Name all of them one way, and ask twice for the others: the same text can mean somebody else by another type.`;
}
