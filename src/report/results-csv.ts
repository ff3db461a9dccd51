import { stringify } from 'csv-stringify/sync';
import type { RequestView, StoredTarget } from '../requests/view.ts';
import { readableText } from '../targets/slack-markup.ts';
import { targetKindWords } from './counts.ts';
import type { OperationInfo } from './operation-info.ts';

const COLUMNS = ['typed', 'name', 'email', 'account id', 'classification', 'outcome', 'reason', 'time'] as const;

/**
 * First characters that make a spreadsheet take a cell for a formula, with their full-width twins.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA_START = /^[=+\-@\t\r\n\0＝＋－＠]/;

/** A leading apostrophe makes a spreadsheet show the rest as text. Whoever reads the file by program takes it off again. */
export function formulaSafe(cell: string): string {
  return FORMULA_START.test(cell) ? `'${cell}` : cell;
}

function outcomeWord(target: StoredTarget): string {
  if (target.kind !== 'will-change') return '';
  return target.outcome?.kind ?? 'waiting';
}

function record(target: StoredTarget, operation: OperationInfo): readonly string[] {
  const { outcome } = target;
  return [
    target.typed.map(readableText).join(' '),
    target.label,
    target.email ?? '',
    target.accountId ?? '',
    targetKindWords(target.kind, operation),
    outcomeWord(target),
    (outcome !== null && 'reason' in outcome ? outcome.reason : target.reason) ?? '',
    outcome === null ? '' : new Date(outcome.at).toISOString(),
  ];
}

/**
 * Everybody a request names, with what became of them, as RFC 4180 CSV in UTF-8 with a byte order mark (without which
 * Excel reads names wrongly) and every cell quoted (a lone carriage return in a name would else end its row). Times are ISO 8601 in UTC. Cells that a spreadsheet could take for a formula are disarmed
 * by `formulaSafe`.
 */
export function resultsCsv(targets: readonly StoredTarget[], operation: OperationInfo): string {
  const records = targets.map((target) => record(target, operation).map(formulaSafe));
  return stringify([[...COLUMNS], ...records.map((cells) => [...cells])], {
    bom: true,
    quoted: true,
    record_delimiter: '\r\n',
  });
}

/** The same for the same request and purpose every time: a file is found again by its name. */
export function csvFileName(view: RequestView, purpose: 'people' | 'results'): string {
  const { kind, operation, id } = view.request;
  return `${kind}-${operation}-${purpose}-${id}.csv`;
}
