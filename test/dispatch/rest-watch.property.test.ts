import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LONGEST_RETRY_AFTER_MS } from '../../src/dispatch/backoff.ts';
import { mayCall, rested } from '../../src/dispatch/pace.ts';
import { type PaceState, UNTRIED } from '../../src/dispatch/pace-state.ts';
import { restLeftMs, type SeenRest, seeRest } from '../../src/dispatch/rest-watch.ts';

const START = Date.UTC(2026, 0, 15);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** So fast that only rests hold calls up. */
const pace = { callsPerSecond: 1_000, atLeast: 1_000, atMost: 1_000, inFlight: 1 };

const REPLICAS = [0, 1, 2];
const replica = fc.constantFrom(...REPLICAS);
const forMs = fc.integer({ min: 1, max: LONGEST_RETRY_AFTER_MS });

const told = fc.record({ kind: fc.constant('told' as const), replica, forMs });
const call = fc.record({ kind: fc.constant('call' as const), replica });
const time = fc.record({
  kind: fc.constant('time' as const),
  ms: fc.oneof(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: 20 * MINUTE_MS })),
});
const jump = fc.record({
  kind: fc.constant('jump' as const),
  replica,
  byMs: fc.integer({ min: -24 * HOUR_MS, max: 24 * HOUR_MS }),
});
const restart = fc.record({ kind: fc.constant('restart' as const), replica });

type Step =
  | { readonly kind: 'told'; readonly replica: number; readonly forMs: number }
  | { readonly kind: 'call' | 'restart'; readonly replica: number }
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'jump'; readonly replica: number; readonly byMs: number };

/** Replicas on one store: `nowMs` is the one true time, which none of them knows. */
class Replicas {
  nowMs = 0;
  stored: PaceState = UNTRIED;
  /** When the last of all rests that were asked for is over. */
  overAt = 0;
  readonly #offMs: number[];
  readonly #startedAt = REPLICAS.map(() => 0);
  readonly #seen: (SeenRest | null)[] = REPLICAS.map(() => null);

  constructor(offMs: readonly number[]) {
    this.#offMs = [...offMs];
  }

  /** How long the directory rests, as one of them sees it. */
  left(index: number): number {
    const elapsed = this.nowMs - (this.#startedAt[index] ?? 0);
    const seen = seeRest(this.#seen[index] ?? null, this.stored, elapsed);
    this.#seen[index] = seen;
    return restLeftMs(seen, elapsed);
  }

  #clockOf = (index: number): number => START + this.nowMs + (this.#offMs[index] ?? 0);

  /** Answers whether a call left. */
  take(step: Step): boolean {
    switch (step.kind) {
      case 'call':
        return this.calls(step.replica);
      case 'time':
        this.nowMs += step.ms;
        return false;
      case 'told':
        this.told(step.replica, step.forMs);
        return false;
      case 'jump':
        this.jumps(step.replica, step.byMs);
        return false;
      case 'restart':
        this.restarts(step.replica);
        return false;
    }
  }

  told(index: number, ms: number): void {
    this.stored = rested(this.stored, ms, this.left(index), this.#clockOf(index));
    this.overAt = Math.max(this.overAt, this.nowMs + ms);
  }

  /** Answers whether it left. */
  calls(index: number): boolean {
    const moment = { now: this.#clockOf(index), restLeftMs: this.left(index), inFlight: 0 };
    const answer = mayCall(pace, this.stored, moment);
    if (answer.kind === 'go') this.stored = answer.next;
    return answer.kind === 'go';
  }

  jumps(index: number, byMs: number): void {
    this.#offMs[index] = (this.#offMs[index] ?? 0) + byMs;
  }

  restarts(index: number): void {
    this.#seen[index] = null;
    this.#startedAt[index] = this.nowMs;
  }
}

const offsets = fc.tuple(...REPLICAS.map(() => fc.integer({ min: -HOUR_MS, max: HOUR_MS })));

test('no replica calls before every rest is over, whatever their clocks say and whoever starts anew', () => {
  const story = fc.array(
    fc.oneof(
      { weight: 3, arbitrary: told },
      { weight: 6, arbitrary: call },
      { weight: 5, arbitrary: time },
      { weight: 2, arbitrary: jump },
      { weight: 1, arbitrary: restart },
    ),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(offsets, story, (offMs, steps) => {
      const all = new Replicas(offMs);
      for (const step of steps) {
        if (all.take(step)) expect(all.nowMs).toBeGreaterThanOrEqual(all.overAt);
        expect(all.stored.rest?.ms ?? 0).toBeLessThanOrEqual(LONGEST_RETRY_AFTER_MS);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('who looks all the time is held up by no rest for longer than was asked for, whatever the clocks say', () => {
  const story = fc.array(
    fc.oneof(
      { weight: 2, arbitrary: told },
      { weight: 4, arbitrary: call },
      { weight: 5, arbitrary: time },
      { weight: 2, arbitrary: jump },
    ),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(offsets, story, (offMs, steps) => {
      const all = new Replicas(offMs);
      for (const step of steps) {
        all.take(step);
        const left = all.overAt - all.nowMs;
        for (const index of REPLICAS) expect(Math.max(0, all.left(index))).toBe(Math.max(0, left));
      }
    }),
    { numRuns: 500 },
  );
});

test('a rest that ends within one which somebody saw late is kept by those who saw that one early', () => {
  const all = new Replicas([0, 0, 0]);
  all.told(0, 15 * MINUTE_MS);
  expect(all.calls(1)).toBe(false);
  all.nowMs += 10 * MINUTE_MS;
  all.restarts(2);
  all.told(2, 12 * MINUTE_MS);
  expect(all.calls(1)).toBe(false);
  all.nowMs += 6 * MINUTE_MS;

  expect(all.calls(1)).toBe(false);
});

test('who starts during a rest waits no longer than its whole length from then on', () => {
  fc.assert(
    fc.property(offsets, forMs, fc.integer({ min: 0, max: 30 * MINUTE_MS }), (offMs, ms, laterMs) => {
      const all = new Replicas(offMs);
      all.told(0, ms);
      all.nowMs += laterMs;
      all.restarts(1);
      expect(all.calls(1)).toBe(false);
      all.nowMs += ms;

      expect(all.calls(1)).toBe(true);
    }),
  );
});
