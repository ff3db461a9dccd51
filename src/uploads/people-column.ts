import { EMAIL_TYPE, type ReadIdentifiersOptions } from '../targets/read-identifiers.ts';
import { COLUMN_WORDS, columnWord } from './column-words.ts';
import { type OurExport, ourExport } from './our-export.ts';
import { cellText, readCell } from './read-cell.ts';
import type { Row } from './read-table.ts';

/** What a person said about which column names people. */
export type ColumnChoice =
  | { readonly by: 'name'; readonly name: string }
  /** Counted from 0. */
  | { readonly by: 'position'; readonly position: number };

export interface Column {
  /** Counted from 0. */
  readonly position: number;
  /** From the header; "Column B" without one. */
  readonly title: string;
  /** The first cell that is not empty. Personal data. */
  readonly example: string;
}

export type PeopleColumn =
  | {
      readonly kind: 'found';
      readonly people: Column;
      /** The first row names columns instead of a person. */
      readonly header: boolean;
      /** Positions of the columns with the parts of names; null where the header tells of none. */
      readonly firstName: number | null;
      readonly lastName: number | null;
      /** The file is one of ours; `people` is then its account ids. */
      readonly ours: OurExport | null;
    }
  /** There is a header and nothing below it. */
  | { readonly kind: 'nobody' }
  /** A person must say which; `candidates` has at least one. */
  | { readonly kind: 'ask'; readonly reason: string; readonly candidates: readonly Column[] };

const WHY = {
  several: 'More than one column could name the people.',
  none: 'No column seems to hold e-mails or account ids.',
  unknown: 'The file has no such column.',
} as const;

interface Measured extends Column {
  readonly word: string;
  readonly filled: number;
  readonly emails: number;
  readonly ids: number;
}

/**
 * Which column of a table names people, judged by its first rows; rows without any text left out. A row is only taken for
 * a header when it names nobody and has a word we know from headers, or the name asked for: any other first row is read
 * as a person's, and will be seen among the rejected.
 */
export function findPeopleColumn(
  rows: readonly Row[],
  choice: ColumnChoice | null,
  reading: ReadIdentifiersOptions,
): PeopleColumn {
  const [first] = rows;
  const header = first !== undefined && isHeader(first, choice, reading);
  if (header && rows.length === 1) return { kind: 'nobody' };
  const ours = header && choice === null ? ourExport(first.cells) : null;
  const columns = measure(rows, header, ours === null ? reading : { ...reading, by: null });
  const candidates = ours
    ? columns.slice(ours.accountId, ours.accountId + 1)
    : candidatesOf(columns, choice, header, reading);
  const [only, ...others] = candidates;
  if (only === undefined) {
    return { kind: 'ask', reason: choice === null ? WHY.none : WHY.unknown, candidates: columns.map(shown) };
  }
  if (others.length > 0) return { kind: 'ask', reason: WHY.several, candidates: candidates.map(shown) };
  return {
    kind: 'found',
    people: shown(only),
    header,
    firstName: header ? withWord(columns, COLUMN_WORDS.firstName) : null,
    lastName: header ? withWord(columns, COLUMN_WORDS.lastName) : null,
    ours,
  };
}

function candidatesOf(
  columns: readonly Measured[],
  choice: ColumnChoice | null,
  header: boolean,
  { by = null }: ReadIdentifiersOptions,
): readonly Measured[] {
  if (choice !== null) return chosen(columns, choice, header);
  return by === null || by.name === EMAIL_TYPE ? likely(columns) : likelyBy(columns, by.columns);
}

function isHeader({ cells }: Row, choice: ColumnChoice | null, reading: ReadIdentifiersOptions): boolean {
  // By another type, such as a username, any word might name somebody: then only known titles tell.
  const guessed = { ...reading, by: null };
  if (cells.some((cell) => cell.includes('@') || readCell(cell, guessed).kind === 'person')) return false;
  const words = cells.map(columnWord);
  if (words.some((word) => reading.by?.columns.includes(word))) return true;
  if (choice?.by === 'name' && words.includes(columnWord(choice.name))) return true;
  return words.some((word) => Object.values(COLUMN_WORDS).some((known) => known.has(word)));
}

function measure(rows: readonly Row[], header: boolean, reading: ReadIdentifiersOptions): readonly Measured[] {
  const width = rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  const titles = header ? (rows[0]?.cells ?? []) : [];
  const people = header ? rows.slice(1) : rows;
  return Array.from({ length: width }, (_, position) => {
    const cells = people.map((row) => row.cells[position] ?? '').filter((cell) => cellText(cell) !== '');
    const reads = cells.flatMap((cell) => {
      const read = readCell(cell, reading);
      return read.kind === 'person' ? [read.identifier.kind] : [];
    });
    const emails = reads.filter((kind) => kind === 'email').length;
    return {
      position,
      title: cellText(titles[position] ?? '') || `Column ${letters(position)}`,
      example: cellText(cells[0] ?? ''),
      word: columnWord(titles[position] ?? ''),
      filled: cells.length,
      emails,
      ids: reads.length - emails,
    };
  });
}

/**
 * A header that says e-mail decides. One that says "id" or "user" competes with columns of e-mails under other headers,
 * since row and personnel numbers are called "id" as well. Numbers count by content only where there are no e-mails.
 */
function likely(columns: readonly Measured[]): readonly Measured[] {
  if (columns.length === 1) return columns;
  const named = columns.filter(({ word, emails }) => COLUMN_WORDS.email.has(word) && emails > 0);
  if (named.length > 0) return named;
  const mostlyEmails = ({ emails, filled }: Measured) => emails > 0 && emails * 2 >= filled;
  const some = columns.filter(
    (column) => mostlyEmails(column) || (COLUMN_WORDS.account.has(column.word) && column.emails + column.ids > 0),
  );
  return some.length > 0 ? some : columns.filter(({ ids, filled }) => ids > 0 && ids * 2 >= filled);
}

/** By a type that nearly every text fits, titles tell best. */
function likelyBy(columns: readonly Measured[], titles: readonly string[]): readonly Measured[] {
  if (columns.length === 1) return columns;
  const named = columns.filter(({ word, emails, ids }) => titles.includes(word) && emails + ids > 0);
  return named.length > 0 ? named : columns.filter(({ ids, filled }) => ids > 0 && ids * 2 >= filled);
}

function chosen(columns: readonly Measured[], choice: ColumnChoice, header: boolean): readonly Measured[] {
  if (choice.by === 'position') return columns.filter(({ position }) => position === choice.position);
  const wanted = columnWord(choice.name);
  return header ? columns.filter(({ word }) => word === wanted) : [];
}

function withWord(columns: readonly Measured[], words: ReadonlySet<string>): number | null {
  return columns.find(({ word }) => words.has(word))?.position ?? null;
}

const shown = ({ position, title, example }: Column): Column => ({ position, title, example });

const ALPHABET = 26;

/** As spreadsheets call a column: A to Z, then AA. */
function letters(position: number): string {
  const last = String.fromCharCode('A'.charCodeAt(0) + (position % ALPHABET));
  return position < ALPHABET ? last : letters(Math.floor(position / ALPHABET) - 1) + last;
}
