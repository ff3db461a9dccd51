import { appendEvent } from '../audit/event.ts';
import type { Account } from '../directories/account.ts';
import { type Directory, DirectoryUnavailable } from '../directories/directory.ts';
import { type Directories, findOperation, type ManagedDirectory } from '../directories/managed.ts';
import type { CallResult, Operation, ReadBack } from '../directories/operation.ts';
import { type AccountId, requestId } from '../ids.ts';
import { type People, PeopleUnavailable } from '../people/person.ts';
import { type Bells, ringAll } from '../requests/deps.ts';
import { expire } from '../requests/expire.ts';
import { isTooLateToStart } from '../requests/life.ts';
import type { Request } from '../requests/request.ts';
import { loadDecisions, loadRequest, touchRequest } from '../requests/request-records.ts';
import type { RightsCheck } from '../requests/rights.ts';
import type { SteadyClock } from '../runtime/clock.ts';
import { type Loop, startLoop } from '../runtime/loop.ts';
import { type Random, uuidV7 } from '../runtime/random.ts';
import { isFrozen } from '../safeguards/freeze-records.ts';
import { loadGuard, saveGuard } from '../safeguards/guard-records.ts';
import { ChangedMeanwhile, type Store } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import type { Batch } from './batch.ts';
import {
  changeBatch,
  countInFlight,
  findDueBatch,
  findLeases,
  findLive,
  hasDoubts,
  lastRefusal,
  loadHeld,
  nextDueAt,
  openMembers,
} from './batch-records.ts';
import { createBeforeBatch } from './before-batch.ts';
import { claimBatch } from './claim.ts';
import { cleanResult } from './clean-result.ts';
import { lookAtPace } from './directory-records.ts';
import { type Held, underLease } from './lease.ts';
import { NOTHING_WATCHED, watchLeases } from './lease-watch.ts';
import type { Observer } from './observer.ts';
import { mayCall } from './pace.ts';
import { loadDetails, loadPayload, type Payload } from './payload.ts';
import { proveStage } from './prove-stage.ts';
import { afterReadBack } from './read-back-verdict.ts';
import { applyVerdict, completeAttempt, giveUpDoubts, leaveOut, pauseRequest, sweepStopped } from './settle-batch.ts';
import type { Seen } from './told.ts';
import { afterCall, type Verdict } from './verdict.ts';
import { watchAdmins } from './watch-admins.ts';

export interface DispatcherDeps {
  readonly store: Store;
  readonly clock: SteadyClock;
  readonly random: Random;
  readonly log: Log;
  readonly directories: Directories;
  readonly rights: RightsCheck;
  readonly people: Pick<People, 'person'>;
  readonly changed: Bells;
  /** True where no other process can be using the store (SQLite): then what a dead process held is free at once. */
  readonly alone: boolean;
  /** Is there a file or variable, where this process runs, that forbids every call? */
  readonly frozenOutside?: () => boolean;
  /** How long a claim holds without being renewed, in milliseconds; shorter only where a test waits for it to end. */
  readonly leaseMs?: number;
  /** Told of every call and every outcome, for metrics. */
  readonly observe?: Observer;
}

export interface Dispatcher {
  start(): Promise<void>;
  /** Makes no new call and resolves when those in flight are settled. */
  stop(): Promise<void>;
}

/** What a look showed of each person; the accounts, where it was they that were read. */
interface Looked {
  readonly shows: ReadonlyMap<AccountId, ReadBack>;
  readonly accounts: Seen;
}

const NOTHING_SEEN: Looked = { shows: new Map(), accounts: null };

