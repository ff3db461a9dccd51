import { stringify } from 'csv-stringify/sync';

/**
 * First characters that make a spreadsheet take a cell for a formula, with their full-width twins.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA_START = /^[=+\-@\t\r\n\0＝＋－＠]/;
const GUARDED = /^'(?=[=+\-@\t\r\n\0＝＋－＠])/;

/** A leading apostrophe makes a spreadsheet show the rest as text. Whoever reads the file by program takes it off again. */
export function formulaSafe(cell: string): string {
  return FORMULA_START.test(cell) ? `'${cell}` : cell;
}

/** Undoes `formulaSafe`. */
export function withoutFormulaGuard(cell: string): string {
  return cell.replace(GUARDED, '');
}

/**
 * RFC 4180 CSV for spreadsheets: with a byte order mark (without which Excel reads names wrongly), every cell quoted (a
 * lone carriage return in a name would else end its row) and disarmed by `formulaSafe`. To be sent as UTF-8.
 */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return csvText(rows, true);
}

/** Further rows of the same file. */
export function moreCsv(rows: readonly (readonly string[])[]): string {
  return csvText(rows, false);
}

function csvText(rows: readonly (readonly string[])[], bom: boolean): string {
  return stringify(
    rows.map((cells) => cells.map(formulaSafe)),
    { bom, quoted: true, record_delimiter: '\r\n' },
  );
}
