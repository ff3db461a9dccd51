import { z } from 'zod';
import { type AccountId, accountId } from '../../ids.ts';
import type { Account } from '../account.ts';
import { Fact, Shown } from '../http/lenient.ts';

/** https://docs.aws.amazon.com/wickr/latest/APIReference/API_User.html */
export const USER_ID = /^[0-9]{1,10}$/;

/** 1 = invited, 2 = active. A declined invitation has no published number. */
const Membership = z
  .literal([1, 2])
  .nullable()
  .catch(null)
  .transform((status): Account['membership'] => {
    if (status === null) return 'unknown';
    return status === 1 ? 'pending' : 'active';
  });

/** Seconds since 1970. Null for zero and for what can only be another unit: nobody is called inactive since 1970. */
const Moment = z
  .int()
  .positive()
  .max(99_999_999_999)
  .transform((seconds) => seconds * 1_000)
  .nullable()
  .catch(null);

const GroupIds = z.array(z.string().min(1)).catch([]);

/** The users of ListUsers and of GetUser alike; the invite code stays unread. Null when the row has no usable id. */
const User = z
  .object({
    userId: z.string().regex(USER_ID).nullable().catch(null),
    username: Shown,
    firstName: Shown,
    lastName: Shown,
    // The model makes this and the next optional, yet every documented sample of a listed or fetched user carries both, also
    // when false: a row without them is not an ordinary one.
    isAdmin: Fact,
    suspended: Fact,
    status: Membership,
    // Absent in GetUser.
    isInviteExpired: Fact,
    // The same under two names: in lists and in GetUser.
    securityGroups: GroupIds,
    securityGroupIds: GroupIds,
    // Absent in lists.
    lastActivity: Moment,
    // Absent in GetUser and therefore no sign of anything; present but odd, they rule out an ordinary person.
    isUser: z.boolean().nullish().catch(false),
    type: z.string().nullish().catch(''),
  })
  .transform((user): Account | null =>
    user.userId === null
      ? null
      : {
          id: accountId(user.userId),
          label: [user.firstName, user.lastName].filter(Boolean).join(' ') || (user.username ?? user.userId),
          email: user.username?.includes('@') ? user.username : null,
          membership: user.status,
          suspended: user.suspended,
          admin: user.isAdmin,
          kind: kindOf(user),
          inviteExpired: user.status === 'active' ? false : user.isInviteExpired,
          groups: [...new Set([...user.securityGroups, ...user.securityGroupIds])],
          lastActivityAt: user.lastActivity,
        },
  );

/**
 * A bot's name must end in `bot` (https://docs.aws.amazon.com/wickr/latest/APIReference/API_User.html), and the name is
 * all that GetUser tells. It rules here as well, so that both reads agree on what an account is.
 */
function kindOf(user: {
  readonly username: string | null;
  readonly isUser?: boolean | null | undefined;
  readonly type?: string | null | undefined;
}): Account['kind'] {
  if (user.username === null) return 'unknown';
  if (user.username.toLowerCase().endsWith('bot') || user.type === 'bot') return 'bot';
  return user.isUser === false || (user.type ?? 'user') !== 'user' ? 'unknown' : 'person';
}

/** What can be told a user's entry anew. Absent where Wickr holds nothing. Personal data. */
export interface UserDetails {
  readonly firstName?: string;
  readonly lastName?: string;
  readonly username?: string;
}

const Detail = z.string().min(1).optional().catch(undefined);
/** To the letter, unlike what is shown. */
const UserDetails = z.object({ firstName: Detail, lastName: Detail, username: Detail }).transform(
  ({ firstName, lastName, username }): UserDetails => ({
    ...(firstName === undefined ? {} : { firstName }),
    ...(lastName === undefined ? {} : { lastName }),
    ...(username === undefined ? {} : { username }),
  }),
);

export interface GotUser {
  readonly account: Account;
  readonly details: UserDetails;
}
/** An answer to GetUser without an id is no answer. */
export const GotUser = z.unknown().transform((answer, context): GotUser => {
  const account = User.safeParse(answer).data ?? null;
  const details = UserDetails.safeParse(answer).data;
  if (account !== null && details !== undefined) return { account, details };
  context.addIssue('no usable userId');
  return z.NEVER;
});

