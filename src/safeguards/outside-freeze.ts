import { statSync } from 'node:fs';
import type { FreezeSource } from './freeze.ts';

export type OutsideSource = Exclude<FreezeSource, 'slack'>;
export type OutsideFreeze = Readonly<Record<OutsideSource, boolean>>;
export const OUTSIDE_SOURCES = ['file', 'variable'] as const satisfies readonly OutsideSource[];

const OFF = new Set(['', '0', 'false', 'no', 'off']);
/** https://nodejs.org/api/errors.html#common-system-errors: what is certainly not there. */
const ABSENT = new Set<unknown>(['ENOENT', 'ENOTDIR']);

function exists(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    // A place that cannot be looked at may hold the file: when in doubt, nothing is called.
    return !(error instanceof Error && 'code' in error && ABSENT.has(error.code));
  }
}

/**
 * Stops every call without Slack: `MUSTER_FREEZE=1`, or a file at the path in `MUSTER_FREEZE_FILE`, whatever is in it. The
 * file is looked for each time.
 */
export function createOutsideFreeze(env: Readonly<Record<string, string | undefined>>): () => OutsideFreeze {
  const variable = !OFF.has((env['MUSTER_FREEZE'] ?? '').trim().toLowerCase());
  const path = (env['MUSTER_FREEZE_FILE'] ?? '').trim();
  return () => ({ variable, file: path !== '' && exists(path) });
}
