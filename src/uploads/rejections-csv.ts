import { writeCsv } from '../report/csv.ts';
import type { RejectedRow } from './sorted-rows.ts';

/** The rows of an uploaded file that name nobody, to be put right and uploaded again: the middle column holds what to correct. */
export function rejectionsCsv(rejected: readonly RejectedRow[]): string {
  return writeCsv([
    ['line', 'typed', 'reason'],
    ...rejected.map(({ line, typed, reason }) => [String(line), typed, reason]),
  ]);
}
