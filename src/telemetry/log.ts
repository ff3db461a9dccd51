import type { Logger } from 'pino';

/** The part of a pino logger that Muster uses. Messages are fixed texts; what varies goes into fields. */
export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error' | 'fatal'> & {
  child(bindings: Record<string, unknown>): Log;
};
