import { batchCreateUser } from './batch-create-user.ts';
import { batchDeleteUser } from './batch-delete-user.ts';
import { batchLookupUserUname } from './batch-lookup-user-uname.ts';
import { batchReinviteUser } from './batch-reinvite-user.ts';
import { batchResetDevicesForUser } from './batch-reset-devices-for-user.ts';
import { batchToggleUserSuspendStatus } from './batch-toggle-user-suspend-status.ts';
import { getNetwork } from './get-network.ts';
import { getUser } from './get-user.ts';
import { getUsersCount } from './get-users-count.ts';
import { listDevicesForUser } from './list-devices-for-user.ts';
import { listNetworks } from './list-networks.ts';
import { listSecurityGroupUsers } from './list-security-group-users.ts';
import { listSecurityGroups } from './list-security-groups.ts';
import { listUsers } from './list-users.ts';
import type { Operation } from './operation.ts';
import { updateUser } from './update-user.ts';

/** What the stand-in offers of the API's 44 operations, by name. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  [
    batchCreateUser,
    batchDeleteUser,
    batchLookupUserUname,
    batchReinviteUser,
    batchResetDevicesForUser,
    batchToggleUserSuspendStatus,
    getNetwork,
    getUser,
    getUsersCount,
    listDevicesForUser,
    listNetworks,
    listSecurityGroupUsers,
    listSecurityGroups,
    listUsers,
    updateUser,
  ].map((operation) => [operation.name, operation]),
);
