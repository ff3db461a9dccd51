export const statuses = ['Activated', 'Suspended', 'Deactivated', 'Resigned', 'Archived'] as const;
export type Status = (typeof statuses)[number];

/** An account at a company's identity provider that signs in as this user. */
export interface Identity {
  readonly identityId: string;
  readonly extIdpId: string;
  readonly provider: string;
  readonly type: string;
  readonly userIdInIdp: string;
}

/** Where a synchronised user comes from. No answer shows it. */
export interface SyncRelation {
  readonly provider: string;
  readonly userIdInIdp: string;
}

export interface Login {
  readonly appId: string;
  readonly clientIp: string;
  readonly userAgent: string;
  /** Milliseconds since 1970, as all times in this file. */
  readonly at: number;
}

/** A user as the pool holds it; what answers show of it is decided in show-user.ts. */
export interface GenAuthUser {
  /** 24 hex characters. */
  readonly userId: string;
  readonly status: Status;
  readonly statusChangedAt: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Lower case. */
  readonly email: string | null;
  /** Digits without the country's code. */
  readonly phone: string | null;
  /** `+86`. */
  readonly phoneCountryCode: string | null;
  readonly username: string | null;
  readonly externalId: string | null;
  readonly name: string | null;
  readonly nickname: string | null;
  /** Company, gender, locale and the like, as they were given. */
  readonly profile: Readonly<Record<string, unknown>>;
  readonly customData: Readonly<Record<string, unknown>>;
  readonly userSourceType: 'excel' | 'register' | 'adminCreated' | 'sync';
  readonly resetPasswordOnNextLogin: boolean;
  readonly departmentIds: readonly string[];
  readonly identities: readonly Identity[];
  readonly syncRelations: readonly SyncRelation[];
  /** Ids of applications in which somebody is logged in as this user. */
  readonly sessions: readonly string[];
  /** Newest first. */
  readonly logins: readonly Login[];
}

export interface App {
  readonly appId: string;
  readonly appName: string;
}
