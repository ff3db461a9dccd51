import { foldIdentifier, identifierProblem, type UserIdType } from './identifier.ts';
import type { NewUser, Profile, UserUpdate } from './requests.ts';
import { MAX_USERS_PER_CALL, type UserBatchQuery, userBatchTargetBytes } from './user-batch.ts';
import { MAX_TARGET_BYTES } from './wire.ts';

/** A call that must not leave as it is: a fault of ours, since people's input was checked before. Names nobody. */
export class InvalidCall extends Error {
  override readonly name = 'InvalidCall';
}

function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new InvalidCall(message);
}

/** 1 to 50, each once. `fold` makes equal what the service takes for equal. */
function checkList(name: string, list: readonly string[], fold = (text: string) => text): void {
  checkLength(name, list.length);
  check(new Set(list.map(fold)).size === list.length, `${name} must each occur once`);
}

export function checkUserId(userIdType: UserIdType, userId: string, name = 'userId'): void {
  const problem = identifierProblem(userIdType, userId);
  check(problem === null, `${name} ${problem}`);
}

export function checkUserIds(userIdType: UserIdType, userIds: readonly string[]): void {
  for (const [index, userId] of userIds.entries()) checkUserId(userIdType, userId, `userIds[${index}]`);
  checkList('userIds', userIds, (text) => foldIdentifier(userIdType, text));
}

export function checkUserBatch(query: UserBatchQuery): void {
  checkUserIds(query.userIdType, query.userIds);
  check(userBatchTargetBytes(query) <= MAX_TARGET_BYTES, 'userIds make too long an address: use splitUserIds');
}

export function checkAppIds(appIds: readonly string[]): void {
  for (const [index, appId] of appIds.entries()) check(/^\S+$/.test(appId), `appIds[${index}] must be an id`);
  checkList('appIds', appIds);
}

/** Each is unique in a pool; with the first three somebody can be told apart at all. */
const UNIQUE = [
  ['email', 'email'],
  ['phone', 'phone'],
  ['username', 'username'],
  ['externalId', 'external_id'],
] as const;

function checkProfile(name: string, profile: Profile): void {
  for (const [member, type] of UNIQUE) {
    const value = profile[member];
    if (value !== undefined) checkUserId(type, value, `${name}.${member}`);
  }
}

/** Somebody twice in one list would be a conflict with themselves. */
function checkUnique(name: string, profiles: readonly Profile[]): void {
  for (const [member, type] of UNIQUE) {
    // Equal numbers of two countries are two numbers.
    const values = profiles.flatMap(({ [member]: value, phoneCountryCode = '' }) =>
      value === undefined ? [] : [foldIdentifier(type, value) + (member === 'phone' ? phoneCountryCode : '')],
    );
    check(new Set(values).size === values.length, `${name} must each have a ${member} of their own`);
  }
}

function checkLength(name: string, length: number): void {
  check(length >= 1, `${name} must not be empty`);
  check(length <= MAX_USERS_PER_CALL, `${name} must be at most ${MAX_USERS_PER_CALL}, and are ${length}`);
}

export function checkNewUsers(users: readonly NewUser[]): void {
  checkLength('users', users.length);
  for (const [index, user] of users.entries()) {
    checkProfile(`users[${index}]`, user);
    const named = user.email !== undefined || user.phone !== undefined || user.username !== undefined;
    check(named, `users[${index}] must have an email, a phone or a username`);
  }
  checkUnique('users', users);
}

export function checkUpdate(update: UserUpdate, userIdType: UserIdType, name = 'update'): void {
  checkUserId(userIdType, update.userId, `${name}.userId`);
  checkProfile(name, update);
}

export function checkUpdates(updates: readonly UserUpdate[]): void {
  for (const [index, update] of updates.entries()) {
    checkUpdate(update, 'user_id', `updates[${index}]`);
    check(Object.keys(update).length > 1, `updates[${index}] must change something`);
  }
  checkUserIds(
    'user_id',
    updates.map(({ userId }) => userId),
  );
  checkUnique('updates', updates);
}

export function checkPage({ page, limit }: { readonly page: number; readonly limit: number }): void {
  check(Number.isInteger(page) && page >= 1, 'page must be a whole number from 1');
  check(
    Number.isInteger(limit) && limit >= 1 && limit <= MAX_USERS_PER_CALL,
    'limit must be a whole number from 1 to 50',
  );
}
