import type { ReadIdentifiersOptions } from '../targets/read-identifiers.ts';
import type { ReadIdentifiers } from '../targets/target.ts';
import { FilledRows } from './filled-rows.ts';
import { type Column, type ColumnChoice, findPeopleColumn } from './people-column.ts';
import { readTable } from './read-table.ts';
import { FileRefused } from './refused.ts';
import { type FilePerson, type RejectedRow, SortedRows } from './sorted-rows.ts';

export type PeopleFile =
  | {
      readonly kind: 'read';
      readonly column: Column;
      /** The line taken for the header, which is none of the rows below; null without one. */
      readonly headerLine: number | null;
      /** In the order of the file, each once. */
      readonly people: readonly FilePerson[];
      readonly rejected: readonly RejectedRow[];
      /** Always `accepted` + `rejectedCount`. */
      readonly rowsIn: number;
      /** Rows that name somebody: `people` and `repeated` together. */
      readonly accepted: number;
      readonly rejectedCount: number;
      /** Rows that name somebody whom a row before named already. */
      readonly repeated: number;
      /** Directories whose account ids these are, where the file is one of ours. */
      readonly exportOf: readonly string[];
      /** Rows without any text; not among `rowsIn`. */
      readonly emptyRows: number;
    }
  /** To be read again once a person has said which. */
  | { readonly kind: 'which-column'; readonly reason: string; readonly candidates: readonly Column[] }
  | { readonly kind: 'refused'; readonly reason: string; readonly line: number | null };

export interface ReadPeopleFile extends ReadIdentifiersOptions {
  /** A CSV, TSV or similar file. */
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Null: find out. */
  readonly column: ColumnChoice | null;
}

/** What decides which column names people. Bounded, because all of it is looked at in one go while others wait. */
const SAMPLE = { rows: 200, characters: 64 * 1024 };

const WHY = {
  empty: 'The file is empty.',
  headerOnly: 'The file holds a header and nobody below it.',
} as const;

/**
 * Whom a file names: one person per row, in one column. Every row is accounted for. Throws only what `bytes` throws;
 * stops taking from it as soon as the answer is known.
 */
export async function readPeopleFile({ bytes, column, ...reading }: ReadPeopleFile): Promise<PeopleFile> {
  const rows = new FilledRows(readTable(bytes));
  try {
    const sample = await rows.take(SAMPLE);
    const [first] = sample;
    if (first === undefined) return { kind: 'refused', reason: WHY.empty, line: null };
    const found = findPeopleColumn(sample, column, reading);
    if (found.kind === 'nobody') return { kind: 'refused', reason: WHY.headerOnly, line: first.line };
    if (found.kind === 'ask') return { kind: 'which-column', reason: found.reason, candidates: found.candidates };
    const sorted = new SortedRows(found, reading);
    for (const row of found.header ? sample.slice(1) : sample) sorted.add(row);
    for (let row = await rows.next(); row !== null; row = await rows.next()) sorted.add(row);
    const headerLine = found.header ? first.line : null;
    return { kind: 'read', column: found.people, headerLine, ...sorted.result(), emptyRows: rows.empty };
  } catch (error) {
    if (error instanceof FileRefused) return { kind: 'refused', reason: error.message, line: error.line };
    throw error;
  } finally {
    await rows.close();
  }
}

/** The same as reading a text gives, for a preview. */
export function identifiersOf({ people, rejected }: Extract<PeopleFile, { readonly kind: 'read' }>): ReadIdentifiers {
  return {
    identifiers: people.map(({ identifier }) => identifier),
    unreadable: rejected.map(({ line, typed, reason }) => ({ typed: `Line ${line}: ${typed}`, reason })),
  };
}
