import { createHash } from 'node:crypto';
import type { Table } from './tables.ts';

export type Row = Readonly<Record<string, unknown>>;

const LIMIT = 2n ** 256n;

/** How many rows, and the sum of their hashes: equal for equal rows in whatever order a database hands them out. */
export interface Checksum {
  readonly rows: number;
  readonly sum: string;
}

export class Summing {
  #rows = 0;
  #sum = 0n;
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  add(row: Row): void {
    const text = JSON.stringify(this.#table.columns.map((column) => row[column] ?? null));
    this.#rows += 1;
    this.#sum = (this.#sum + BigInt(`0x${createHash('sha256').update(text).digest('hex')}`)) % LIMIT;
  }

  get checksum(): Checksum {
    return { rows: this.#rows, sum: this.#sum.toString(16) };
  }
}
