import { z } from 'zod';
import { type AccountId, accountId } from '../../ids.ts';
import { Fact, Shown } from '../http/lenient.ts';
import { USER_ID } from './identifier.ts';

/** ISO 8601 becomes milliseconds UTC. */
const Moment = z
  .string()
  .transform((text) => Date.parse(text))
  .refine(Number.isFinite)
  .nullable()
  .catch(null);

const Id = z
  .string()
  .regex(USER_ID)
  .transform((id): AccountId => accountId(id.toLowerCase()));

/** `unknown`: a status this list does not have. Never taken for an active one. */
export type UserStatus = 'activated' | 'suspended' | 'deactivated' | 'resigned' | 'archived' | 'unknown';

const STATUSES: ReadonlyMap<unknown, UserStatus> = new Map<string, UserStatus>([
  ['Activated', 'activated'],
  ['Suspended', 'suspended'],
  ['Deactivated', 'deactivated'],
  ['Resigned', 'resigned'],
  ['Archived', 'archived'],
]);

const Status = z
  .unknown()
  .optional()
  .transform((status): UserStatus => STATUSES.get(status) ?? 'unknown');

export type Identity = z.infer<typeof Identity>;
/** Of an identity's members only these: it may carry tokens. */
const Identity = z.object({ extIdpId: z.string().min(1), userIdInIdp: z.string().min(1), provider: Shown });

/** A user of the pool in our words. Personal data: shown, never logged. National ids, tokens and custom data stay unread. */
export type PoolUser = z.infer<typeof PoolUser>;
export const PoolUser = z
  .object({
    userId: Id,
    status: Status,
    workStatus: Shown,
    email: Shown,
    phone: Shown,
    phoneCountryCode: Shown,
    username: Shown,
    externalId: Shown,
    name: Shown,
    nickname: Shown,
    signedUp: Moment,
    createdAt: Moment,
    updatedAt: Moment,
    statusChangedAt: Moment,
    lastLogin: Moment,
    loginsCount: z.int().nonnegative().nullable().catch(null),
    userSourceType: Shown,
    resetPasswordOnNextLogin: Fact,
    identities: z.array(z.unknown()).catch([]),
    departmentIds: z.array(z.string()).catch([]),
  })
  .transform(({ userId, email, lastLogin, signedUp, userSourceType, identities, ...user }) => ({
    ...user,
    id: userId,
    // The service compares without case.
    email: email?.toLowerCase() ?? null,
    lastLoginAt: lastLogin,
    signedUpAt: signedUp,
    source: userSourceType,
    identities: identities.flatMap((identity) => Identity.safeParse(identity).data ?? []),
  }));

export interface PoolUsers {
  /** In the service's order, which is not that of the request. */
  readonly users: readonly PoolUser[];
  /** Rows without a usable id, which can be matched to nobody. */
  readonly rowsWithoutId: number;
}
export const PoolUsers = z.array(z.unknown()).transform((rows): PoolUsers => {
  const users = rows.flatMap((row) => PoolUser.safeParse(row).data ?? []);
  return { users, rowsWithoutId: rows.length - users.length };
});

export type UserPage = z.infer<typeof UserPage>;
export const UserPage = z
  .object({ totalCount: z.int().nonnegative(), list: PoolUsers })
  .transform(({ totalCount, list }) => ({ totalCount, ...list }));

/** Said of everybody in the call at once. */
export type Done = z.infer<typeof Done>;
export const Done = z.object({ success: z.literal(true) });

export type SessionStatus = z.infer<typeof SessionStatus>;
export const SessionStatus = z.object({ active: z.boolean() });

export type LoggedInApps = z.infer<typeof LoggedInApps>;
export const LoggedInApps = z.array(z.object({ appId: z.string().min(1), appName: Shown }));

/** ISO 8601, or a number of seconds or milliseconds since 1970: the SDKs only say that it is text. */
const ArchivedAt = z.union([
  z
    .number()
    .positive()
    .transform((stated) => (stated < 100_000_000_000 ? stated * 1_000 : stated)),
  Moment,
]);

const Archived = z
  .object({ userId: Id, archivedAt: ArchivedAt })
  .transform(({ userId, archivedAt }) => ({ id: userId, archivedAt }));

export type ArchivedPage = z.infer<typeof ArchivedPage>;
/** Odd rows are left out. */
export const ArchivedPage = z
  .object({ totalCount: z.int().nonnegative(), list: z.array(z.unknown()) })
  .transform(({ totalCount, list }) => ({
    totalCount,
    people: list.flatMap((row) => Archived.safeParse(row).data ?? []),
  }));

/** Secret: never logged. */
export type TokenAnswer = z.infer<typeof TokenAnswer>;
export const TokenAnswer = z
  .object({
    access_token: z.string().regex(/^[\x21-\x7e]+$/),
    // Seconds.
    expires_in: z.coerce.number().positive().catch(7_200),
  })
  .transform(({ access_token, expires_in }) => ({ accessToken: access_token, lastsMs: expires_in * 1_000 }));
