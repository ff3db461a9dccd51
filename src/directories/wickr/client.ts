import type { AccountId } from '../../ids.ts';
import { type Called, type ClientParts, caller } from './calling.ts';
import type { Query } from './encoding.ts';
import {
  BatchAnswer,
  CreateAnswer,
  DevicePage,
  GotUser,
  GroupPage,
  Network,
  ResetAnswer,
  UnameAnswer,
  UpdatedUser,
  type UserDetails,
  UserPage,
  UsersCount,
} from './schema.ts';

/** At most 50 users, at least one. A batch's token travels as X-Client-Token. */
export interface UserBatch {
  readonly userIds: readonly AccountId[];
  readonly token: string;
}

/** Exactly one group: the API has a list, and more than one is an error. */
export interface NewUser {
  readonly username: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly securityGroupIds: readonly [string];
  /** This and the next two: only in networks AWS has put in preview. A secret. */
  readonly inviteCode?: string;
  /** Days. */
  readonly inviteCodeTtl?: number;
  readonly codeValidation?: boolean;
}

/** Where to go on; without it, the first page. */
export interface PageOf {
  readonly nextToken?: string;
}

export interface WickrClient {
  /** `username` filters in a way AWS does not describe: filter again. `status`: 1 is pending, 2 active. */
  listUsers(
    page: PageOf & { readonly username?: string; readonly status?: 1 | 2 },
    signal: AbortSignal,
  ): Promise<Called<UserPage>>;
  getUser(userId: AccountId, signal: AbortSignal): Promise<Called<GotUser>>;
  listDevicesForUser(page: PageOf & { readonly userId: AccountId }, signal: AbortSignal): Promise<Called<DevicePage>>;
  listSecurityGroups(page: PageOf, signal: AbortSignal): Promise<Called<GroupPage>>;
  listSecurityGroupUsers(page: PageOf & { readonly groupId: string }, signal: AbortSignal): Promise<Called<UserPage>>;
  getNetwork(signal: AbortSignal): Promise<Called<Network>>;
  getUsersCount(signal: AbortSignal): Promise<Called<UsersCount>>;
  /** From username hashes to usernames, at most 50. A read, although it takes a token. */
  batchLookupUserUname(
    lookup: { readonly unames: readonly string[]; readonly token: string },
    signal: AbortSignal,
  ): Promise<Called<UnameAnswer>>;
  /** Sets the state, so a second arrival under the same token changes nothing. */
  batchToggleUserSuspendStatus(
    toggle: UserBatch & { readonly suspend: boolean },
    signal: AbortSignal,
  ): Promise<Called<BatchAnswer>>;
  /** For good. A second arrival finds nobody. */
  batchDeleteUser(batch: UserBatch, signal: AbortSignal): Promise<Called<BatchAnswer>>;
  /** Sends invitations. Safe to repeat under the same token only. At most 50 users. */
  batchCreateUser(
    batch: { readonly users: readonly NewUser[]; readonly token: string },
    signal: AbortSignal,
  ): Promise<Called<CreateAnswer>>;
  /** Sends another invitation each time, unless the token is remembered. */
  batchReinviteUser(batch: UserBatch, signal: AbortSignal): Promise<Called<BatchAnswer>>;
  /** At most 50 devices of one person. */
  batchResetDevicesForUser(
    reset: { readonly userId: AccountId; readonly appIds: readonly string[]; readonly token: string },
    signal: AbortSignal,
  ): Promise<Called<ResetAnswer>>;
  /** Takes no token. Whether details left out stay as they are is not documented: send them all. */
  updateUser(
    update: {
      readonly userId: AccountId;
      readonly details: UserDetails & { readonly securityGroupIds: readonly [string] };
    },
    signal: AbortSignal,
  ): Promise<Called<UpdatedUser>>;
  close(): Promise<void>;
}

/** The page size's documented upper bound; the default is 10. */
export const PAGE_SIZE = 100;

/** A stable order, since some page tokens look like offsets. */
const pageQuery = (sortFields: string, { nextToken }: PageOf): Query => ({
  maxResults: String(PAGE_SIZE),
  sortFields,
  sortDirection: 'ASC',
  ...(nextToken === undefined ? {} : { nextToken }),
});

