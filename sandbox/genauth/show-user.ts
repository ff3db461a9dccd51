import type { GenAuthUser } from './user.ts';

/** What a reader asked for beside the usual. */
export interface Extras {
  readonly withCustomData?: boolean | undefined;
  readonly flatCustomData?: boolean | undefined;
  readonly withIdentities?: boolean | undefined;
  readonly withDepartmentIds?: boolean | undefined;
  readonly withPost?: boolean | undefined;
}

/** The API's UserDto. Somebody who never logged in has null for `lastLogin` and `lastIp`. */
export function showUser(user: GenAuthUser, extras: Extras = {}): Record<string, unknown> {
  const [last] = user.logins;
  return {
    userId: user.userId,
    createdAt: iso(user.createdAt),
    updatedAt: iso(user.updatedAt),
    status: user.status,
    statusChangedAt: iso(user.statusChangedAt),
    workStatus: user.status === 'Resigned' ? 'Closed' : 'Active',
    externalId: user.externalId,
    email: user.email,
    phone: user.phone,
    phoneCountryCode: user.phoneCountryCode,
    username: user.username,
    name: user.name,
    nickname: user.nickname,
    gender: 'U',
    emailVerified: false,
    phoneVerified: false,
    loginsCount: user.logins.length,
    lastLogin: last ? iso(last.at) : null,
    lastIp: last?.clientIp ?? null,
    userSourceType: user.userSourceType,
    resetPasswordOnNextLogin: user.resetPasswordOnNextLogin,
    ...user.profile,
    ...(extras.flatCustomData ? user.customData : {}),
    ...(extras.withCustomData ? { customData: user.customData } : {}),
    ...(extras.withDepartmentIds ? { departmentIds: user.departmentIds } : {}),
    ...(extras.withPost ? { postIdList: [] } : {}),
    ...(extras.withIdentities
      ? { identities: user.identities.map((it) => ({ ...it, userInfoInIdp: {}, originConnIds: [it.extIdpId] })) }
      : {}),
  };
}

const iso = (at: number) => new Date(at).toISOString();
