import type { AccountId } from '../../../ids.ts';
import type { Account } from '../../account.ts';
import { capped } from '../../http/capped.ts';
import { inParallel, READS_AT_ONCE } from '../../in-parallel.ts';
import type { Assessment, CallResult, Operation, Prepared } from '../../operation.ts';
import { reasonOr } from '../call-result.ts';
import type { Called } from '../calling.ts';
import type { ResetAnswer } from '../schema.ts';
import { assertToken, assertUserBatch, BATCH_SIZE } from './batch.ts';
import { chooseDevices, chosenDevices, DEVICES_OPTION } from './device-choice.ts';
import { pinnedDevices } from './device-list.ts';
import { answeredFor, unansweredFor } from './one-person.ts';
import type { OperationParts } from './parts.ts';
import { exempt } from './standing.ts';

type Parts = Pick<OperationParts, 'client' | 'devices'>;

/** BatchResetDevicesForUser. https://docs.aws.amazon.com/wickr/latest/APIReference/API_BatchResetDevicesForUser.html */
export function resetDevices(parts: Parts): Operation {
  return {
    words: {
      verb: 'reset-devices',
      done: 'signed out of their devices',
      doing: 'resetting the devices of',
      effect:
        'They are signed out of all devices they have now, or of the chosen ones, and have to sign in on each anew.',
    },
    traits: {
      // The call names one person.
      batchSize: 1,
      reversible: true,
      inverse: null,
      // The call carries AWS's idempotent trait, and each of its parts a token of its own.
      whenInDoubt: 'same-token',
      // Whether a device that was reset stays known is not documented: "Invalid app ID." may be said of one.
      noMayMeanDone: true,
      // An account does not show its devices, and the device list shows only texts whose words AWS does not define.
      canBeReadBack: false,
    },
    assess: (account) => exempt(account) ?? assess(account),
    options: [DEVICES_OPTION],
    choose: async (typed) => chooseDevices(typed[DEVICES_OPTION]),
    async prepare(accounts, choices, signal) {
      const prepared = await inParallel(accounts, READS_AT_ONCE, async ({ id }): Promise<Prepared> => {
        const all = await parts.devices(id, signal);
        return all === null ? GONE : chosenDevices(all, choices);
      });
      return new Map(accounts.map(({ id }, index) => [id, prepared[index] ?? GONE]));
    },
    async apply(call) {
      assertUserBatch(call, 1);
      const { token, members, details, signal } = call;
      const [userId] = members;
      if (userId === undefined) throw new Error('A batch must have 1 to 1 members');
      const result = await reset({ userId, appIds: pinnedDevices(details.get(userId)), token, signal }, parts);
      return result;
    },
    readBack: () => 'cannot-tell',
  };
}

function assess({ membership }: Account): Assessment {
  if (membership !== 'pending') return { kind: 'will-change' };
  return { kind: 'already-so', reason: 'The invitation was not accepted yet, so there is no device.' };
}

const GONE: Prepared = { kind: 'invalid', reason: 'This account is not in the network any more.' };

interface Reset {
  readonly userId: AccountId;
  readonly appIds: readonly string[];
  readonly token: string;
  readonly signal: AbortSignal;
}

/** What the parts answered so far, taken together. */
interface Tally {
  reset: number;
  readonly failures: string[];
  silent: number;
  readonly foreign: string[];
}

/**
 * In parts of 50 devices, each under its own token, which is the batch's with the part's number: an attempt that
 * comes again sends the same parts under the same tokens.
 */
async function reset({ userId, appIds, token, signal }: Reset, { client }: Parts): Promise<CallResult> {
  const tally: Tally = { reset: 0, failures: [], silent: 0, foreign: [] };
  let requestId: string | null = null;
  for (let from = 0; from < appIds.length; from += BATCH_SIZE) {
    const part = appIds.slice(from, from + BATCH_SIZE);
    const partToken = `${token}:${from / BATCH_SIZE + 1}`;
    assertToken(partToken);
    const called = await client.batchResetDevicesForUser({ userId, appIds: part, token: partToken }, signal);
    if (called.kind !== 'ok') {
      const result = await unansweredFor(userId, called, client, signal);
      return from === 0 ? result : afterOthers(userId, called, result, { ...tally, wanted: appIds.length });
    }
    requestId = called.requestId;
    count(called.value, part, tally);
  }
  const { failures, silent, foreign } = tally;
  if (silent > 0) return answeredFor(userId, null, { requestId, foreign });
  if (failures.length === 0) return answeredFor(userId, { kind: 'succeeded' }, { requestId, foreign });
  const failed = `${failures.length} of ${appIds.length} devices were not reset: ${[...new Set(failures)].join('; ')}`;
  return answeredFor(userId, { kind: 'failed', reason: capped(failed) }, { requestId, foreign });
}

function count(answer: ResetAnswer, part: readonly string[], tally: Tally): void {
  const succeeded = new Set(answer.successful.map(({ appId }) => appId));
  const failed = new Map(answer.failed.map(({ appId, reason }) => [appId, reason]));
  for (const appId of part) {
    // Both at once says neither.
    if (succeeded.has(appId) === failed.has(appId)) tally.silent += 1;
    else if (succeeded.has(appId)) tally.reset += 1;
    else tally.failures.push(reasonOr(failed.get(appId)));
  }
  tally.foreign.push(...[...succeeded, ...failed.keys()].filter((appId) => !part.includes(appId)));
}

/**
 * A later part ended without an answer of its own. What is in doubt, or can be repeated as a whole, stays so; a
 * definite no must not read as if nothing had happened.
 */
function afterOthers(
  userId: AccountId,
  called: Exclude<Called<ResetAnswer>, { kind: 'ok' }>,
  result: CallResult,
  { reset, silent, wanted }: Tally & { readonly wanted: number },
): CallResult {
  if (result.kind === 'lost' || result.kind === 'unavailable') return result;
  if (result.kind === 'throttled') {
    // Not "throttled", which would say that the whole had no effect. The same parts again complete it.
    return { kind: 'unavailable', requestId: result.requestId, status: 429, retryAfterMs: result.retryAfterMs };
  }
  const done = silent > 0 ? `at least ${reset}` : String(reset);
  const reason = capped(`${done} of ${wanted} devices were reset, then: ${called.reason}`);
  const requestId = called.kind === 'never-sent' ? null : called.requestId;
  return answeredFor(userId, { kind: 'failed', reason }, { requestId });
}