/**
 * The operations Muster needs of the AWS Wickr Admin API (2024-02-01).
 * https://docs.aws.amazon.com/wickr/latest/APIReference/API_Operations.html
 */
export function wickrClient(parts: ClientParts): WickrClient {
  const call = caller(parts);
  const users = ['users'];
  const groups = ['security-groups'];
  return {
    listUsers: ({ username, status, ...page }, signal) =>
      call(
        {
          operation: 'ListUsers',
          method: 'GET',
          labels: users,
          query: {
            ...pageQuery('username', page),
            ...(username === undefined ? {} : { username }),
            ...(status === undefined ? {} : { status: String(status) }),
          },
          answer: UserPage,
        },
        signal,
      ),
    getUser: (userId, signal) =>
      call({ operation: 'GetUser', method: 'GET', labels: [...users, userId], answer: GotUser }, signal),
    listDevicesForUser: ({ userId, ...page }, signal) =>
      call(
        {
          operation: 'ListDevicesForUser',
          method: 'GET',
          labels: [...users, userId, 'devices'],
          query: pageQuery('created', page),
          answer: DevicePage,
        },
        signal,
      ),
    listSecurityGroups: (page, signal) =>
      call(
        {
          operation: 'ListSecurityGroups',
          method: 'GET',
          labels: groups,
          query: pageQuery('id', page),
          answer: GroupPage,
        },
        signal,
      ),
    listSecurityGroupUsers: ({ groupId, ...page }, signal) =>
      call(
        {
          operation: 'ListSecurityGroupUsers',
          method: 'GET',
          labels: [...groups, groupId, 'users'],
          query: pageQuery('username', page),
          answer: UserPage,
        },
        signal,
      ),
    getNetwork: (signal) => call({ operation: 'GetNetwork', method: 'GET', labels: [], answer: Network }, signal),
    getUsersCount: (signal) =>
      call({ operation: 'GetUsersCount', method: 'GET', labels: [...users, 'count'], answer: UsersCount }, signal),
    batchLookupUserUname: ({ unames, token }, signal) =>
      call(
        {
          operation: 'BatchLookupUserUname',
          method: 'POST',
          labels: [...users, 'uname-lookup'],
          token,
          body: { unames },
          answer: UnameAnswer,
        },
        signal,
      ),
    batchToggleUserSuspendStatus: ({ suspend, userIds, token }, signal) =>
      call(
        {
          operation: 'BatchToggleUserSuspendStatus',
          method: 'PATCH',
          labels: [...users, 'toggleSuspend'],
          query: { suspend: String(suspend) },
          token,
          body: { userIds },
          answer: BatchAnswer,
        },
        signal,
      ),
    batchDeleteUser: ({ userIds, token }, signal) =>
      call(
        {
          operation: 'BatchDeleteUser',
          method: 'POST',
          labels: [...users, 'batch-delete'],
          token,
          body: { userIds },
          answer: BatchAnswer,
        },
        signal,
      ),
    batchCreateUser: ({ users: newUsers, token }, signal) =>
      call(
        {
          operation: 'BatchCreateUser',
          method: 'POST',
          labels: users,
          token,
          body: { users: newUsers },
          answer: CreateAnswer,
        },
        signal,
      ),
    batchReinviteUser: ({ userIds, token }, signal) =>
      call(
        {
          operation: 'BatchReinviteUser',
          method: 'PATCH',
          labels: [...users, 're-invite'],
          token,
          body: { userIds },
          answer: BatchAnswer,
        },
        signal,
      ),
    batchResetDevicesForUser: ({ userId, appIds, token }, signal) =>
      call(
        {
          operation: 'BatchResetDevicesForUser',
          method: 'PATCH',
          labels: [...users, userId, 'devices'],
          token,
          body: { appIds },
          answer: ResetAnswer,
        },
        signal,
      ),
    updateUser: ({ userId, details }, signal) =>
      call(
        {
          operation: 'UpdateUser',
          method: 'PATCH',
          labels: users,
          body: { userId, userDetails: details },
          answer: UpdatedUser,
        },
        signal,
      ),
    close: () => parts.transport.close(),
  };
}
