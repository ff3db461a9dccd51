import { type Directories, findOperation, type ManagedDirectory } from '../directories/managed.ts';
import type { Operation } from '../directories/operation.ts';
import type { People } from '../people/person.ts';
import type { Bells } from '../requests/deps.ts';
import { loadRequest } from '../requests/request-records.ts';
import type { RightsCheck } from '../requests/rights.ts';
import type { SteadyClock } from '../runtime/clock.ts';
import { type Loop, startLoop } from '../runtime/loop.ts';
import { type Random, uuidV7 } from '../runtime/random.ts';
import { isFrozen } from '../safeguards/freeze-records.ts';
import { ChangedMeanwhile, type Store } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import type { Batch } from './batch.ts';
import { countInFlight } from './batch-records.ts';
import { createCarryOut } from './carry-out.ts';
import { createChecks } from './checks.ts';
import { claimBatch } from './claim.ts';
import { lookAtPace } from './directory-records.ts';
import { findDueBatch, nextDueAt } from './due-batch.ts';
import { createHalt } from './halt.ts';
import type { Observer } from './observer.ts';
import { mayCall } from './pace.ts';
import { loadPayload } from './payload.ts';
import { ASKED_WITHIN_MS, Places } from './places.ts';
import { PutOff } from './put-off.ts';
import { createRecovery } from './recover.ts';
import { Rests } from './rests.ts';
import { Waits } from './waits.ts';

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

type Turn = { readonly kind: 'now'; readonly follows: boolean } | { readonly kind: 'wait'; readonly forMs: number };

/** Longer than the longest call (its total timeout is a minute), and renewed while one is under way. */
const USUAL_LEASE_MS = 120_000;
/** How long a batch is left alone after something of ours broke on it. */
const SET_ASIDE_MS = 5_000;
/** The longest a loop sleeps; other processes' work is found within this even without a ring. */
const LOOK_EVERY_MS = 1_000;
/** Below the longest pause, so that every look of an idle loop sees it all. */
const LOOK_AROUND_EVERY_MS = 500;

/** Only what is new and can be read back: should the process die before it leaves, it is a doubt for nothing. */
const couldFollow = ({ state, fence, doubt }: Batch, { traits }: Operation): boolean =>
  state === 'ready' && fence === 0 && doubt === 'none' && traits.canBeReadBack && traits.whenInDoubt !== 'never';

/**
 * Moves approved requests towards their end: claims due batches, calls the directory, writes what came of it, and reads
 * back what is in doubt. Everything it knows is in the store, so a restart is the same loop finding the same rows.
 */
