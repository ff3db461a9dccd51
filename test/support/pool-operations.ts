import type { EffectKind } from '../../sandbox/genauth/effects.ts';
import type { NamedUser } from '../../sandbox/genauth/named-user.ts';
import type { GenAuthUser } from '../../sandbox/genauth/user.ts';

/** An operation of a user pool as a journey plays it. A new one is one more row. */
export interface PoolRow {
  readonly verb: string;
  /** As in "41 suspended". */
  readonly done: string;
  /** Path of the call that does it. */
  readonly mutation: string;
  readonly effect: EffectKind;
  readonly options?: string;
  /** What somebody has to be for it to change something; null where they must not be there yet. */
  readonly cast: Partial<NamedUser> | null;
  /** Does the pool show it of this person? */
  readonly shows: (user: GenAuthUser | null) => boolean;
}

export const POOL_ROWS: readonly PoolRow[] = [
  {
    verb: 'suspend',
    done: 'suspended',
    mutation: 'update-user-batch',
    effect: 'suspended',
    cast: {},
    shows: (user) => user?.status === 'Suspended',
  },
  {
    verb: 'activate',
    done: 'activated',
    mutation: 'update-user-batch',
    effect: 'activated',
    cast: { status: 'Suspended' },
    shows: (user) => user?.status === 'Activated',
  },
  {
    verb: 'delete',
    done: 'deleted',
    mutation: 'delete-users-batch',
    effect: 'deleted',
    cast: { status: 'Suspended' },
    shows: (user) => user === null || user.status === 'Archived',
  },
  {
    verb: 'resign',
    done: 'resigned',
    mutation: 'resign-user-batch',
    effect: 'resigned',
    cast: {},
    shows: (user) => user?.status === 'Resigned',
  },
  {
    verb: 'kick',
    done: 'logged out',
    mutation: 'kick-users',
    effect: 'signed-out',
    cast: {},
    shows: (user) => user?.sessions.length === 0,
  },
  {
    verb: 'invite',
    done: 'invited',
    mutation: 'create-users-batch',
    effect: 'created',
    cast: null,
    shows: (user) => user?.status === 'Activated',
  },
];
