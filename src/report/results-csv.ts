import type { RequestView, StoredTarget } from '../requests/view.ts';
import { readableText } from '../targets/slack-markup.ts';
import { targetKindWords } from './counts.ts';
import { writeCsv } from './csv.ts';
import { DIRECTORY_COLUMN, WHO_COLUMNS } from './export-columns.ts';
import { isNewcomer } from './newcomer.ts';
import type { OperationInfo } from './operation-info.ts';
import { reasonSentence } from './wording.ts';

const COLUMNS = [...WHO_COLUMNS, 'classification', 'outcome', 'reason', 'time', DIRECTORY_COLUMN] as const;

function outcomeWord(target: StoredTarget): string {
  if (target.kind !== 'will-change') return '';
  return target.outcome?.kind ?? 'waiting';
}

function record(target: StoredTarget, operation: OperationInfo, directory: string): readonly string[] {
  const { outcome } = target;
  const reason = outcome !== null && 'reason' in outcome ? outcome.reason : target.reason;
  return [
    target.typed.map(readableText).join(' '),
    target.label,
    target.email ?? '',
    isNewcomer(target) ? '' : (target.accountId ?? ''),
    targetKindWords(target.kind, operation),
    outcomeWord(target),
    reason === null ? '' : reasonSentence(reason),
    outcome === null ? '' : new Date(outcome.at).toISOString(),
    directory,
  ];
}

/** Everybody a request names, with what became of them, as CSV. Times are ISO 8601 in UTC. */
export function resultsCsv(targets: readonly StoredTarget[], operation: OperationInfo, directory: string): string {
  return writeCsv([COLUMNS, ...targets.map((target) => record(target, operation, directory))]);
}

/** The same for the same request and purpose every time: a file is found again by its name. */
export function csvFileName(view: RequestView, purpose: 'people' | 'results'): string {
  const { kind, operation, id } = view.request;
  return `${kind}-${operation}-${purpose}-${id}.csv`;
}