/** Most people of a page are in the same groups, and a list for each is a fifth of what 100,000 people take. */
function sharingGroups(accounts: readonly Account[]): Account[] {
  const known = new Map<string, readonly string[]>();
  return accounts.map((account) => {
    const key = JSON.stringify(account.groups);
    const groups = known.get(key) ?? account.groups;
    known.set(key, groups);
    return { ...account, groups };
  });
}

export type UserPage = z.infer<typeof UserPage>;
export const UserPage = z
  .object({ users: z.array(z.unknown()).nullish(), nextToken: z.string().nullish() })
  .transform(({ users, nextToken }) => {
    const rows = (users ?? []).map((row) => User.safeParse(row).data ?? null);
    const accounts = rows.filter((account) => account !== null);
    return {
      accounts: sharingGroups(accounts),
      rowsWithoutId: rows.length - accounts.length,
      nextToken: nextToken || null,
    };
  });

export type Network = z.infer<typeof Network>;
export const Network = z.object({ networkId: z.string(), networkName: Shown });

export type UsersCount = z.infer<typeof UsersCount>;
export const UsersCount = z.object({ total: z.int().nonnegative() });

export interface Device {
  /** Opaque. Null when the row has none. */
  readonly appId: string | null;
  readonly type: string | null;
  readonly status: string | null;
  /** A text such as "January 15th 2024, 2:30:45 pm", without a zone: for showing only. */
  readonly lastLogin: string | null;
}
const Device = z
  .object({ appId: z.string().min(1).nullable().catch(null), type: Shown, statusText: Shown, lastLogin: Shown })
  .transform(({ appId, type, statusText, lastLogin }): Device => ({ appId, type, status: statusText, lastLogin }));

export type DevicePage = z.infer<typeof DevicePage>;
export const DevicePage = z
  .object({ devices: z.array(Device), nextToken: z.string().nullish() })
  .transform(({ devices, nextToken }) => ({ devices, nextToken: nextToken || null }));

/** https://docs.aws.amazon.com/wickr/latest/APIReference/API_SecurityGroup.html */
export type Group = z.infer<typeof Group>;
const Group = z.object({ id: z.string().regex(/^\S+$/), name: z.string(), isDefault: z.boolean().catch(false) });

export type GroupPage = z.infer<typeof GroupPage>;
export const GroupPage = z
  .object({ securityGroups: z.array(Group).nullish(), nextToken: z.string().nullish() })
  .transform(({ securityGroups, nextToken }) => ({ groups: securityGroups ?? [], nextToken: nextToken || null }));

/** `successful` and `failed` of a batch. `message` says "success" or "partial success" and is not read: only the lists count. Odd entries are left out. */
function answerOf<Succeeded extends z.ZodType, Failed extends z.ZodType>(succeeded: Succeeded, failed: Failed) {
  return z
    .object({ successful: z.array(z.unknown()).nullish(), failed: z.array(z.unknown()).nullish() })
    .transform((answer) => ({
      successful: (answer.successful ?? []).flatMap((entry) => succeeded.safeParse(entry).data ?? []),
      failed: (answer.failed ?? []).flatMap((entry) => failed.safeParse(entry).data ?? []),
    }));
}

const Id = z.string().transform((id): AccountId => accountId(id));

export type BatchAnswer = z.infer<typeof BatchAnswer>;
export const BatchAnswer = answerOf(z.object({ userId: Id }), z.object({ userId: Id, reason: Shown }));

export type CreateAnswer = z.infer<typeof CreateAnswer>;
/** A failure says `userId` "0" and never whom it is about; `field` is a member's name. */
export const CreateAnswer = answerOf(
  z.object({ username: z.string(), userId: z.string().nullable().catch(null) }),
  z.object({ userId: z.string(), field: Shown, reason: Shown }),
);

export type ResetAnswer = z.infer<typeof ResetAnswer>;
export const ResetAnswer = answerOf(z.object({ appId: z.string() }), z.object({ appId: z.string(), reason: Shown }));

export type UnameAnswer = z.infer<typeof UnameAnswer>;
export const UnameAnswer = answerOf(
  z.object({ uname: z.string(), username: z.string() }),
  z.object({ uname: z.string(), reason: Shown }),
);

export type UpdatedUser = z.infer<typeof UpdatedUser>;
export const UpdatedUser = z.object({ userId: Id });
