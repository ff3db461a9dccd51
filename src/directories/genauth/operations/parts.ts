import type { AccountId } from '../../../ids.ts';
import type { GenAuthClient } from '../client.ts';
import type { LoggedInApps } from '../schema.ts';
import type { Users } from '../users.ts';

/** What the operator decided about a pool's operations. */
export interface OperationRules {
  /** Only who is suspended, deactivated or resigned already may be deleted. */
  readonly deleteOnlySuspended: boolean;
  /** Whose log-in page invitations link to, unless another is named; null is the pool's own panel. */
  readonly inviteAppId: string | null;
}

/** What the operations of a pool are made of. Each asks for the part it uses. */
export interface OperationParts {
  readonly client: GenAuthClient;
  readonly rules: OperationRules;
  readonly users: Pick<Users, 'find' | 'read'>;
  /** As `loggedInApps`. */
  readonly sessions: (id: AccountId, signal: AbortSignal) => Promise<LoggedInApps | null>;
}
