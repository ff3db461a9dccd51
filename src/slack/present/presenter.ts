import type { RequestId } from '../../ids.ts';
import { type Lease, type LeaseWatch, watchLeases } from '../../runtime/lease-watch.ts';
import { planPosts } from './plan-posts.ts';
import { type Claim, ClaimLost, claim, dropClaims, isTime, loadBehind, loadPosts, release } from './post-records.ts';
import { createPostSteps, leaseOf, type PostStepsDeps, RETRY_FIRST_MS } from './post-steps.ts';
import type { LoadView } from './records.ts';
import { PostsUnderWay } from './under-way.ts';

/** Posts made for one request before others get their turn. */
const STEPS_AT_ONCE = 25;
const REQUESTS_AT_ONCE = 20;
/** A post that waits for longer must not keep a newer state of its request from being shown. */
const LOOK_AGAIN_MS = 2_000;

export interface PresenterDeps extends PostStepsDeps {
  readonly loadView: LoadView;
}

export interface Presenter {
  /** Called once at start: takes up what a killed process had begun. */
  takeOver(): Promise<void>;
  /** One round over the requests that are behind. Answers milliseconds until there may be more to do. */
  step(signal: AbortSignal): Promise<number>;
}

/**
 * Makes Slack show what the store holds: every post once, none lost, whenever the process dies. A post whose row says
 * `sending` is looked up in Slack before anything is posted again.
 */
export function createPresenter(deps: PresenterDeps): Presenter {
  const { store, clock, log } = deps;
  const carryOut = createPostSteps(deps);
  const leaseMs = leaseOf(deps);
  const postsUnderWay = new PostsUnderWay(clock);
  let claims: LeaseWatch<RequestId> = new Map();

  /** Answers whether it was ours to the end. */
  const presentClaimed = async (held: Claim, signal: AbortSignal): Promise<boolean> => {
    for (let steps = 0; steps < STEPS_AT_ONCE && !signal.aborted; steps += 1) {
      const view = await deps.loadView(store.db, held.id);
      if (!view) return false;
      const rows = await loadPosts(store.db, held.id);
      const moment = { now: clock.now(), underWay: postsUnderWay.look(held.id, rows) };
      const step = planPosts(view, rows, moment, deps.noticesChannel != null);
      if (step.kind === 'done') return release(store, held, { shown: view.request.version, notBefore: 0 });
      const pause = step.kind === 'wait' ? step : await carryOut({ claim: held, view, rows }, step);
      if (pause !== null) {
        return release(store, held, { notBefore: Math.min(pause.until, clock.now() + LOOK_AGAIN_MS) });
      }
    }
    return release(store, held, { notBefore: 0 });
  };

  const present = async (id: RequestId, over: Lease<RequestId> | null, signal: AbortSignal): Promise<boolean> => {
    const held = await claim(store, id, { now: clock.now(), leaseMs, over });
    if (held === null) return false;
    try {
      return await presentClaimed(held, signal);
    } catch (error) {
      if (error instanceof ClaimLost) return false;
      log.error({ err: error, requestId: id }, 'A request could not be shown; it will be tried again');
      return release(store, held, { notBefore: clock.now() + RETRY_FIRST_MS });
    }
  };

  return {
    takeOver: async () => {
      if (store.dialect === 'sqlite') await dropClaims(store);
    },
    step: async (signal) => {
      const behind = await loadBehind(store.db);
      const now = clock.now();
      const seenAt = clock.elapsed();
      const leases = behind.flatMap(({ lease }) => lease ?? []);
      const { watch, ended, endsInMs } = watchLeases(claims, leases, seenAt, leaseMs);
      claims = watch;
      const free = behind.filter(({ lease }) => lease === null);
      const due = free.filter(({ notBefore }) => isTime(notBefore, now)).map(({ id }) => ({ id, over: null }));
      const taken = [...ended.map((over) => ({ id: over.of, over })), ...due.slice(0, REQUESTS_AT_ONCE)];
      let presented = false;
      for (const { id, over } of taken) {
        if (signal.aborted) break;
        if (await present(id, over, signal)) presented = true;
      }
      // What is behind by now, and until when, is in the store.
      if (presented) return 0;
      const later = free.flatMap(({ notBefore }) =>
        notBefore === null || isTime(notBefore, now) ? [] : notBefore - now,
      );
      return Math.min(endsInMs, ...later);
    },
  };
}
