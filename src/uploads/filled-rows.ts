import { cellText } from './read-cell.ts';
import type { Row } from './read-table.ts';

/** Rows that hold any text; the others are counted. */
export class FilledRows {
  empty = 0;
  readonly #rows: AsyncGenerator<Row>;

  constructor(rows: AsyncGenerator<Row>) {
    this.#rows = rows;
  }

  async next(): Promise<Row | null> {
    for (;;) {
      const { done, value } = await this.#rows.next();
      if (done) return null;
      if (value.cells.some((cell: string) => cellText(cell) !== '')) return value;
      this.empty += 1;
    }
  }

  /** The next rows, until there are enough of them or of their characters. */
  async take(most: { readonly rows: number; readonly characters: number }): Promise<readonly Row[]> {
    const taken: Row[] = [];
    let characters = 0;
    while (taken.length < most.rows && characters < most.characters) {
      const row = await this.next();
      if (row === null) break;
      taken.push(row);
      characters += row.cells.reduce((sum, cell) => sum + cell.length, 0);
    }
    return taken;
  }

  async close(): Promise<void> {
    await this.#rows.return(undefined);
  }
}
