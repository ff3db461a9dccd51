import type { AccountId } from '../../../ids.ts';
import type { Accounts } from '../accounts.ts';
import type { WickrClient } from '../client.ts';
import type { SecurityGroups } from '../groups.ts';
import type { Device } from '../schema.ts';

/** What the operator decided about a network's operations. */
export interface OperationRules {
  /** Only who is suspended, or never accepted the invitation, may be deleted. */
  readonly deleteOnlySuspended: boolean;
  /** AWS has put this network in preview, so that an invitation may have a code of its own. */
  readonly preview: boolean;
}

/** What the operations of a network are made of. Each asks for the part it uses. */
export interface OperationParts {
  readonly client: WickrClient;
  readonly rules: OperationRules;
  readonly accounts: Pick<Accounts, 'find' | 'get'>;
  readonly groups: Pick<SecurityGroups, 'now'>;
  /** All devices of a person; null when there is no such person. Throws DirectoryUnavailable. */
  readonly devices: (id: AccountId, signal: AbortSignal) => Promise<readonly Device[] | null>;
}
