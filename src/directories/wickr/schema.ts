import { z } from 'zod';
import { type AccountId, accountId } from '../../ids.ts';
import type { Account } from '../account.ts';

/** https://docs.aws.amazon.com/wickr/latest/APIReference/API_User.html */
export const USER_ID = /^[0-9]{1,10}$/;

/** Only shown, so anything odd is as good as nothing. */
const Shown = z
  .string()
  .transform((text) => text.trim() || null)
  .nullable()
  .catch(null);

/**
 * Decided on, so only a real boolean counts. The model makes `isAdmin` and `suspended` optional, yet every documented
 * sample of a listed or fetched user carries both, also when false: a row without them is not an ordinary one, and
 * "not an administrator" or "not suspended" would be our guess.
 */
const Fact = z.union([z.boolean(), z.literal('unknown')]).catch('unknown');

/** 1 = invited, 2 = active. A declined invitation has no published number. */
const Membership = z
  .literal([1, 2])
  .nullable()
  .catch(null)
  .transform((status): Account['membership'] => {
    if (status === null) return 'unknown';
    return status === 1 ? 'pending' : 'active';
  });

/** The users of ListUsers and of GetUser alike; the invite code stays unread. Null when the row has no usable id. */
const User = z
  .object({
    userId: z.string().regex(USER_ID).nullable().catch(null),
    username: Shown,
    firstName: Shown,
    lastName: Shown,
    isAdmin: Fact,
    suspended: Fact,
    status: Membership,
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

export type GotUser = z.infer<typeof GotUser>;
/** An answer to GetUser without an id is no answer. */
export const GotUser = User.transform((account, context): Account => {
  if (account !== null) return account;
  context.addIssue('no usable userId');
  return z.NEVER;
});

export type UserPage = z.infer<typeof UserPage>;
export const UserPage = z
  .object({ users: z.array(z.unknown()).nullish(), nextToken: z.string().nullish() })
  .transform(({ users, nextToken }) => {
    const rows = (users ?? []).map((row) => User.safeParse(row).data ?? null);
    const accounts = rows.filter((account) => account !== null);
    return { accounts, rowsWithoutId: rows.length - accounts.length, nextToken: nextToken || null };
  });

export type Network = z.infer<typeof Network>;
export const Network = z.object({ networkId: z.string(), networkName: Shown });

export type UsersCount = z.infer<typeof UsersCount>;
export const UsersCount = z.object({ total: z.int().nonnegative() });

const Id = z.string().transform((id): AccountId => accountId(id));
const Succeeded = z.object({ userId: Id });
const Failed = z.object({ userId: Id, reason: Shown });

export type ToggleAnswer = z.infer<typeof ToggleAnswer>;
/** `message` says "success" or "partial success" and is not read: only the lists count. Odd entries are left out. */
export const ToggleAnswer = z
  .object({ successful: z.array(z.unknown()).nullish(), failed: z.array(z.unknown()).nullish() })
  .transform(({ successful, failed }) => ({
    successful: (successful ?? []).flatMap((entry) => Succeeded.safeParse(entry).data ?? []),
    failed: (failed ?? []).flatMap((entry) => Failed.safeParse(entry).data ?? []),
  }));
