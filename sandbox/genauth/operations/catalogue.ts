import { checkSessionStatus } from './check-session-status.ts';
import { createUser } from './create-user.ts';
import { createUsersBatch } from './create-users-batch.ts';
import { deleteUsersBatch } from './delete-users-batch.ts';
import { getManagementToken } from './get-management-token.ts';
import { getUser } from './get-user.ts';
import { getUserBatch } from './get-user-batch.ts';
import { getUserLoggedinApps } from './get-user-loggedin-apps.ts';
import { getUserLoginHistory } from './get-user-login-history.ts';
import { isUserExists } from './is-user-exists.ts';
import { kickUsers } from './kick-users.ts';
import { listArchivedUsers } from './list-archived-users.ts';
import { listUsers } from './list-users.ts';
import { listUsersLegacy } from './list-users-legacy.ts';
import type { Operation } from './operation.ts';
import { resignUser } from './resign-user.ts';
import { resignUserBatch } from './resign-user-batch.ts';
import { updateUser } from './update-user.ts';
import { updateUserBatch } from './update-user-batch.ts';

/** What the stand-in offers of the API, by method and path below `/api/v3/`. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  [
    checkSessionStatus,
    createUser,
    createUsersBatch,
    deleteUsersBatch,
    getManagementToken,
    getUser,
    getUserBatch,
    getUserLoggedinApps,
    getUserLoginHistory,
    isUserExists,
    kickUsers,
    listArchivedUsers,
    listUsers,
    listUsersLegacy,
    resignUser,
    resignUserBatch,
    updateUser,
    updateUserBatch,
  ].map((operation) => [`${operation.method} ${operation.name}`, operation]),
);
