import type { SteadyClock } from '../../runtime/clock.ts';
import type { Pace } from '../pace.ts';
import { called, mayCall, paused, slowed, UNHURRIED } from './pace.ts';

export type InTurn<T> =
  | { readonly kind: 'done'; readonly value: T }
  /** Not begun: the service has asked for a pause that is longer than anybody should be kept waiting. */
  | { readonly kind: 'paused'; readonly forMs: number }
  /** Not begun: the signal was aborted first. */
  | { readonly kind: 'stopped' };

/** Keeps all calls of one pool, reads included, to its pace. In this process only. */
export interface Limiter {
  /** Begins `work` when it is its turn: first come, first served. Rejects only with what `work` rejects with. */
  inTurn<T>(work: () => Promise<T>, signal: AbortSignal): Promise<InTurn<T>>;
  /** Half the pace for a minute. */
  slowDown(): void;
  /** Nothing is begun for so long. */
  pause(forMs: number): void;
}

/** Whoever would have to wait out a longer pause is told so instead. */
const LONGEST_PAUSE_TO_SIT_OUT_MS = 30_000;

interface Waiter {
  readonly begin: () => void;
  readonly turnAway: (forMs: number) => void;
}

export function limiter({ pace, clock }: { readonly pace: Pace; readonly clock: SteadyClock }): Limiter {
  let state = UNHURRIED;
  let inFlight = 0;
  const line: Waiter[] = [];
  let nap: AbortController | null = null;

  function letIn(): void {
    const ended = nap;
    nap = null;
    ended?.abort();
    for (let first = line[0]; first !== undefined; first = line[0]) {
      const now = clock.elapsed();
      const answer = mayCall(pace, state, inFlight, now);
      if (answer.kind === 'full') return;
      if (answer.kind !== 'go') {
        const forMs = answer.until - now;
        const worthIt = answer.kind === 'wait' || forMs <= LONGEST_PAUSE_TO_SIT_OUT_MS;
        if (worthIt) letInAfter(forMs);
        else for (const waiter of line.splice(0)) waiter.turnAway(forMs);
        return;
      }
      line.shift();
      inFlight += 1;
      state = called(state, now);
      first.begin();
    }
  }

  function letInAfter(forMs: number): void {
    const mine = new AbortController();
    nap = mine;
    void clock.sleep(forMs, mine.signal).then(() => {
      if (nap === mine) letIn();
    });
  }

  function turn(signal: AbortSignal): Promise<Exclude<InTurn<never>, { kind: 'done' }> | { kind: 'begin' }> {
    const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<typeof turn>>>();
    const settle = (outcome: Awaited<ReturnType<typeof turn>>) => {
      signal.removeEventListener('abort', leave);
      resolve(outcome);
    };
    const waiter: Waiter = {
      begin: () => settle({ kind: 'begin' }),
      turnAway: (forMs) => settle({ kind: 'paused', forMs }),
    };
    const leave = () => {
      line.splice(line.indexOf(waiter), 1);
      settle({ kind: 'stopped' });
      letIn();
    };
    if (signal.aborted) return Promise.resolve({ kind: 'stopped' });
    signal.addEventListener('abort', leave, { once: true });
    line.push(waiter);
    letIn();
    return promise;
  }

  return {
    async inTurn(work, signal) {
      const outcome = await turn(signal);
      if (outcome.kind !== 'begin') return outcome;
      try {
        return { kind: 'done', value: await work() };
      } finally {
        inFlight -= 1;
        letIn();
      }
    },
    slowDown() {
      state = slowed(state, clock.elapsed());
      letIn();
    },
    pause(forMs) {
      state = paused(state, clock.elapsed(), forMs);
      letIn();
    },
  };
}
