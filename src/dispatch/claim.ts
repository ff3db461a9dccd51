import { appendEvent } from '../audit/event.ts';
import type { Pace } from '../directories/pace.ts';
import type { DirectoryName } from '../ids.ts';
import { isTooLateToStart } from '../requests/life.ts';
import { loadRequest, moveRequest } from '../requests/request-records.ts';
import type { Random } from '../runtime/random.ts';
import { isFrozen } from '../safeguards/freeze-records.ts';
import type { Store } from '../store/store.ts';
import { beginAttempt } from './attempt-records.ts';
import type { Batch } from './batch.ts';
import { countInFlight, loadBatch, saveClaimed } from './batch-records.ts';
import { holdDirectory, passTurn, saveTurn, saveTurnOf } from './directory-records.ts';
import { findHolders, setHeldAside } from './holder-records.ts';
import { hasBegun } from './holders.ts';
import { mayCall } from './pace.ts';
import type { Places } from './places.ts';
import type { Rests } from './rests.ts';

export interface ClaimDeps {
  readonly store: Store;
  readonly random: Random;
  /** This process, unlike any other that ever ran. */
  readonly owner: string;
  readonly leaseMs: number;
  readonly rests: Pick<Rests, 'leftMs'>;
}

export interface ClaimOf {
  readonly name: DirectoryName;
  readonly pace: Pace;
  readonly places?: Pick<Places, 'notUnderWay' | 'spaced'>;
  /** It may have to wait until a call of this process ends before it leaves. */
  readonly follows?: boolean;
}

export type Claim =
  /** Ours until the lease ends. For a call, token and attempt are durably stored: it may leave now. */
  | { readonly kind: 'claimed'; readonly batch: Batch; readonly purpose: 'call' | 'read-back' }
  | { readonly kind: 'wait'; readonly until: number }
  | { readonly kind: 'full' }
  /** It must wait until another request is through with somebody in it; its request's batches like that are set aside. */
  | { readonly kind: 'held' }
  /** The batch is no longer due: somebody else has it, or its request was stopped or paused. */
  | { readonly kind: 'gone' };

/**
 * Takes one batch for this process: pace, turn, who must wait for whom, lease, fence, attempt and audit line in one
 * transaction that is durable before anything leaves. Of several processes that try, one succeeds.
 */
export async function claimBatch(
  deps: ClaimDeps,
  { follows = false, places, ...directory }: ClaimOf,
  due: Batch,
  now: number,
): Promise<Claim> {
  return deps.store.write(async (tx): Promise<Claim> => {
    const shared = await holdDirectory(tx, directory.name);
    const batch = await loadBatch(tx, due.id);
    const request = await loadRequest(tx, due.requestId);
    if (!batch || !request || batch.fence !== due.fence || batch.state !== due.state) return { kind: 'gone' };
    const purpose = batch.state === 'ready' ? 'call' : 'read-back';
    if (purpose === 'call' && (await isFrozen(tx))) return { kind: 'gone' };
    const runs = request.state.kind === 'approved' || request.state.kind === 'running';
    if (isTooLateToStart(request.state, now)) return { kind: 'gone' };
    if (!runs && !(purpose === 'read-back' && request.state.kind === 'stopping')) return { kind: 'gone' };

    const underWay = await countInFlight(tx, directory.name, places?.notUnderWay() ?? []);
    if (follows && (underWay > directory.pace.inFlight || request.state.kind !== 'running')) return { kind: 'full' };
    const spaced = places?.spaced(directory.pace, shared.pace) ?? shared.pace;
    const pace = mayCall(directory.pace, spaced, {
      now,
      restLeftMs: deps.rests.leftMs(directory.name, shared.pace),
      inFlight: follows ? 0 : underWay,
      follows,
    });
    if (pace.kind !== 'go') return pace;
    const turns = shared.turns + 1;
    if (purpose === 'call' && !hasBegun(batch)) {
      const holders = await findHolders(tx, request, batch.members);
      if (holders.has(batch.id)) {
        await setHeldAside(tx, request, now);
        // Its turn is over, or those it waits for might never have theirs.
        await passTurn(tx, directory.name, turns);
        await saveTurnOf(tx, request.id, turns);
        return { kind: 'held' };
      }
    }
    await saveTurn(tx, directory.name, { pace: pace.next, limitedBy: pace.limitedBy, turns });

    const claimed: Batch = {
      ...batch,
      state: purpose === 'call' ? 'calling' : 'reading',
      fence: batch.fence + 1,
      attempts: batch.attempts + (purpose === 'call' ? 1 : 0),
      readBacks: batch.readBacks + (purpose === 'call' ? 0 : 1),
    };
    if (!(await saveClaimed(tx, batch, claimed, { owner: deps.owner, until: now + deps.leaseMs })))
      return { kind: 'gone' };
    await saveTurnOf(tx, request.id, turns);
    if (purpose === 'call') {
      await beginAttempt(tx, claimed, now);
      await appendEvent(
        tx,
        {
          at: now,
          requestId: request.id,
          actor: 'muster',
          kind: 'call.intended',
          data: { batch: batch.id, attempt: claimed.fence, token: batch.token, people: batch.members.length },
        },
        deps.random,
      );
      if (request.state.kind === 'approved') {
        await moveRequest(tx, request, { kind: 'started', at: now }, { actor: 'muster', random: deps.random });
      }
    }
    return { kind: 'claimed', batch: claimed, purpose };
  });
}
