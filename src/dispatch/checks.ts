import type { ManagedDirectory } from '../directories/managed.ts';
import type { Operation } from '../directories/operation.ts';
import type { AccountId } from '../ids.ts';
import { type People, PeopleUnavailable } from '../people/person.ts';
import type { Bells } from '../requests/deps.ts';
import { expire } from '../requests/expire.ts';
import { isTooLateToStart } from '../requests/life.ts';
import type { Request } from '../requests/request.ts';
import { loadDecisions, touchRequest } from '../requests/request-records.ts';
import type { RightsCheck } from '../requests/rights.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Random } from '../runtime/random.ts';
import { loadGuard, saveGuard } from '../safeguards/guard-records.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import type { Batch } from './batch.ts';
import { createBeforeBatch } from './before-batch.ts';
import { LOOK_WITHIN_MS, look } from './look.ts';
import { loadDetails, type Payload } from './payload.ts';
import { proveStage } from './prove-stage.ts';
import type { PutOff } from './put-off.ts';
import { repeatStage } from './repeat-stage.ts';
import { leaveOut, pauseRequest } from './settle-batch.ts';
import { watchAdmins } from './watch-admins.ts';

export interface CheckDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly rights: RightsCheck;
  readonly people: Pick<People, 'person'>;
  readonly changed: Bells;
  readonly putOff: Pick<PutOff, 'add'>;
}

/** How long a request waits when Slack cannot be asked about rights. */
const RIGHTS_RETRY_MS = 5_000;
/** Between looks at what came of the first people of a request. */
const STAGE_AGAIN_MS = 10_000;

const ALTERED =
  'What is stored of this request is no longer what was approved, so nobody further is changed. Stop it, and tell whoever runs Muster.';

/**
 * What is asked of a batch right before it is claimed. Each check that says no has already written what follows from it: the
 * request waits, pauses, shrinks or expires, and its card says why.
 */