/** Newcomers have no id to be read by: whoever has their e-mail now is looked for. */
async function readNewcomers(
  directory: Pick<Directory, 'find'>,
  ids: readonly AccountId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<AccountId, Account | null>> {
  const found = await directory.find({ lookups: ids.map((email) => ({ by: 'email', email })), fresh: true, signal });
  return new Map(ids.map((id, index) => [id, found[index]?.[0] ?? null]));
}

/** Longer than the longest call (its total timeout is a minute), and renewed while one is under way. */
const USUAL_LEASE_MS = 120_000;
/** The longest look at the directory. */
const LOOK_WITHIN_MS = 120_000;
/** How long a request waits when Slack cannot be asked about rights. */
const RIGHTS_RETRY_MS = 5_000;
/** Between looks at what came of the first people of a request. */
const STAGE_AGAIN_MS = 10_000;
/** How long a batch is left alone after something of ours broke on it. */
const SET_ASIDE_MS = 5_000;
/** The longest a loop sleeps; other processes' work is found within this even without a ring. */
const LOOK_EVERY_MS = 1_000;

const ALTERED =
  'What is stored of this request is no longer what was approved, so nobody further is changed. Stop it, and tell whoever runs Muster.';

/**
 * Moves approved requests towards their end: claims due batches, calls the directory, writes what came of it, and reads
 * back what is in doubt. Everything it knows is in the store, so a restart is the same loop finding the same rows.
 */
export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { store, clock, random, log, directories, changed } = deps;
  const claims = { store, random, owner: uuidV7(clock.now(), random), leaseMs: deps.leaseMs ?? USUAL_LEASE_MS };
  const leases = { ...claims, clock, log };
  const beforeBatch = createBeforeBatch(deps);
  const inFlight = new Set<Promise<void>>();
  const stopping = new AbortController();
  let loop: Loop | null = null;
  let watch = NOTHING_WATCHED;

  /** What a dead process left behind: a call that may have been made is a doubt, never a fresh start. */
  const recover = async (everyone: boolean): Promise<void> => {
    const leases = await findLeases(store.db);
    const seen = watchLeases(watch, leases, clock.elapsed(), claims.leaseMs);
    watch = seen.watch;
    for (const lease of everyone ? leases : seen.ended) {
      const batch = await store.write(async (tx) => {
        const now = clock.now();
        const held = await loadHeld(tx, lease);
        if (!held) return null;
        const doubt = held.state === 'calling' ? 'lost' : held.doubt;
        const problem = 'Muster was interrupted during a call; reading back who was changed.';
        if (!(await changeBatch(tx, held, { state: 'settling', doubt, notBefore: now, problem }))) return null;
        await tx
          .updateTable('attempts')
          .set({ ended_at: now, result: 'interrupted' })
          .where('batch_id', '=', held.id)
          .where('ended_at', 'is', null)
          .execute();
        const event = { batch: held.id, fence: held.fence, state: held.state };
        await appendEvent(
          tx,
          { at: now, requestId: held.requestId, actor: 'muster', kind: 'batch.recovered', data: event },
          random,
        );
        await touchRequest(tx, held.requestId, now);
        return held;
      });
      if (batch === null) continue;
      log.warn({ requestId: batch.requestId, batch: batch.id }, 'An interrupted batch was recovered');
    }
  };

  const sweep = async (): Promise<void> => {
    const rows = await store.db.selectFrom('requests').select('id').where('state', '=', 'stopping').execute();
    for (const { id } of rows) {
      const unsent = await store.db
        .selectFrom('batches')
        .select(['id', 'state'])
        .where('request_id', '=', id)
        .where('state', 'in', ['ready', 'calling', 'reading', 'settling'])
        .execute();
      if (unsent.length > 0 && unsent.every((batch) => batch.state !== 'ready')) continue;
      await store
        .write((tx) => sweepStopped(tx, deps, { id: requestId(id) }, clock.now()))
        .catch((error: unknown) => log.error({ err: error, requestId: id }, 'A request could not be stopped yet'));
      changed.present.ring();
    }
  };

  /** What the configuration no longer names cannot go on: such a request pauses, or ends when it was asked to stop. */
  const holdUnserved = async (): Promise<void> => {
    for (const { id, directory, operation, stopping } of await findLive(store.db)) {
      if (findOperation(directories, directory, operation)) continue;
      const gone = `“${operation}” is no longer configured for ${directory}.`;
      const now = clock.now();
      if (!stopping) {
        const reason = `${gone} Configure it and resume, or stop the request.`;
        await store.write((tx) => pauseRequest(tx, deps, id, reason, now));
        log.warn({ requestId: id, directory, operation }, 'A request was paused because it is no longer configured');
      } else if (await hasDoubts(store.db, id)) {
        const reason = `A call was sent and no answer told what it did. ${gone} It could not be read back.`;
        await store.write((tx) => giveUpDoubts(tx, deps, id, reason, now));
      } else continue;
      changed.present.ring();
    }
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

  /** After the first person, and after the next five: did it work, and does the directory show it? */
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
    } else {
      await store.write(async (tx) => {
        // Whoever resumes has been told: it is not asked about again.
        await saveGuard(tx, batch.requestId, { stagesProven: batch.stage, looks: 0 });
        if (proof.kind === 'pause') await pauseRequest(tx, deps, batch.requestId, proof.reason, clock.now());
      });
      if (proof.kind === 'proven') return true;
      log.warn({ requestId: batch.requestId, stage: batch.stage }, 'A request was paused after its first people');
    }
    changed.present.ring();
    return false;
  };

  /** Lets a request's unsent batches wait, and says why. */
  const postpone = async ({ id, requestId: request }: Batch, waitMs: number, problem: string): Promise<void> => {
    const now = clock.now();
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

  /** How long until the directory's pace may let a call or a look leave: until then nothing needs to be looked for. */
  const untilPace = async ({ directory: { name }, pace }: ManagedDirectory): Promise<number> => {
    const now = clock.now();
    const answer = mayCall(pace, await lookAtPace(store.db, name), await countInFlight(store.db, name), now);
    if (answer.kind === 'go') return 0;
    return answer.kind === 'wait' ? answer.until - now : LOOK_EVERY_MS;
  };

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

  /** Nothing is sent and nothing written: whoever recovers the batch takes it as a doubt. */
  const tooLate = ({ id, requestId, fence }: Batch): void =>
    log.warn({ requestId, batch: id, fence }, 'A lease ended before its work began, and the work was left to others');

  const call = async (held: Held, operation: Operation, { request, details, secrets }: Payload): Promise<void> => {
    const { batch } = held;
    const { token, members } = batch;
    const { choices } = request;
    const answer = await underLease(leases, held, (signal) =>
      operation.apply({ token, members, details, choices, secrets, signal }),
    );
    if (answer === null) return tooLate(batch);
    const result = cleanResult(answer);
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
    await settle(batch, result, (open, now) =>
      afterCall({ batch, open, traits: operation.traits, result, now, fraction: random.fraction() }),
    );
  };

  /** What the directory shows of the effect. */
  const look = async (
    { directory }: ManagedDirectory,
    operation: Operation,
    members: readonly AccountId[],
    { request: { choices }, details }: Payload,
  ): Promise<Looked> => {
    if (members.length === 0) return NOTHING_SEEN;
    const signal = AbortSignal.timeout(LOOK_WITHIN_MS);
    const shown = (await operation.look?.({ members, details, choices, signal })) ?? null;
    if (shown !== null) return { shows: shown, accounts: null };
    const accounts = operation.welcome
      ? await readNewcomers(directory, members, signal)
      : await directory.read(members, signal);
    const shows = [...accounts].map(([id, account]) => [id, operation.readBack(account, choices)] as const);
    return { shows: new Map(shows), accounts };
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
    const looked = await underLease(leases, held, () => {
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
    const refusal = batch.doubt === 'rejected' ? await lastRefusal(store.db, batch.id) : null;
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
    result: CallResult | null,
    judge: (open: Awaited<ReturnType<typeof openMembers>>, now: number, maySend: boolean) => Verdict,
    seen: Seen = null,
  ): Promise<void> => {
    const verdict = await store.write(async (tx) => {
      const now = clock.now();
      if (result) await completeAttempt(tx, deps, batch, result, now);
      const request = await loadRequest(tx, batch.requestId);
      const judged = judge(await openMembers(tx, batch), now, request?.state.kind === 'running');
      return (await applyVerdict(tx, deps, batch, judged, now, seen)) ? judged : null;
    });
    if (verdict) deps.observe?.outcomes(verdict);
    else
      log.warn(
        { requestId: batch.requestId, batch: batch.id, fence: batch.fence },
        'A result came after its lease was lost and was not written',
      );
    ringAll(changed);
  };

  const run = async (
    held: Held,
    purpose: 'call' | 'read-back',
    managed: ManagedDirectory,
    operation: Operation,
    payload: Payload | null,
  ): Promise<void> => {
    const { batch } = held;
    try {
      if (purpose === 'read-back') await readBack(held, managed, operation, payload);
      else if (payload !== null) await call(held, operation, payload);
    } catch (error) {
      // The lease ends by itself and the batch is then recovered as a doubt; nothing is guessed here.
      log.error(
        { err: error, requestId: batch.requestId, batch: batch.id },
        'A batch could not be settled and will be recovered',
      );
    }
  };

  /** Moves one due batch on. Answers how long to wait before the next one is looked for; null: not at all. */
  const take = async (due: Batch, managed: ManagedDirectory): Promise<number | null> => {
    const found = findOperation(directories, due.directory, due.operation);
    // Approved since `holdUnserved` looked; the next step pauses it.
    if (!found) return LOOK_EVERY_MS;
    const payload = await loadPayload(store.db, due);
    if (payload === null && due.state === 'ready') return holdAltered(due);
    const request = payload?.request ?? (await loadRequest(store.db, due.requestId));
    if (!request || (await tooLateToStart(request))) return null;
    if (!(await rightsHold(due, request))) return null;
    if (due.state === 'ready' && payload !== null) {
      for (const holds of [stageHolds, adminsHold, stillFits])
        if (!(await holds(due, managed, found.operation, payload))) return null;
    }
    if (stopping.signal.aborted) return LOOK_EVERY_MS;
    const now = clock.now();
    const claimedAt = clock.elapsed();
    const directory = { name: managed.directory.name, pace: managed.pace };
    const claim = await claimBatch(claims, directory, due, now).catch((error: unknown) => {
      if (error instanceof ChangedMeanwhile) return { kind: 'gone' } as const;
      throw error;
    });
    switch (claim.kind) {
      case 'wait':
        return claim.until - now;
      case 'full':
        return LOOK_EVERY_MS;
      case 'gone':
        return null;
      case 'held':
        changed.present.ring();
        return null;
      case 'claimed': {
        const work = run(
          { batch: claim.batch, endsAt: claimedAt + claims.leaseMs },
          claim.purpose,
          managed,
          found.operation,
          payload,
        );
        inFlight.add(work);
        work.finally(() => inFlight.delete(work));
        changed.present.ring();
        return null;
      }
    }
  };

  /** A batch that broke on its way waits a little, so that others of its directory get their turn. */
  const setAside = async (due: Batch, error: unknown): Promise<null> => {
    log.error({ err: error, requestId: due.requestId, batch: due.id }, 'A batch could not be taken up; trying again');
    await store.db
      .updateTable('batches')
      .set({ not_before: clock.now() + SET_ASIDE_MS })
      .where('id', '=', due.id)
      .where('fence', '=', due.fence)
      .where('state', '=', due.state)
      .execute();
    return null;
  };

  /** Takes as many due batches of one directory as pace, rights and concurrency allow; answers when to look again. */
  const serve = async (managed: ManagedDirectory): Promise<number> => {
    while (!stopping.signal.aborted) {
      const untilTurnMs = await untilPace(managed);
      if (untilTurnMs > 0) return untilTurnMs;
      const frozen = deps.frozenOutside?.() === true || (await isFrozen(store.db));
      const due = await findDueBatch(store.db, managed.directory.name, clock.now(), frozen);
      if (!due) return LOOK_EVERY_MS;
      const waitMs = await take(due, managed).catch((error: unknown) => setAside(due, error));
      if (waitMs !== null) return waitMs;
    }
    return LOOK_EVERY_MS;
  };

  const step = async (): Promise<number> => {
    await recover(false);
    await sweep();
    await holdUnserved();
    const pauses = await Promise.all([...directories.all.values()].map(serve));
    const dueAt = await nextDueAt(store.db);
    const untilDue = dueAt === null ? LOOK_EVERY_MS : dueAt - clock.now();
    return Math.max(1, Math.min(LOOK_EVERY_MS, ...pauses, untilDue > 0 ? untilDue : LOOK_EVERY_MS));
  };

  return {
    start: async () => {
      await recover(deps.alone);
      loop = startLoop({ name: 'dispatch', step, bell: changed.dispatch, clock, log, atMostMs: LOOK_EVERY_MS });
    },
    stop: async () => {
      stopping.abort();
      changed.dispatch.ring();
      await loop?.stop();
      await Promise.all(inFlight);
    },
  };
}
