import type { Lookup } from './lookup.ts';

export type NamedBy =
  | { readonly kind: 'named'; readonly lookup: Lookup }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** One of the ways in which a kind of directory lets people be named, for `--by`. */
export interface IdentifierType {
  /** As typed after `--by`: `phone`. */
  readonly name: string;
  /** "phone number": as in "named by phone number". */
  readonly title: string;
  /** What a column of these is called in files, in lower-case letters and digits alone: `mobile`. */
  readonly columns: readonly string[];
  /** Whom one word or cell names, whatever it looks like. Pure. */
  read(text: string): NamedBy;
}

/** Rules that a kind of directory can select people by. */
export const SELECTION_RULES = ['group', 'pending', 'expired', 'suspended', 'inactive'] as const;
export type SelectionRule = (typeof SELECTION_RULES)[number];

/** How the people of a kind of directory are named in what is typed. */
export interface Naming {
  /** Does this text look like a native account id of this kind? */
  readonly isAccountId: (text: string) => boolean;
  /** Empty where what is typed speaks for itself: then there is no `--by`. */
  readonly identifierTypes: readonly IdentifierType[];
  /** Which of the rules that select people it can follow. */
  readonly selectionRules: readonly SelectionRule[];
}

/** Does a lookup go by this type of identifier? */
export function typeOf(lookup: Lookup): string {
  return lookup.by === 'name' ? lookup.type : lookup.by;
}
