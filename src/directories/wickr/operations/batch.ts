import type { BatchCall } from '../../operation.ts';
import { USER_ID } from '../schema.ts';

/** "Maximum 50 users per batch request", in the API's prose only. The same number holds for devices. */
export const BATCH_SIZE = 50;
/** https://docs.aws.amazon.com/wickr/latest/APIReference/API_BatchToggleUserSuspendStatus.html */
const CLIENT_TOKEN = /^[a-zA-Z0-9\-_:]{1,64}$/;

/** Throws when a call is none that may ever leave: that is a fault of ours, not of the directory. */
export function assertBatch({ token, members }: BatchCall, size = BATCH_SIZE): void {
  assertToken(token);
  if (members.length === 0 || members.length > size) throw new Error(`A batch must have 1 to ${size} members`);
  if (new Set(members).size !== members.length) throw new Error('A batch names someone twice');
}

/** As `assertBatch`, for people who have an account. */
export function assertUserBatch(call: BatchCall, size = BATCH_SIZE): void {
  assertBatch(call, size);
  if (!call.members.every((id) => USER_ID.test(id)))
    throw new Error('A batch names something that is no Wickr user id');
}

export function assertToken(token: string): void {
  if (!CLIENT_TOKEN.test(token)) throw new Error('A batch token does not fit X-Client-Token');
}
