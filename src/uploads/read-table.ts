import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { dialectOf } from './dialect.ts';
import { MAX_CELL_BYTES, MAX_COLUMNS, MAX_ROW_BYTES, MAX_ROWS, TOO } from './limits.ts';
import { readText } from './read-text.ts';
import { FileRefused } from './refused.ts';

export interface Row {
  /** The line on which the row begins, counted from 1. A cell may hold line breaks, so rows may be longer than a line. */
  readonly line: number;
  /** As many as this row happens to have; an empty line is one empty cell. */
  readonly cells: readonly string[];
}

const WHY: Readonly<Record<string, string>> = {
  CSV_MAX_RECORD_SIZE: TOO.longRow,
  CSV_QUOTE_NOT_CLOSED: 'A quotation mark in this row is never closed.',
};
const NO_TABLE = 'This row could not be read as a part of a table.';

/**
 * The rows of a CSV, TSV or similar file, while its bytes arrive: never more of it is held than one row and a few blocks.
 * Finds out encoding and delimiter by itself. Throws FileRefused where the file is no such table or exceeds a limit, and
 * whatever `bytes` throws.
 */
export async function* readTable(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Row> {
  const text = readText(bytes);
  const beginning = await text.next();
  if (beginning.done) return;
  const { delimiter, declaration } = dialectOf(beginning.value);
  const firstLine = declaration > 0 ? 2 : 1;
  const limits = new Limits(firstLine);
  const parser = parse({
    delimiter,
    record_delimiter: '\n',
    relax_column_count: true,
    relax_quotes: true,
    max_record_size: MAX_ROW_BYTES,
    info: true,
    cast: (cell, { index }) => limits.cell(cell, index),
    on_record: (cells, { lines }) => limits.row(cells, firstLine + lines),
  });
  const source = Readable.from(withFirst(beginning.value.slice(declaration), text), { highWaterMark: 1 });
  // Whatever fails is thrown by the parser's own iteration.
  pipeline(source, parser, () => {});
  let line = firstLine;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      yield { line, cells: record };
      line = firstLine + info.lines;
    }
  } catch (error) {
    if (error instanceof CsvError) throw new FileRefused(WHY[error.code] ?? NO_TABLE, limits.line);
    throw error;
  }
}

/** With the option `info`; `lines` is how many lines of the text end with this row. https://csv.js.org/parse/info/ */
interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

async function* withFirst(first: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

/** Counts and measures what the parser finds, when it finds it: whatever is too much ends the parsing at once. */
class Limits {
  /** Where the row begins that is being parsed; rows parsed before it may still wait to be taken. */
  line: number;
  #rows = 0;

  constructor(firstLine: number) {
    this.line = firstLine;
  }

  cell(cell: string, index: number): string {
    if (index >= MAX_COLUMNS) throw new FileRefused(TOO.wide, this.line);
    if (Buffer.byteLength(cell) > MAX_CELL_BYTES) throw new FileRefused(TOO.longCell, this.line);
    return cell;
  }

  row(cells: string[], nextLine: number): string[] {
    this.#rows += 1;
    if (this.#rows > MAX_ROWS) throw new FileRefused(TOO.manyRows, this.line);
    this.line = nextLine;
    return cells;
  }
}
