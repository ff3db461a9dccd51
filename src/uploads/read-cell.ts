import { withoutFormulaGuard } from '../report/csv.ts';
import { plainCharacters, strip } from '../targets/characters.ts';
import { readEmail } from '../targets/email-address.ts';
import { readNameBy } from '../targets/read-by-type.ts';
import { EMAIL_TYPE, type ReadIdentifiersOptions, readIdentifiers } from '../targets/read-identifiers.ts';
import type { Identifier } from '../targets/target.ts';

/** A table names people by these alone: mentions and groups are for Slack's own texts. */
export type PersonIdentifier = Extract<Identifier, { readonly kind: 'email' | 'account-id' | 'named' }>;

export type CellRead =
  | { readonly kind: 'person'; readonly identifier: PersonIdentifier }
  | { readonly kind: 'unreadable'; readonly reason: string };

export const WHY_FORMULA = 'This is a formula. Replace it by its value.';

const WHY = {
  several: 'This cell names more than one person. Give each a row of their own.',
  rounded: 'A spreadsheet has rounded this number. Format the column as text and enter the number again.',
  mark: 'It is unclear where this address begins. Remove the mark before it.',
  email: 'This is not a complete e-mail address.',
  long: 'This text is too long to name one person.',
  nobody: 'This is no e-mail and no account id.',
} as const;

/** An address has 254 characters at most; the rest is for a name. Reading words costs more than measuring them. */
const LONGEST = 1_000;

const FORMULA = /^[=＝]/;
const ROUNDED = /^\d(?:[.,]\d+)?e\+?\d+$/i;

/** The text of a cell as its writer sees it. */
export function cellText(cell: string): string {
  return cell === '' ? '' : plainCharacters(withoutFormulaGuard(cell.trim())).trim();
}

/** Would a spreadsheet calculate this? A cell behind the guard against just that is text. */
export const isFormula = (cell: string): boolean => FORMULA.test(cell.trim());

/**
 * Who is named in one cell: by an e-mail, alone or as `Alice <alice@example.com>`, or by an account id alone; or by the type
 * that was asked for, whatever it looks like.
 */
export function readCell(cell: string, { isAccountId, by = null }: ReadIdentifiersOptions): CellRead {
  if (isFormula(cell)) return { kind: 'unreadable', reason: WHY_FORMULA };
  const text = cellText(cell);
  if (text.length > LONGEST) return { kind: 'unreadable', reason: WHY.long };
  if (by !== null && by.name !== EMAIL_TYPE) return readBy(text, by);
  const email = readEmail(text);
  // A cell ends where it ends: unlike in a sentence, a quote or a bracket may belong to the address.
  if (email !== null && strip(text) !== text) return { kind: 'unreadable', reason: WHY.mark };
  if (email !== null) return { kind: 'person', identifier: { kind: 'email', email, typed: text } };
  if (by === null && isAccountId(text))
    return { kind: 'person', identifier: { kind: 'account-id', id: text, typed: text } };
  if (ROUNDED.test(text)) return { kind: 'unreadable', reason: WHY.rounded };
  return text.includes('@') ? readDressed(text, { isAccountId, by }) : { kind: 'unreadable', reason: WHY.nobody };
}

function readBy(text: string, by: NonNullable<ReadIdentifiersOptions['by']>): CellRead {
  if (text === '') return { kind: 'unreadable', reason: WHY.nobody };
  if (ROUNDED.test(text)) return { kind: 'unreadable', reason: WHY.rounded };
  const read = readNameBy(text, by);
  if (read.kind === 'unreadable') return { kind: 'unreadable', reason: read.reason };
  const { identifier } = read;
  if (identifier.kind === 'mention' || identifier.kind === 'user-group') throw new Error('A type names people alone');
  return { kind: 'person', identifier };
}

/** An address with a name, brackets or `mailto:` around it. */
function readDressed(text: string, reading: ReadIdentifiersOptions): CellRead {
  const { identifiers, unreadable } = readIdentifiers(text, reading);
  const [first, ...more] = identifiers;
  if (more.length > 0) return { kind: 'unreadable', reason: WHY.several };
  if (first?.kind === 'email' && unreadable.length === 0) return { kind: 'person', identifier: first };
  return { kind: 'unreadable', reason: WHY.email };
}
