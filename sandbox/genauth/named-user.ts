import type { Status, SyncRelation } from './user.ts';

/** Somebody who must be in the pool, so that a Slack stand-in can have the same person. */
export interface NamedUser {
  readonly name: string;
  readonly email?: string;
  readonly username?: string;
  readonly phone?: string;
  /** `+86`; default `+1`. */
  readonly phoneCountryCode?: string;
  readonly externalId?: string;
  /** 24 hex characters. */
  readonly userId?: string;
  readonly status?: Status;
  readonly identities?: readonly {
    readonly extIdpId: string;
    readonly provider: string;
    readonly userIdInIdp: string;
  }[];
  readonly syncRelations?: readonly SyncRelation[];
  readonly neverLoggedIn?: boolean;
  /** Default up to three applications; nobody who may not log in is logged in. */
  readonly loggedInto?: 'everything' | 'nothing';
}
