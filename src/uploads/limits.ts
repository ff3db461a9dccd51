/** What a table may hold at most. Every limit refuses the whole file, so that nobody is left out silently. */
export const MAX_BYTES = 5 * 1024 * 1024;
/** With the header and empty rows. */
export const MAX_ROWS = 50_000;
export const MAX_COLUMNS = 200;
export const MAX_CELL_BYTES = 32 * 1024;
/** One row with all its cells: what is buffered at most when a quotation mark is never closed. */
export const MAX_ROW_BYTES = 256 * 1024;

const KB = 1024;
const counted = (count: number) => count.toLocaleString('en-US');

export const TOO = {
  large: `The file is larger than ${MAX_BYTES / KB / KB} MB.`,
  manyRows: `The file has more than ${counted(MAX_ROWS)} rows.`,
  wide: `This row has more than ${counted(MAX_COLUMNS)} columns.`,
  longCell: `A cell in this row is longer than ${MAX_CELL_BYTES / KB} KB.`,
  longRow: `This row is longer than ${MAX_ROW_BYTES / KB} KB. A quotation mark may be missing its partner.`,
} as const;
