import type { Operation } from '../../operation.ts';
import { deletion } from './delete.ts';
import { invite } from './invite.ts';
import { kick } from './kick.ts';
import type { OperationParts } from './parts.ts';
import { resign } from './resign.ts';
import { activate, suspend } from './suspend.ts';

/** Every operation of a user pool. A new one is one more file and one more line here. */
const CATALOGUE = {
  suspend,
  activate,
  delete: deletion,
  resign,
  kick,
  invite,
} satisfies Record<string, (parts: OperationParts) => Operation>;

/** What `muster.yaml` may speak of before any directory is open. */
export const GENAUTH_VERBS: readonly string[] = Object.keys(CATALOGUE);

/** Those that cannot be taken back, as their traits say. */
export const GENAUTH_IRREVERSIBLE: readonly string[] = ['delete', 'resign'] satisfies (keyof typeof CATALOGUE)[];

export function genAuthOperations(parts: OperationParts): ReadonlyMap<string, Operation> {
  return new Map(Object.entries(CATALOGUE).map(([verb, operation]) => [verb, operation(parts)]));
}
