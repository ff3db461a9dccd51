import type { RequestView, StoredTarget } from '../requests/view.ts';
import { readableText } from '../targets/slack-markup.ts';
import { targetKindWords } from './counts.ts';
import { moreCsv, writeCsv } from './csv.ts';
import { DIRECTORY_COLUMN, WHO_COLUMNS } from './export-columns.ts';
import { GrowingBlob } from './growing-blob.ts';
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

/**
 * Everybody a request names, with what became of them, as CSV in UTF-8. Times are ISO 8601 in UTC. A portion is bytes before the
 * next one is read, since the file of 100,000 people is 15 MB, and as one text 30.
 */
export async function resultsCsv(
  portions: Iterable<readonly StoredTarget[]> | AsyncIterable<readonly StoredTarget[]>,
  operation: OperationInfo,
  directory: string,
): Promise<Blob> {
  const file = new GrowingBlob();
  file.add(writeCsv([COLUMNS]));
  for await (const portion of portions)
    file.add(moreCsv(portion.map((target) => record(target, operation, directory))));
  return file.whole();
}

/** The same for the same request and purpose every time: a file is found again by its name. */
export function csvFileName(view: RequestView, purpose: 'people' | 'results'): string {
  const { kind, operation, id } = view.request;
  return `${kind}-${operation}-${purpose}-${id}.csv`;
}
