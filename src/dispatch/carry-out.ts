import { DirectoryUnavailable } from '../directories/directory.ts';
import type { ManagedDirectory } from '../directories/managed.ts';
import type { CallResult, Operation } from '../directories/operation.ts';
import type { Bells } from '../requests/deps.ts';
import { loadRequest } from '../requests/request-records.ts';
import type { Random } from '../runtime/random.ts';
import type { Batch } from './batch.ts';
import { lastRefusal, mayStillLeave } from './batch-records.ts';
import { cleanResult } from './clean-result.ts';
import { type Held, type LeaseDeps, underLease } from './lease.ts';
import { look, NOTHING_SEEN } from './look.ts';
import { openMembers } from './member-records.ts';
import type { Observer } from './observer.ts';
import type { Payload } from './payload.ts';
import type { Place } from './places.ts';
import { afterReadBack, wasRejected } from './read-back-verdict.ts';
import type { Rests } from './rests.ts';
import { applyVerdict, completeAttempt, withdrawClaim } from './settle-batch.ts';
import type { Seen } from './told.ts';
import { afterCall, type Verdict } from './verdict.ts';
import type { Waits } from './waits.ts';

export interface CarryOutDeps extends LeaseDeps {
  readonly random: Random;
  readonly changed: Bells;
  /** Told of every call and every outcome, for metrics. */
  readonly observe?: Observer;
  readonly frozenOutside?: () => boolean;
  readonly rests: Pick<Rests, 'leftMs'>;
  readonly waits: Pick<Waits, 'start'>;
}

/** Does what a batch was claimed for, under its lease, and writes what came of it. */
export type CarryOut = (task: Task) => Promise<void>;

export interface Task {
  readonly held: Held;
  readonly place: Place;
  readonly purpose: 'call' | 'read-back';
  readonly managed: ManagedDirectory;
  readonly operation: Operation;
  readonly payload: Payload | null;
}

