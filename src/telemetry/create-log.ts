import { type DestinationStream, destination as fileDestination, pino } from 'pino';
import type { Clock } from '../runtime/clock.ts';
import { errorFields } from './error-fields.ts';
import type { Log } from './log.ts';
import { createScrubLine } from './scrub.ts';
import { REDACTED } from './scrub-text.ts';

export interface CreateLog {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly clock: Clock;
  /** Values that must never appear, whatever they look like; see `secretValues`. */
  readonly secrets: readonly string[];
  /** Gets one line per event. Standard output by default, written at once so that a crash loses nothing. */
  readonly destination?: DestinationStream;
}

const STANDARD_OUTPUT = 1;

/** The first net: pino never even serializes these. The scrubber behind it finds them at any depth and inside texts. */
const REDACTED_PATHS = [
  'token',
  'secret',
  'password',
  'authorization',
  'headers',
  '*.token',
  '*.authorization',
  '*.headers',
];

function withErrorsDescribed(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, value instanceof Error ? errorFields(value) : value]),
  );
}

/** A log of one JSON line per event. No secret and no personal data in known fields or recognisable shape leaves it. */
export function createLog({ level, clock, secrets, destination }: CreateLog): Log {
  const scrubLine = createScrubLine(secrets);
  const out = destination ?? fileDestination({ dest: STANDARD_OUTPUT, sync: true });
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }), log: withErrorsDescribed },
      serializers: { err: (value: unknown) => (value instanceof Error ? errorFields(value) : value) },
      redact: { paths: REDACTED_PATHS, censor: REDACTED },
    },
    { write: (line) => out.write(scrubLine(line)) },
  );
}
