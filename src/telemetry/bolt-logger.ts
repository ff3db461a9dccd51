import { type Logger, LogLevel } from '@slack/bolt';
import { errorFields } from './error-fields.ts';
import type { Log } from './log.ts';

const QUIETEST_FIRST = [LogLevel.ERROR, LogLevel.WARN, LogLevel.INFO];

/** Texts and numbers are kept; anything else may be a payload with people in it, so only its presence is told. */
function describe(part: unknown): string {
  if (part instanceof Error) return part.message;
  return typeof part === 'object' || typeof part === 'function' ? `[${typeof part}]` : String(part);
}

/**
 * Gives Bolt and the Slack clients below it our log to write into.
 * Their debug level prints whole payloads, so it does not exist here: it cannot be switched on, neither by `setLevel`,
 * which Bolt calls on any logger it is given, nor by our own level. Every client names the logger it shares, so names say
 * nothing and are ignored.
 */
export function createBoltLogger(log: Log): Logger {
  const out = log.child({ part: 'bolt' });
  let level: LogLevel = LogLevel.INFO;

  const write = (at: LogLevel.INFO | LogLevel.WARN | LogLevel.ERROR, parts: readonly unknown[]): void => {
    if (QUIETEST_FIRST.indexOf(at) > QUIETEST_FIRST.indexOf(level)) return;
    const error = parts.find((part) => part instanceof Error);
    out[at](error ? { err: errorFields(error) } : {}, parts.map(describe).join(' '));
  };

  return {
    debug: () => {},
    info: (...parts) => write(LogLevel.INFO, parts),
    warn: (...parts) => write(LogLevel.WARN, parts),
    error: (...parts) => write(LogLevel.ERROR, parts),
    setLevel: (wanted) => {
      level = wanted === LogLevel.DEBUG ? LogLevel.INFO : wanted;
    },
    getLevel: () => level,
    setName: () => {},
  };
}