export function createCarryOut(deps: CarryOutDeps): CarryOut {
  const { store, clock, random, log, changed } = deps;

  /** What became of a batch makes nothing fall due, so the clock is left asleep. */
  const ringWorkers = (): void => {
    changed.dispatch.ring();
    changed.present.ring();
  };

  /** Nothing is sent and nothing written: whoever recovers the batch takes it as a doubt. */
  const tooLate = ({ id, requestId, fence }: Batch): void =>
    log.warn({ requestId, batch: id, fence }, 'A lease ended before its work began, and the work was left to others');

  /** Was it claimed before there was room for it, and may it not leave now that there is? */
  const comesTooLate = async ({ batch }: Held, { turn, leavesBefore }: Place): Promise<boolean> => {
    if (turn === null) return false;
    if (!(await turn) || deps.frozenOutside?.() === true) return true;
    return !(await mayStillLeave(store.db, batch, deps)) || clock.elapsed() > leavesBefore;
  };

  const call = async ({ held, place, operation }: Task, { request, details, secrets }: Payload): Promise<void> => {
    const { batch } = held;
    const { token, members } = batch;
    const { choices } = request;
    if (await comesTooLate(held, place)) {
      await store.write((tx) => withdrawClaim(tx, deps, batch, clock.now()));
      log.info({ requestId: batch.requestId, batch: batch.id }, 'A batch that was to follow another one waits again');
      ringWorkers();
      return;
    }
    let leftAt: number | null = null;
    const answer = await underLease(deps, held, (signal) => {
      const answered = operation.apply({ token, members, details, choices, secrets, signal });
      leftAt = place.leave();
      // Another one may line up now.
      if (leftAt !== null) changed.dispatch.ring();
      return answered;
    });
    if (answer === null) return tooLate(batch);
    const result = cleanResult(answer);
    // After any other answer it may be that nothing should follow; what is written tells.
    if (isAllWell(batch, result)) await place.free();
    deps.observe?.call(batch.directory, batch.operation, result.kind);
    log.info(
      {
        requestId: batch.requestId,
        batch: batch.id,
        attempt: batch.fence,
        result: result.kind,
        directoryRequestId: result.kind === 'not-sent' ? null : result.requestId,
      },
      'A batch was called',
    );
    if (result.kind === 'answered' && result.foreign.length > 0) {
      log.error(
        { requestId: batch.requestId, batch: batch.id, foreign: result.foreign.length },
        'The answer names accounts that were not asked for',
      );
    }
    await settle(batch, { result, leftAt }, (open, now) =>
      afterCall({ batch, open, traits: operation.traits, result, now, fraction: random.fraction() }),
    );
  };

  /** Without its payload nobody knows what to look for, so nothing is looked at. */
  const readBack = async (
    held: Held,
    managed: ManagedDirectory,
    operation: Operation,
    payload: Payload | null,
  ): Promise<void> => {
    const { batch } = held;
    const open = await openMembers(store.db, batch);
    const looked = await underLease(deps, held, () => {
      const seen =
        operation.traits.canBeReadBack && payload !== null
          ? look(managed, operation, open, payload)
          : Promise.resolve(NOTHING_SEEN);
      return seen.catch((error: unknown) => {
        // Whatever went wrong, nothing was read; a fault of ours must not make the batch be looked at for ever.
        const about = { err: error, requestId: batch.requestId, batch: batch.id };
        if (error instanceof DirectoryUnavailable) log.warn(about, 'A batch in doubt could not be read back');
        else log.error(about, 'Reading back a batch in doubt broke');
        return NOTHING_SEEN;
      });
    });
    if (looked === null) return tooLate(batch);
    const { shows, accounts } = looked;
    const refusal = wasRejected(batch) ? await lastRefusal(store.db, batch.id) : null;
    await settle(
      batch,
      null,
      (stillOpen, now, maySend) =>
        afterReadBack({
          batch,
          open: stillOpen,
          operation,
          seen: shows,
          refusal,
          now,
          fraction: random.fraction(),
          maySend,
        }),
      accounts,
    );
  };

  const settle = async (
    batch: Batch,
    call: { readonly result: CallResult; readonly leftAt: number | null } | null,
    judge: (open: Awaited<ReturnType<typeof openMembers>>, now: number, maySend: boolean) => Verdict,
    seen: Seen = null,
  ): Promise<void> => {
    const verdict = await store.write(async (tx) => {
      const now = clock.now();
      if (call) await completeAttempt(tx, deps, batch, call.result, now, call.leftAt);
      const open = await openMembers(tx, batch);
      // An answer is judged by itself; only after a look something may have to be sent again.
      const maySend = call === null && (await loadRequest(tx, batch.requestId))?.state.kind === 'running';
      const judged = judge(open, now, maySend);
      return (await applyVerdict(tx, deps, batch, judged, now, seen)) ? { ...judged, now } : null;
    });
    if (verdict) {
      const { next, now } = verdict;
      if (next.kind === 'call-again' || next.kind === 'read-back') deps.waits.start(batch, next.at - now);
      deps.observe?.outcomes(verdict);
    } else
      log.warn(
        { requestId: batch.requestId, batch: batch.id, fence: batch.fence },
        'A result came after its lease was lost and was not written',
      );
    ringWorkers();
  };

  const run = async (task: Task): Promise<void> => {
    const { held, place, purpose, managed, operation, payload } = task;
    const { batch } = held;
    try {
      if (purpose === 'read-back') await readBack(held, managed, operation, payload);
      else if (payload !== null) await call(task, payload);
    } catch (error) {
      // The lease ends by itself and the batch is then recovered as a doubt; nothing is guessed here.
      log.error(
        { err: error, requestId: batch.requestId, batch: batch.id },
        'A batch could not be settled and will be recovered',
      );
    } finally {
      void place.free();
    }
  };

  return run;
}

/** Did everybody who was sent succeed? */
function isAllWell({ members }: Batch, result: CallResult): boolean {
  if (result.kind !== 'answered' || result.foreign.length > 0) return false;
  return members.every((id) => result.items.get(id)?.kind === 'succeeded');
}
