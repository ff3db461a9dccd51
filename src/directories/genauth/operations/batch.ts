import type { BatchCall } from '../../operation.ts';
import { USER_ID } from '../identifier.ts';
import { MAX_USERS_PER_CALL } from '../user-batch.ts';

export const BATCH_SIZE = MAX_USERS_PER_CALL;

/** Throws when a call is none that may ever leave: that is a fault of ours, not of the directory. */
export function assertUserBatch({ members }: BatchCall, size = BATCH_SIZE): void {
  if (members.length === 0 || members.length > size) throw new Error(`A batch must have 1 to ${size} members`);
  if (new Set(members).size !== members.length) throw new Error('A batch names someone twice');
  if (!members.every((id) => USER_ID.test(id))) throw new Error('A batch names something that is no user id');
}
