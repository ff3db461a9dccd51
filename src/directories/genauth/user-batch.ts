import type { UserIdType } from './identifier.ts';
import type { Params } from './signing.ts';
import { MAX_TARGET_BYTES, onTheWire } from './wire.ts';

/** The documented limit of every list of users, and of a page. */
export const MAX_USERS_PER_CALL = 50;

export interface UserBatchQuery {
  readonly userIds: readonly string[];
  readonly userIdType: UserIdType;
  /** Needed to match on `identity`. Default false. */
  readonly withIdentities?: boolean;
  /** Default false. */
  readonly withDepartmentIds?: boolean;
}

/** In the order of the vendor's SDK, which always sends all of them. */
export function userBatchParams(query: UserBatchQuery): Params {
  return {
    userIds: query.userIds,
    userIdType: query.userIdType,
    withCustomData: false,
    flatCustomData: false,
    withIdentities: query.withIdentities ?? false,
    withDepartmentIds: query.withDepartmentIds ?? false,
  };
}

/** Bytes of the address of a GET /get-user-batch. */
export function userBatchTargetBytes(query: UserBatchQuery): number {
  return onTheWire({ method: 'GET', operation: 'get-user-batch', params: userBatchParams(query) }).target.length;
}

/**
 * Cuts identifiers into lists that get-user-batch can take: at most 50, and addresses of at most 6 KB. Order is kept. Each
 * identifier has to have passed `identifierProblem`.
 */
export function splitUserIds({ userIds, ...rest }: UserBatchQuery): string[][] {
  const chunks: string[][] = [];
  for (const userId of userIds) {
    const last = chunks.at(-1);
    const fits =
      last !== undefined &&
      last.length < MAX_USERS_PER_CALL &&
      userBatchTargetBytes({ ...rest, userIds: [...last, userId] }) <= MAX_TARGET_BYTES;
    if (fits) last.push(userId);
    else chunks.push([userId]);
  }
  return chunks;
}
