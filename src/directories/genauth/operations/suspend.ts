import type { AccountId } from '../../../ids.ts';
import type { Account } from '../../account.ts';
import { DirectoryUnavailable } from '../../directory.ts';
import { inParallel, READS_AT_ONCE } from '../../in-parallel.ts';
import type {
  Assessment,
  BatchCall,
  CallResult,
  ItemAnswer,
  Look,
  Operation,
  OperationWords,
  ReadBack,
} from '../../operation.ts';
import { accountOf } from '../account-of.ts';
import { unanswered } from '../call-result.ts';
import type { PoolUsers } from '../schema.ts';
import { assertUserBatch, BATCH_SIZE } from './batch.ts';
import { endSessions, inDoubt, readSessions } from './end-sessions.ts';
import { alsoKicks, chooseKick, KICK_OPTION } from './kick-option.ts';
import type { OperationParts } from './parts.ts';

type Parts = Pick<OperationParts, 'client' | 'users' | 'sessions'>;
type Wanted = 'suspended' | 'activated';

export const suspend = (parts: Parts): Operation =>
  turn(parts, 'suspended', {
    verb: 'suspend',
    done: 'suspended',
    doing: 'suspending',
    effect:
      'They cannot log in any more; account and data are kept. Present log-ins may go on unless they are ended too.',
  });

export const activate = (parts: Parts): Operation =>
  turn(parts, 'activated', {
    verb: 'activate',
    done: 'activated',
    doing: 'activating',
    effect: 'They can log in again.',
  });

/** update-user-batch with a status, and then, if chosen, kick-users for each person. */
function turn(parts: Parts, wanted: Wanted, words: OperationWords): Operation {
  const readBack = (account: Account | null): ReadBack => shows(account, wanted);
  return {
    words,
    traits: {
      batchSize: BATCH_SIZE,
      reversible: true,
      ...(wanted === 'suspended' ? { locksOut: true } : {}),
      inverse: wanted === 'suspended' ? 'activate' : 'suspend',
      whenInDoubt: 'after-read-back',
      noMayMeanDone: false,
      canBeReadBack: true,
    },
    options: [KICK_OPTION],
    choose: async (typed) => chooseKick(typed[KICK_OPTION]),
    assess: (account) => assess(account, wanted),
    async apply(call) {
      assertUserBatch(call);
      const { members, choices, signal } = call;
      const updates = members.map((userId) => ({ userId, status: wanted }));
      const called = await parts.client.updateUserBatch({ updates }, signal);
      if (called.kind !== 'ok') return unanswered(called, members);
      const answered = believed(called.value, members, wanted);
      const result: CallResult = { kind: 'answered', requestId: called.requestId, ...answered };
      return alsoKicks(choices) ? kicked(result, call, parts) : result;
    },
    readBack,
    look: async (look) => (alsoKicks(look.choices) ? lookAtBoth(look, readBack, parts) : null),
  };
}

function assess({ suspended, nativeStatus }: Account, wanted: Wanted): Assessment {
  if (suspended === 'unknown') {
    return { kind: 'invalid', reason: 'GenAuth gives this account a status that Muster does not know.' };
  }
  if (nativeStatus !== undefined) {
    const from =
      wanted === 'suspended' ? 'only an activated account can be suspended' : 'only suspension is taken back';
    return { kind: 'invalid', reason: `This account is ${nativeStatus.toLowerCase()}: ${from}.` };
  }
  if (suspended === (wanted === 'suspended')) {
    const reason = suspended ? 'This account is already suspended.' : 'This account is not suspended.';
    return { kind: 'already-so', reason };
  }
  return { kind: 'will-change' };
}

function shows(account: Account | null, wanted: Wanted): ReadBack {
  if (account === null) return 'gone';
  if (account.suspended === 'unknown') return 'cannot-tell';
  const isSo = account.nativeStatus === undefined && account.suspended === (wanted === 'suspended');
  return isSo ? 'in-effect' : 'not-in-effect';
}

/** Those whom the answer shows as wanted; of the others it says nothing that can be built on. */
function believed({ users }: PoolUsers, members: readonly AccountId[], wanted: Wanted) {
  const inBatch = new Set(members);
  const done = users.filter(({ id, status }) => inBatch.has(id) && status === wanted);
  return {
    items: new Map(done.map(({ id }): [AccountId, ItemAnswer] => [id, { kind: 'succeeded' }])),
    foreign: users.map(({ id }) => id).filter((id) => !inBatch.has(id)),
  };
}

/**
 * Ends the log-ins of those who were turned. A yes to that is not believed: who had any is looked at. What might fare
 * better later is a doubt about the batch, since all of it may be sent again.
 */
async function kicked(
  result: Extract<CallResult, { kind: 'answered' }>,
  { signal }: BatchCall,
  parts: Parts,
): Promise<CallResult> {
  const items = new Map(result.items);
  for (const id of result.items.keys()) {
    const read = await readSessions(id, parts, signal);
    if (read.kind === 'unread') return { kind: 'lost', requestId: result.requestId, reason: read.reason };
    const ended = await endSessions(id, read.appIds ?? [], parts, signal);
    if (ended.kind === 'asked') items.delete(id);
    if (ended.kind !== 'not-asked') continue;
    const failed = ended.result.kind === 'answered' ? ended.result.items.get(id) : undefined;
    if (failed?.kind !== 'failed') return inDoubt(ended.result);
    items.set(id, {
      kind: 'failed',
      reason: `The status was changed, and the log-ins were not ended: ${failed.reason}`,
    });
  }
  return { ...result, items };
}

/** The status, and for whom it is as wanted, that no log-in is left. */
async function lookAtBoth(
  { members, signal }: Look,
  readBack: (account: Account | null) => ReadBack,
  parts: Parts,
): Promise<ReadonlyMap<AccountId, ReadBack>> {
  const users = await parts.users.read(members, signal);
  const seen = await inParallel(
    [...users],
    READS_AT_ONCE,
    async ([id, user]): Promise<readonly [AccountId, ReadBack]> => {
      const status = readBack(user && accountOf(user));
      if (status !== 'in-effect') return [id, status];
      return [id, await noneLeft(id, parts, signal)];
    },
  );
  return new Map(seen);
}

async function noneLeft(id: AccountId, { sessions }: Parts, signal: AbortSignal): Promise<ReadBack> {
  try {
    const apps = await sessions(id, signal);
    if (apps === null) return 'gone';
    return apps.length === 0 ? 'in-effect' : 'not-in-effect';
  } catch (error) {
    if (error instanceof DirectoryUnavailable) return 'cannot-tell';
    throw error;
  }
}
