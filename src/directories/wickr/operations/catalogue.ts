import type { Operation } from '../../operation.ts';
import { deletion } from './delete.ts';
import { invite } from './invite.ts';
import { move } from './move.ts';
import type { OperationParts } from './parts.ts';
import { reinvite } from './reinvite.ts';
import { resetDevices } from './reset-devices.ts';
import { suspend, unsuspend } from './suspend.ts';

/** Every operation of a Wickr network. A new one is one more file and one more line here. */
const CATALOGUE = {
  suspend,
  unsuspend,
  delete: deletion,
  invite,
  reinvite,
  'reset-devices': resetDevices,
  move,
} satisfies Record<string, (parts: OperationParts) => Operation>;

/** What `muster.yaml` may speak of before any directory is open. */
export const WICKR_VERBS: readonly string[] = Object.keys(CATALOGUE);

/** Those that cannot be taken back, as their traits say. */
export const WICKR_IRREVERSIBLE: readonly string[] = ['delete'] satisfies (keyof typeof CATALOGUE)[];

export function wickrOperations(parts: OperationParts): ReadonlyMap<string, Operation> {
  return new Map(Object.entries(CATALOGUE).map(([verb, operation]) => [verb, operation(parts)]));
}
