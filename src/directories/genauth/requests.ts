import type { UserIdType } from './identifier.ts';

/** The statuses an administrator may set. Which others the service would take is not documented. */
export type SettableStatus = 'activated' | 'suspended';

/** Absent members are left alone. Personal data. */
export interface Profile {
  readonly email?: string;
  /** Digits without country code. */
  readonly phone?: string;
  /** `+86` style. */
  readonly phoneCountryCode?: string;
  readonly username?: string;
  readonly externalId?: string;
  readonly name?: string;
  readonly nickname?: string;
  readonly givenName?: string;
  readonly familyName?: string;
}

/** At least one of email, phone and username. No passwords: the service makes them, and they never pass through Muster. */
export interface NewUser extends Profile {
  readonly departmentIds?: readonly string[];
}

export interface UserUpdate extends Profile {
  readonly userId: string;
  readonly status?: SettableStatus;
}

export interface NewUsers {
  /** 1 to 50. */
  readonly users: readonly NewUser[];
  readonly options?: {
    readonly autoGeneratePassword?: boolean;
    readonly resetPasswordOnFirstLogin?: boolean;
    readonly sendNotification?: {
      readonly sendEmailNotification?: boolean;
      readonly sendPhoneNotification?: boolean;
      /** Whose log-in page the mail links to. */
      readonly appId?: string;
    };
  };
}

/** The wire's spelling of "Reset". */
export interface PasswordResetedNotification {
  readonly sendDefaultEmailNotification?: boolean;
  readonly sendDefaultPhoneNotification?: boolean;
  readonly inputSendEmailNotification?: string;
  readonly inputSendPhoneNotification?: string;
  readonly appId?: string;
}

interface UpdateOptions {
  readonly resetPasswordOnNextLogin?: boolean;
  readonly autoGeneratePassword?: boolean;
  readonly sendPasswordResetedNotification?: PasswordResetedNotification;
}

export interface UserUpdates {
  /** 1 to 50, by native id only. */
  readonly updates: readonly UserUpdate[];
  readonly options?: UpdateOptions;
}

export interface OneUpdate {
  readonly update: UserUpdate;
  readonly userIdType: UserIdType;
  readonly options?: UpdateOptions & { readonly resetPasswordOnFirstLogin?: boolean };
}

export interface UserFilter {
  readonly field: string;
  readonly operator:
    | 'EQUAL'
    | 'NOT_EQUAL'
    | 'CONTAINS'
    | 'NOT_CONTAINS'
    | 'IS_NULL'
    | 'NOT_NULL'
    | 'IN'
    | 'GREATER'
    | 'LESSER'
    | 'BETWEEN';
  readonly value?: unknown;
}

/** All filters must hold. Served from a search index: never a witness of a change. */
export interface UserSearch {
  /** From 1. */
  readonly page: number;
  /** 1 to 50, the default. */
  readonly limit?: number;
  readonly keywords?: string;
  /** Fields the keywords are looked for in. The service's default: phone, email, name, username, nickname. */
  readonly fuzzySearchOn?: readonly string[];
  readonly advancedFilter?: readonly UserFilter[];
  /** Without one, by creation, so that pages do not shift under the reader. */
  readonly sort?: readonly { readonly field: string; readonly order: 'asc' | 'desc' }[];
  readonly withIdentities?: boolean;
  readonly withDepartmentIds?: boolean;
}
