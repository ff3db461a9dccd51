import type { RequestId } from '../../ids.ts';
import { type Lease, type LeaseWatch, watchLeases } from '../../runtime/lease-watch.ts';
import { planPosts } from './plan-posts.ts';
import {
  type Claim,
  ClaimLost,
  claim,
  dropClaims,
  loadBehind,
  loadClaims,
  loadPosts,
  nextLookAt,
  release,
} from './post-records.ts';
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

  const presentClaimed = async (held: Claim, signal: AbortSignal): Promise<void> => {
    for (let steps = 0; steps < STEPS_AT_ONCE && !signal.aborted; steps += 1) {
      const view = await deps.loadView(store.db, held.id);
      if (!view) return;
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

  const present = async (id: RequestId, over: Lease<RequestId> | null, signal: AbortSignal): Promise<void> => {
    const held = await claim(store, id, { now: clock.now(), leaseMs, over });
    if (held === null) return;
    try {
      await presentClaimed(held, signal);
    } catch (error) {
      if (error instanceof ClaimLost) return;
      log.error({ err: error, requestId: id }, 'A request could not be shown; it will be tried again');
      await release(store, held, { notBefore: clock.now() + RETRY_FIRST_MS });
    }
  };

  return {
    takeOver: async () => {
      if (store.dialect === 'sqlite') await dropClaims(store);
    },
    step: async (signal) => {
      const held = await loadClaims(store.db);
      const seenAt = clock.elapsed();
      const { watch, ended, endsInMs } = watchLeases(claims, held, seenAt, leaseMs);
      claims = watch;
      const behind = await loadBehind(store.db, clock.now(), REQUESTS_AT_ONCE);
      const free = behind.map((id) => ({ id, over: null }));
      for (const { id, over } of [...ended.map((lease) => ({ id: lease.of, over: lease })), ...free]) {
        if (signal.aborted) break;
        await present(id, over, signal);
      }
      if (behind.length === REQUESTS_AT_ONCE) return 0;
      const next = await nextLookAt(store.db);
      const untilClaimEndsMs = seenAt + endsInMs - clock.elapsed();
      return Math.max(0, Math.min(untilClaimEndsMs, next === null ? Number.POSITIVE_INFINITY : next - clock.now()));
    },
  };
}