export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { store, clock, random, log, directories, changed } = deps;
  const rests = new Rests(clock);
  const owner = uuidV7(clock.now(), random);
  const claims = { store, random, owner, leaseMs: deps.leaseMs ?? USUAL_LEASE_MS, rests };
  const recover = createRecovery({ ...deps, leaseMs: claims.leaseMs });
  const halt = createHalt(deps);
  const putOff = new PutOff(clock);
  const waits = new Waits(clock, () => random.fraction());
  const checks = createChecks({ ...deps, putOff });
  const carryOut = createCarryOut({ ...deps, owner, leaseMs: claims.leaseMs, rests, waits });
  const inFlight = new Set<Promise<void>>();
  const placesOf = new Map([...directories.all.keys()].map((name) => [name, new Places(clock)]));
  const stopping = new AbortController();
  let loop: Loop | null = null;
  /** By the steady clock. */
  let lookedAt = Number.NEGATIVE_INFINITY;

  /**
   * May a call or a look leave, or be made ready to follow one that is under way? Until then nothing needs to be looked for.
   */
  const turnOf = async ({ directory: { name }, pace }: ManagedDirectory, places: Places): Promise<Turn> => {
    const { underWay: own } = places;
    const isFull = own >= pace.inFlight;
    // Most steps end here while calls are under way, and ask nobody.
    if (isFull && !places.mayFollow()) return { kind: 'wait', forMs: LOOK_EVERY_MS };
    const [underWay, stored] = await Promise.all([
      isFull ? own : countInFlight(store.db, name, places.notUnderWay()),
      lookAtPace(store.db, name),
    ]);
    if (places.hasFollower) {
      if (underWay < pace.inFlight) places.letFollow();
      return { kind: 'wait', forMs: underWay < pace.inFlight ? 0 : LOOK_EVERY_MS };
    }
    const follows = underWay >= pace.inFlight;
    if (follows && !places.mayFollow()) return { kind: 'wait', forMs: LOOK_EVERY_MS };
    const now = clock.now();
    const state = places.spaced(pace, stored);
    const restLeftMs = rests.leftMs(name, stored);
    const answer = mayCall(pace, state, { now, restLeftMs, inFlight: follows ? 0 : underWay, follows });
    return answer.kind === 'wait' ? { kind: 'wait', forMs: answer.until - now } : { kind: 'now', follows };
  };

  /** Moves one due batch on. Answers how long to wait before the next one is looked for; null: not at all. */
  const take = async (
    due: Batch,
    managed: ManagedDirectory,
    places: Places,
    follows: boolean,
  ): Promise<number | null> => {
    const found = findOperation(directories, due.directory, due.operation);
    // Approved since `holdUnserved` looked; the next step pauses it.
    if (!found) return LOOK_EVERY_MS;
    if (follows && !couldFollow(due, found.operation)) return LOOK_EVERY_MS;
    const askedAt = clock.elapsed();
    const { ends } = places;
    const payload = await loadPayload(store.db, due);
    if (payload === null && due.state === 'ready') return checks.holdAltered(due);
    const request = payload?.request ?? (await loadRequest(store.db, due.requestId));
    if (follows && request?.state.kind !== 'running') return LOOK_EVERY_MS;
    if (!request || (await checks.tooLateToStart(request))) return null;
    if (!(await checks.rightsHold(due, request))) return null;
    if (due.state === 'ready' && payload !== null) {
      for (const holds of checks.beforeCall) if (!(await holds(due, managed, found.operation, payload))) return null;
      // Looks may take a minute where the directory answers late.
      const stale = clock.elapsed() - askedAt > ASKED_WITHIN_MS;
      if (stale && !(await checks.rightsHold(due, request))) return null;
    }
    if (stopping.signal.aborted) return LOOK_EVERY_MS;
    const now = clock.now();
    const claimedAt = clock.elapsed();
    // A call that ended meanwhile has left its place.
    const isBehind = follows && places.ends === ends;
    const directory = { name: managed.directory.name, pace: managed.pace, places, follows: isBehind };
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
        const { id } = claim.batch;
        waits.forget(id);
        const leavesBefore = Math.min(askedAt + ASKED_WITHIN_MS, claimedAt + claims.leaseMs / 2);
        const place = isBehind ? places.follow(id, ends, leavesBefore) : places.take(id);
        const held = { batch: claim.batch, endsAt: claimedAt + claims.leaseMs };
        const work = carryOut({ held, place, purpose: claim.purpose, managed, operation: found.operation, payload });
        inFlight.add(work);
        work.finally(() => {
          inFlight.delete(work);
          places.forget(id);
        });
        changed.present.ring();
        return null;
      }
    }
  };

  /** A batch that broke on its way waits a little, so that others of its directory get their turn. */
  const setAside = async (due: Batch, error: unknown): Promise<null> => {
    waits.start(due, SET_ASIDE_MS);
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
    const places = placesOf.get(managed.directory.name) ?? new Places(clock);
    while (!stopping.signal.aborted) {
      const turn = await turnOf(managed, places);
      if (turn.kind === 'wait') {
        if (turn.forMs > 0) return turn.forMs;
        continue;
      }
      const frozen = deps.frozenOutside?.() === true || (await isFrozen(store.db));
      const except = { frozen, putOff: putOff.now(), waiting: waits.now() };
      const due = await findDueBatch(store.db, managed.directory.name, clock.now(), except);
      if (!due) return Math.min(LOOK_EVERY_MS, putOff.leftMs(), waits.leftMs(), await untilDueMs());
      if (!waits.isOver(due)) continue;
      const waitMs = await take(due, managed, places, turn.follows).catch((error: unknown) => setAside(due, error));
      if (waitMs !== null) return waitMs;
    }
    return LOOK_EVERY_MS;
  };

  /** What is due by now and was not found waits for something else. */
  const untilDueMs = async (): Promise<number> => {
    const dueAt = await nextDueAt(store.db);
    const leftMs = dueAt === null ? LOOK_EVERY_MS : dueAt - clock.now();
    return leftMs > 0 ? leftMs : LOOK_EVERY_MS;
  };

  /** Sees what others hold and were told. Leases and rests last for seconds, and steps come many times in one. */
  const lookAround = async (): Promise<void> => {
    const now = clock.elapsed();
    if (now - lookedAt < LOOK_AROUND_EVERY_MS) return;
    await Promise.all([recover(false), rests.look(store.db)]);
    lookedAt = now;
  };

  const step = async (): Promise<number> => {
    const [live] = await Promise.all([halt(), lookAround()]);
    const served = [...directories.all.values()].filter(({ directory }) => live.has(directory.name));
    const pauses = await Promise.all(served.map(serve));
    return Math.max(1, Math.min(LOOK_EVERY_MS, ...pauses));
  };

  return {
    start: async () => {
      await rests.look(store.db);
      await recover(deps.alone);
      loop = startLoop({ name: 'dispatch', step, bell: changed.dispatch, clock, log, atMostMs: LOOK_EVERY_MS });
    },
    stop: async () => {
      stopping.abort();
      for (const places of placesOf.values()) places.dismiss();
      changed.dispatch.ring();
      await loop?.stop();
      // What was claimed meanwhile.
      for (const places of placesOf.values()) places.dismiss();
      await Promise.all(inFlight);
    },
  };
}
