import { DIRECTORY_COLUMN, WHO_COLUMNS } from '../report/export-columns.ts';
import { columnWord } from './column-words.ts';

/** Where a file of ours says who is meant. Positions from 0. */
export interface OurExport {
  readonly accountId: number;
  /** For whoever has no account id yet. */
  readonly email: number;
  readonly directory: number;
}

/**
 * Lookups and results that are given back name accounts, not addresses: an e-mail may be shared by several. Columns may
 * have been moved or added since, as long as ours are there.
 */
export function ourExport(header: readonly string[]): OurExport | null {
  const words = header.map(columnWord);
  const at = (title: string) => words.indexOf(columnWord(title));
  if ([...WHO_COLUMNS, DIRECTORY_COLUMN].some((title) => at(title) < 0)) return null;
  return { accountId: at('account id'), email: at('email'), directory: at(DIRECTORY_COLUMN) };
}
