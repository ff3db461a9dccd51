import type { EventRange } from '../../audit/chain/read-events.ts';
import { type ExportSink, exportEvents, FORMATS, type Format } from '../../audit/export/export.ts';
import { NotAnExport, resumeFile } from '../../audit/export/resume.ts';
import { fileSink } from '../../audit/export/sinks/file.ts';
import { httpsSink, readSinkUrl, SinkRefused } from '../../audit/export/sinks/https.ts';
import { ReaderGone, streamSink } from '../../audit/export/sinks/stream.ts';
import { systemClock } from '../../runtime/clock.ts';
import { defineCommand, EXIT, type Terminal, WrongUsage } from '../command.ts';
import { readState, writeState } from './state-file.ts';
import { withStore } from './store.ts';

type Values = Readonly<
  Partial<Record<'format' | 'out' | 'to' | 'state' | 'since' | 'until' | 'from' | 'person' | 'in' | 'request', string>>
> & {
  readonly resume?: boolean | undefined;
  readonly clear?: boolean | undefined;
};

function moment(text: string | undefined, option: string): number | undefined {
  if (text === undefined) return undefined;
  const at = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2}))?$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw new WrongUsage(`--${option} needs a day or a time, such as 2026-11-01 or 2026-11-01T09:00:00Z.`);
  return at;
}

function formatOf(text: string | undefined): Format {
  const format = FORMATS.find((one) => one === (text ?? 'jsonl'));
  if (!format) throw new WrongUsage(`--format is one of ${FORMATS.join(', ')}.`);
  return format;
}

function rangeOf(values: Values): EventRange {
  const { person, in: directory, request: requestId } = values;
  const from = values.from === undefined ? undefined : Number(values.from);
  if (from !== undefined && !(Number.isSafeInteger(from) && from >= 1))
    throw new WrongUsage('--from needs the number of an event.');
  const since = moment(values.since, 'since');
  const until = moment(values.until, 'until');
  return {
    ...(from === undefined ? {} : { from }),
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
    ...(person === undefined ? {} : { person }),
    ...(directory === undefined ? {} : { directory }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** A sink, and after which event it goes on. */
interface Destination {
  readonly sink: ExportSink;
  readonly after: number;
}

async function openDestination(
  values: Values,
  format: Format,
  { env, stdout, stderr }: Terminal,
): Promise<Destination> {
  const { out, to, state, resume = false } = values;
  if (out !== undefined && to !== undefined) throw new WrongUsage('--out and --to cannot be given together.');
  if (state !== undefined && to === undefined) throw new WrongUsage('--state goes with --to.');
  if (resume && (out === undefined || format !== 'jsonl'))
    throw new WrongUsage('--resume goes with --out and JSON Lines.');
  if (to !== undefined) {
    const url = readSinkUrl(to);
    if (!url) throw new WrongUsage('--to needs an https: address without a password in it.');
    const sink = httpsSink({
      url,
      contentType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
      token: env['MUSTER_AUDIT_SINK_TOKEN'] ?? null,
      clock: systemClock,
      acknowledged: async (lastSeq) => {
        if (state !== undefined) await writeState(state, url.href, lastSeq);
      },
      retrying: (problem, waitMs) => void stderr.write(`The sink: ${problem}. Trying again in ${waitMs / 1_000} s.\n`),
    });
    return { sink, after: state === undefined ? 0 : readState(state, url.href) };
  }
  if (out === undefined) return { sink: streamSink(stdout), after: 0 };
  const after = resume ? await resumeFile(out) : 0;
  return { sink: await fileSink(out, resume), after };
}

/** What can be told in a sentence, and not by a stack. */
function isExpected(error: unknown): error is Error {
  if (error instanceof SinkRefused || error instanceof NotAnExport) return true;
  return (
    error instanceof Error &&
    'code' in error &&
    ['EEXIST', 'ENOENT', 'EACCES', 'EISDIR', 'ENOSPC'].includes(String(error.code))
  );
}

export const auditExport = defineCommand({
  usage: '[--out FILE [--resume] | --to URL [--state FILE]] [--format jsonl|csv] [--clear] [filters]',
  details: `Writes events in their order, to standard output, a new file, or an HTTPS address.

--out FILE       a new file; --resume goes on after the last whole line of one that is there
--to URL         posts pieces of up to 500 events and goes on when one was answered with 2xx; what fails is sent again.
                 The variable MUSTER_AUDIT_SINK_TOKEN is sent as a bearer token
--state FILE     remembers how far the sink has come: the same command goes on there
--format         jsonl (default) or csv, for spreadsheets
--clear          with the personal texts that events commit to

Filters: --since and --until (a day or a time), --from SEQ, --person (an e-mail or account id), --in DIRECTORY, --request ID.
Only an export without filters can be verified as a chain.`,
  options: {
    out: { type: 'string' },
    resume: { type: 'boolean' },
    to: { type: 'string' },
    state: { type: 'string' },
    format: { type: 'string' },
    clear: { type: 'boolean' },
    since: { type: 'string' },
    until: { type: 'string' },
    from: { type: 'string' },
    person: { type: 'string' },
    in: { type: 'string' },
    request: { type: 'string' },
  },
  run: async ({ values, positionals }, terminal) => {
    if (positionals.length > 0) throw new WrongUsage('muster audit export takes options only.');
    const format = formatOf(values.format);
    const range = rangeOf(values);
    return withStore(terminal, async (store) => {
      try {
        const { sink, after } = await openDestination(values, format, terminal);
        const from = Math.max(range.from ?? 1, after + 1);
        const options = { format, withClear: values.clear ?? false, fromStart: after === 0 };
        try {
          const { events } = await exportEvents(store.db, { ...range, from }, options, sink);
          terminal.stderr.write(`${events.toLocaleString('en-US')} events exported.\n`);
          return EXIT.fine;
        } finally {
          await sink.close();
        }
      } catch (error) {
        if (error instanceof ReaderGone) return EXIT.fine;
        if (!isExpected(error)) throw error;
        terminal.stderr.write(`${error.message}\n`);
        return EXIT.foundProblem;
      }
    });
  },
});
