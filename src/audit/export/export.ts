import { writeCsv } from '../../report/csv.ts';
import type { Queries } from '../../store/store.ts';
import type { ChainedEvent } from '../chain/link.ts';
import { type EventRange, readEvents } from '../chain/read-events.ts';
import { type Opened, toJsonLine } from './json-line.ts';
import { openClear } from './open-clear.ts';

export const FORMATS = ['jsonl', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

/** A piece of an export. It is written as a whole before the next one is read: that is all the back-pressure there is. */
export interface Piece {
  readonly text: string;
  readonly events: number;
  /** Of the last event in it. */
  readonly lastSeq: number;
}

/** Where an export goes. */
export interface ExportSink {
  /**
   * Resolves when the piece has arrived for good.
   * @throws when it has not and will not
   */
  write(piece: Piece): Promise<void>;
  close(): Promise<void>;
}

/** Events per piece: some hundred kilobytes. */
const EVENTS_PER_PIECE = 500;

const COLUMNS = ['seq', 'time', 'actor', 'kind', 'request', 'data', 'hash'] as const;

function csvRow(event: ChainedEvent, clear: Opened | null): readonly string[] {
  const { seq, at, actor, kind, requestId, dataJson, hash } = event;
  const texts =
    clear === null
      ? []
      : [
          Object.values(clear)
            .map(({ text }) => text)
            .join('\n'),
        ];
  return [String(seq), new Date(at).toISOString(), actor, kind, requestId ?? '', dataJson, hash, ...texts];
}

function pieceText(
  format: Format,
  events: readonly ChainedEvent[],
  clear: readonly Opened[] | null,
  isFirst: boolean,
): string {
  if (format === 'jsonl')
    return events.map((event, index) => `${toJsonLine(event, clear?.[index] ?? null)}\n`).join('');
  const rows = events.map((event, index) => csvRow(event, clear?.[index] ?? null));
  const header = clear === null ? COLUMNS : [...COLUMNS, 'clear'];
  // The byte order mark and the header stand once, at the very beginning.
  return isFirst ? writeCsv([header, ...rows]) : writeCsv(rows).slice(1);
}

export interface ExportOptions {
  readonly format: Format;
  /** With the personal texts that events commit to. */
  readonly withClear: boolean;
  /** False when this goes on where an earlier export ended. */
  readonly fromStart: boolean;
}

/** Events in their order, to the sink, a piece at a time. Answers how many and up to which. */
export async function exportEvents(
  queries: Queries,
  range: EventRange,
  { format, withClear, fromStart }: ExportOptions,
  sink: ExportSink,
): Promise<{ readonly events: number; readonly lastSeq: number | null }> {
  let events = 0;
  let lastSeq: number | null = null;
  for await (const page of readEvents(queries, range)) {
    for (let start = 0; start < page.length; start += EVENTS_PER_PIECE) {
      const some = page.slice(start, start + EVENTS_PER_PIECE);
      const clear = withClear ? await openClear(queries, some) : null;
      const last = some.at(-1)?.seq ?? 0;
      const text = pieceText(format, some, clear, fromStart && events === 0);
      await sink.write({ text, events: some.length, lastSeq: last });
      events += some.length;
      lastSeq = last;
    }
  }
  return { events, lastSeq };
}
