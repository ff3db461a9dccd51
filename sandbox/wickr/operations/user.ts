import { createHash } from 'node:crypto';
import type { WickrUser } from '../state.ts';

/** A user as lists and created users show it. */
export function showUser(user: WickrUser): Record<string, unknown> {
  return leaveOut(user.omits, {
    userId: user.userId,
    firstName: user.firstName,
    lastName: user.lastName,
    username: user.username,
    securityGroups: user.securityGroups,
    isAdmin: user.isAdmin,
    suspended: user.suspended,
    status: user.status,
    otpEnabled: false,
    type: user.type,
    challengeFailures: 0,
    isInviteExpired: user.isInviteExpired,
    isUser: user.isUser,
    inviteCode: user.inviteCode ?? undefined,
    codeValidation: user.codeValidation ?? false,
    uname: unameOf(user.username),
  });
}

/** A user as GetUser shows it: fewer members, and the groups under another name. */
export function showUserDetails(user: WickrUser): Record<string, unknown> {
  const omits = user.omits.filter((name) => name !== 'userId');
  return leaveOut(omits, {
    userId: user.userId,
    firstName: user.firstName,
    lastName: user.lastName,
    username: user.username,
    isAdmin: user.isAdmin,
    suspended: user.suspended,
    status: user.status,
    lastActivity: user.lastLogin ?? undefined,
    lastLogin: user.lastLogin ?? undefined,
    securityGroupIds: user.securityGroups,
  });
}

/** The hash that stands for a user name elsewhere in the API. */
export function unameOf(username: string): string {
  return createHash('sha256').update(username).digest('hex');
}

function leaveOut(omits: readonly string[], members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !omits.includes(name)));
}
