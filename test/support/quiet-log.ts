import pino from 'pino';
import type { Log } from '../../src/telemetry/log.ts';

/** For parts that must be given a log when the test is not about it. */
export const quietLog: Log = pino({ level: 'silent' });
