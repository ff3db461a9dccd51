import type { ReadIdentifiersOptions } from '../targets/read-identifiers.ts';
import type { PeopleColumn } from './people-column.ts';
import { cellText, isFormula, type PersonIdentifier, readCell, WHY_FORMULA } from './read-cell.ts';
import type { Row } from './read-table.ts';

export interface FilePerson {
  readonly identifier: PersonIdentifier;
  /** Every line that names them, the first one first. */
  readonly lines: readonly number[];
}

export interface RejectedRow {
  readonly line: number;
  /** The cell that should name somebody; the whole row where that cell is empty. */
  readonly typed: string;
  /** A sentence for whoever uploaded the file. */
  readonly reason: string;
}

const WHY_EMPTY = 'The cell that should name somebody is empty.';

type Found = Extract<PeopleColumn, { readonly kind: 'found' }>;

/** The rows of a file as they turn out to name somebody, somebody again, or nobody. */
export class SortedRows {
  rowsIn = 0;
  readonly #people = new Map<string, { readonly identifier: PersonIdentifier; readonly lines: number[] }>();
  readonly #rejected: RejectedRow[] = [];
  readonly #directories = new Set<string>();
  readonly #found: Found;
  readonly #reading: ReadIdentifiersOptions;

  constructor(found: Found, reading: ReadIdentifiersOptions) {
    this.#found = found;
    // A file of ours names accounts by their ids, whatever people are named by elsewhere.
    this.#reading = found.ours === null ? reading : { ...reading, by: null };
  }

  add({ line, cells }: Row): void {
    this.rowsIn += 1;
    const cell = this.#whoIn(cells);
    const directory = cellText(cells[this.#found.ours?.directory ?? -1] ?? '').toLowerCase();
    if (directory !== '') this.#directories.add(directory);
    const typed = cellText(cell);
    const read = readCell(cell, this.#reading);
    const names = this.#namesIn(cells);
    if (typed === '') this.#reject(line, cells.map(cellText).filter(Boolean).join(', '), WHY_EMPTY);
    else if (read.kind === 'unreadable') this.#reject(line, typed, read.reason);
    else if (names === null) this.#reject(line, typed, WHY_FORMULA);
    else this.#accept(line, read.identifier.kind === 'email' ? { ...read.identifier, ...names } : read.identifier);
  }

  result() {
    const people = [...this.#people.values()];
    const accepted = people.reduce((rows, { lines }) => rows + lines.length, 0);
    return {
      people,
      rejected: this.#rejected,
      rowsIn: this.rowsIn,
      accepted,
      rejectedCount: this.#rejected.length,
      repeated: accepted - people.length,
      exportOf: [...this.#directories],
    };
  }

  #reject(line: number, typed: string, reason: string): void {
    this.#rejected.push({ line, typed, reason });
  }

  #accept(line: number, identifier: PersonIdentifier): void {
    const key = keyOf(identifier);
    const known = this.#people.get(key);
    if (known === undefined) this.#people.set(key, { identifier, lines: [line] });
    else known.lines.push(line);
  }

  /** In a file of ours, newcomers have an e-mail in the place of an account id. */
  #whoIn(cells: readonly string[]): string {
    const { people, ours } = this.#found;
    const cell = cells[people.position] ?? '';
    return ours !== null && cellText(cell) === '' ? (cells[ours.email] ?? '') : cell;
  }

  /** Null where a name is a formula. */
  #namesIn(cells: readonly string[]): { readonly firstName?: string; readonly lastName?: string } | null {
    const { firstName, lastName } = this.#found;
    const first = firstName === null ? '' : (cells[firstName] ?? '');
    const last = lastName === null ? '' : (cells[lastName] ?? '');
    if (isFormula(first) || isFormula(last)) return null;
    return {
      ...(nameText(first) === '' ? {} : { firstName: nameText(first) }),
      ...(nameText(last) === '' ? {} : { lastName: nameText(last) }),
    };
  }
}

function keyOf(identifier: PersonIdentifier): string {
  switch (identifier.kind) {
    case 'email':
      return `email ${identifier.email}`;
    case 'account-id':
      return `id ${identifier.id}`;
    case 'named':
      return `${identifier.lookup.type} ${identifier.lookup.value}`;
  }
}

const nameText = (cell: string): string => cellText(cell).replace(/\s+/g, ' ');
