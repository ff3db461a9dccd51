import type { z } from 'zod';
import * as checks from './call-checks.ts';
import type { Called, Change } from './failure.ts';
import type { UserIdType } from './identifier.ts';
import { openPool, type PoolParts } from './open-pool.ts';
import type { NewUsers, OneUpdate, SettableStatus, UserSearch, UserUpdate, UserUpdates } from './requests.ts';
import {
  ArchivedPage,
  Done,
  LoggedInApps,
  PoolUser,
  PoolUsers,
  SessionStatus,
  type TokenAnswer,
  UserPage,
} from './schema.ts';
import type { GenAuthSettings } from './settings.ts';
import type { Params } from './signing.ts';
import { MAX_USERS_PER_CALL, type UserBatchQuery, userBatchParams } from './user-batch.ts';

/** One person, named in any of the ways the service knows. */
export interface UserRef {
  readonly userId: string;
  readonly userIdType: UserIdType;
}

/** 1 to 50 people, each once. */
export interface UserRefs {
  readonly userIds: readonly string[];
  readonly userIdType: UserIdType;
}

/**
 * The operations Muster needs of the Management API V3. No promise rejects for anything the far side or the network did;
 * InvalidCall is thrown, before anything is sent, for what should never have been asked. Reads are tried again with
 * patience; what changes something is sent once.
 */
export interface GenAuthClient {
  /** Someone unknown is a failure of kind `person`. */
  getUser(query: UserRef & { readonly withIdentities?: boolean }, signal: AbortSignal): Promise<Called<PoolUser>>;
  /** Match by id, never by position. See splitUserIds. Whether one unknown person fails the call is not documented. */
  getUserBatch(query: UserBatchQuery, signal: AbortSignal): Promise<Called<PoolUsers>>;
  /** From a search index: never a witness of a change. */
  listUsers(search: UserSearch, signal: AbortSignal): Promise<Called<UserPage>>;
  getUserLoggedinApps(user: UserRef, signal: AbortSignal): Promise<Called<LoggedInApps>>;
  /** By native id only. Is the person logged in to that application? */
  checkSessionStatus(
    session: { readonly userId: string; readonly appId: string },
    signal: AbortSignal,
  ): Promise<Called<SessionStatus>>;
  /** `since`: milliseconds UTC. */
  listArchivedUsers(
    page: { readonly page: number; readonly limit?: number; readonly since?: number },
    signal: AbortSignal,
  ): Promise<Called<ArchivedPage>>;
  /** A new one, besides that which the client keeps for itself. Tells whether the key is good, under either kind of auth. */
  getManagementToken(signal: AbortSignal): Promise<Called<TokenAnswer>>;

  /** For good. The answer is one for all, and not to be believed for anyone: read them back. */
  deleteUsersBatch(users: UserRefs, signal: AbortSignal): Promise<Called<Done>>;
  /** For good. As above. */
  resignUserBatch(users: UserRefs, signal: AbortSignal): Promise<Called<Done>>;
  /** May send mail. Never to be repeated blindly. Match by e-mail or username. */
  createUsersBatch(newUsers: NewUsers, signal: AbortSignal): Promise<Called<PoolUsers>>;
  /** Believe the users that come back, not the request. */
  updateUserBatch(updates: UserUpdates, signal: AbortSignal): Promise<Called<PoolUsers>>;
  /** May send mail. */
  updateUser(update: OneUpdate, signal: AbortSignal): Promise<Called<PoolUser>>;
  /** Ends the person's sessions in 1 to 50 applications. */
  kickUsers(kick: UserRef & { readonly appIds: readonly string[] }, signal: AbortSignal): Promise<Called<Done>>;

  /** Waits for the calls under way. */
  close(): Promise<void>;
}