export function createChecks(deps: CheckDeps) {
  const { store, clock, log, changed } = deps;
  const beforeBatch = createBeforeBatch(deps);

  /** Law 4: what is stored of a batch is no longer what was approved, so nothing further of its request is sent. */
  const holdAltered = async (batch: Batch): Promise<null> => {
    log.error({ requestId: batch.requestId, batch: batch.id }, 'What is stored of a batch is not what was approved');
    await store.write((tx) => pauseRequest(tx, deps, batch.requestId, ALTERED, clock.now()));
    changed.present.ring();
    return null;
  };

  /** Answers whether the request was approved too long ago to start now; it has expired then. */
  const tooLateToStart = async (request: Request): Promise<boolean> => {
    if (!isTooLateToStart(request.state, clock.now())) return false;
    await expire(deps, request.id);
    log.warn({ requestId: request.id }, 'An approved request expired because it did not start in time');
    changed.present.ring();
    return true;
  };

  /** Law 5: rights are checked at every batch. Answers whether this batch may go on now. */
  const rightsHold = async (batch: Batch, request: Request): Promise<boolean> => {
    if (batch.state === 'settling') return true;
    try {
      const rights = await deps.rights.stillHolds(request, await loadDecisions(store.db, request.id));
      if (rights.kind === 'allowed') return true;
      log.warn({ requestId: request.id }, 'A request was paused because rights were lost');
      const reason = `${rights.reason} Nobody further is changed. An approver can resume once that is put right, or stop the request.`;
      await store.write((tx) => pauseRequest(tx, deps, request.id, reason, clock.now()));
    } catch (error) {
      if (!(error instanceof PeopleUnavailable)) throw error;
      log.warn({ err: error, requestId: request.id }, 'Rights could not be checked before a batch');
      const problem = 'Slack could not be asked whether requester and approvers still have their rights; trying again.';
      await postpone(batch, RIGHTS_RETRY_MS, problem);
    }
    changed.present.ring();
    return false;
  };

  /** The safeguards right before a call. Answers whether this batch may go on now. */
  const stillFits = async (
    batch: Batch,
    managed: ManagedDirectory,
    operation: Operation,
    payload: Payload,
  ): Promise<boolean> => {
    const checked = await beforeBatch(batch, managed, operation, payload);
    if (checked.kind === 'go') return true;
    if (checked.kind === 'wait') await postpone(batch, checked.waitMs, checked.problem);
    else {
      const { spared } = checked;
      await store.write((tx) => leaveOut(tx, deps, batch, spared, clock.now()));
      const about = { requestId: batch.requestId, batch: batch.id, people: spared.size };
      log.warn(about, 'Accounts that became protected or changed are left out');
    }
    changed.present.ring();
    return false;
  };

  const adminsHold = async (
    batch: Batch,
    managed: ManagedDirectory,
    operation: Operation,
    { request }: Payload,
  ): Promise<boolean> => {
    const watched = await watchAdmins(store, managed, operation, request, AbortSignal.timeout(LOOK_WITHIN_MS));
    if (watched.kind === 'hold') return true;
    if (watched.kind === 'unread') await postpone(batch, STAGE_AGAIN_MS, watched.problem);
    else {
      await store.write(async (tx) => {
        await watched.note(tx);
        await pauseRequest(tx, deps, request.id, watched.reason, clock.now());
      });
      log.warn({ requestId: request.id }, 'A request was paused because the number of administrators changed');
    }
    changed.present.ring();
    return false;
  };

  /**
   * After the first person, and after the next five: did it work, and does the directory show it? Where nobody of a stage
   * was sent, others take their place.
   */
  const stageHolds = async (
    batch: Batch,
    managed: ManagedDirectory,
    operation: Operation,
    payload: Payload,
  ): Promise<boolean> => {
    const lookAt = async (members: readonly AccountId[]) => {
      const details = await loadDetails(store.db, { requestId: batch.requestId, members });
      return (await look(managed, operation, members, { ...payload, details })).shows;
    };
    const proof = await proveStage(store.db, batch, operation, lookAt);
    if (proof.kind === 'known') return true;
    if (proof.kind === 'unread') await postpone(batch, STAGE_AGAIN_MS, proof.problem);
    else if (proof.kind === 'look-again') {
      await store.write(async (tx) => {
        const { looks } = await loadGuard(tx, batch.requestId);
        await saveGuard(tx, batch.requestId, { looks: looks + 1 });
      });
      await postpone(
        batch,
        STAGE_AGAIN_MS,
        'The directory does not show the change of the first people yet; looking again.',
      );
    } else if (proof.kind === 'nobody-sent') {
      // Who of this batch would be left out as well is found out for all of it at once, not for one after the other.
      if (!(await stillFits(batch, managed, operation, payload))) return false;
      await store.write((tx) => repeatStage(tx, deps, batch, proof.stage, payload, clock.now()));
      log.info({ requestId: batch.requestId, stage: proof.stage }, 'A stage sent nobody and is repeated with others');
    } else {
      await store.write(async (tx) => {
        // Whoever resumes has been told: it is not asked about again.
        await saveGuard(tx, batch.requestId, { stagesProven: proof.stage + 1, looks: 0 });
        if (proof.kind === 'pause') await pauseRequest(tx, deps, batch.requestId, proof.reason, clock.now());
      });
      if (proof.kind === 'proven') return stageHolds(batch, managed, operation, payload);
      log.warn({ requestId: batch.requestId, stage: proof.stage }, 'A request was paused after its first people');
    }
    changed.present.ring();
    return false;
  };

  /** Lets a request's unsent batches wait, and says why. */
  const postpone = async ({ id, requestId: request }: Batch, waitMs: number, problem: string): Promise<void> => {
    const now = clock.now();
    deps.putOff.add(request, waitMs);
    await store.write(async (tx) => {
      await tx
        .updateTable('batches')
        .set({ not_before: now + waitMs, problem })
        .where('request_id', '=', request)
        .where('state', '=', 'ready')
        .where((eb) => eb.or([eb('not_before', '<', now + waitMs), eb('id', '=', id)]))
        .execute();
      await touchRequest(tx, request, now);
    });
  };

  return { holdAltered, tooLateToStart, rightsHold, beforeCall: [stageHolds, adminsHold, stillFits] as const };
}