/** Opens no connection yet. */
export function genAuthClient(settings: GenAuthSettings, parts: PoolParts): GenAuthClient {
  const { read, write, getManagementToken, close } = openPool(settings, parts);

  const reading =
    (method: 'GET' | 'POST') =>
    <Schema extends z.ZodType>(operation: string, params: Params, answer: Schema, signal: AbortSignal) =>
      read({ method, operation, params, change: 'none', answer }, signal);
  const get = reading('GET');
  const query = reading('POST');
  const post = <Schema extends z.ZodType>(
    operation: string,
    change: Exclude<Change, 'none'>,
    params: Params,
    answer: Schema,
    signal: AbortSignal,
  ) => write({ method: 'POST', operation, params, change, answer }, signal);

  return {
    async getUser({ userId, userIdType, withIdentities = false }, signal) {
      checks.checkUserId(userIdType, userId);
      const shown = { flatCustomData: false, withCustomData: false, withPost: false };
      const params = { userId, userIdType, ...shown, withIdentities, withDepartmentIds: false };
      return get('get-user', params, PoolUser, signal);
    },
    async getUserBatch(batch, signal) {
      checks.checkUserBatch(batch);
      return get('get-user-batch', userBatchParams(batch), PoolUsers, signal);
    },
    async listUsers(search, signal) {
      const { page, limit = MAX_USERS_PER_CALL, keywords, advancedFilter, fuzzySearchOn } = search;
      checks.checkPage({ page, limit });
      const { sort = BY_CREATION, withIdentities = false, withDepartmentIds = false } = search;
      const options = { pagination: { page, limit }, sort, fuzzySearchOn, withIdentities, withDepartmentIds };
      return query('list-users', { keywords, advancedFilter, options }, UserPage, signal);
    },
    async getUserLoggedinApps({ userId, userIdType }, signal) {
      checks.checkUserId(userIdType, userId);
      return get('get-user-loggedin-apps', { userId, userIdType }, LoggedInApps, signal);
    },
    async checkSessionStatus({ userId, appId }, signal) {
      checks.checkUserId('user_id', userId);
      checks.checkAppIds([appId]);
      return query('check-session-status', { appId, userId }, SessionStatus, signal);
    },
    async listArchivedUsers({ page, limit = MAX_USERS_PER_CALL, since }, signal) {
      checks.checkPage({ page, limit });
      const startAt = since === undefined ? undefined : Math.floor(since / 1_000);
      return get('list-archived-users', { page, limit, startAt }, ArchivedPage, signal);
    },
    getManagementToken,

    async deleteUsersBatch({ userIds, userIdType }, signal) {
      checks.checkUserIds(userIdType, userIds);
      return post('delete-users-batch', changeOf(userIds), { userIds, options: { userIdType } }, Done, signal);
    },
    async resignUserBatch({ userIds, userIdType }, signal) {
      checks.checkUserIds(userIdType, userIds);
      return post('resign-user-batch', changeOf(userIds), { userIds, userIdType }, Done, signal);
    },
    async createUsersBatch({ users, options }, signal) {
      checks.checkNewUsers(users);
      // Of one user, too, the account may exist although its mail could not be sent.
      return post('create-users-batch', 'in-parts', { list: users, options }, PoolUsers, signal);
    },
    async updateUserBatch({ updates, options }, signal) {
      checks.checkUpdates(updates);
      const change = options === undefined ? changeOf(updates) : 'in-parts';
      return post('update-user-batch', change, { list: updates.map(onTheWireUpdate), options }, PoolUsers, signal);
    },
    async updateUser({ update, userIdType, options }, signal) {
      checks.checkUpdate(update, userIdType);
      const change = options === undefined ? 'whole' : 'in-parts';
      const params = { ...onTheWireUpdate(update), options: { userIdType, ...options } };
      return post('update-user', change, params, PoolUser, signal);
    },
    async kickUsers({ userId, userIdType, appIds }, signal) {
      checks.checkUserId(userIdType, userId);
      checks.checkAppIds(appIds);
      return post('kick-users', changeOf(appIds), { userId, appIds, options: { userIdType } }, Done, signal);
    },
    close,
  };
}

const BY_CREATION = [{ field: 'createdAt', order: 'asc' }] as const;

const changeOf = (things: readonly unknown[]) => (things.length === 1 ? 'whole' : 'in-parts');

const WIRE_STATUS: Readonly<Record<SettableStatus, string>> = { activated: 'Activated', suspended: 'Suspended' };

function onTheWireUpdate({ status, ...rest }: UserUpdate): Record<string, unknown> {
  return status === undefined ? rest : { ...rest, status: WIRE_STATUS[status] };
}
