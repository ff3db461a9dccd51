import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Pace } from '../../src/directories/pace.ts';
import { LONGEST_RETRY_AFTER_MS } from '../../src/dispatch/backoff.ts';
import { mayCall, paceRange, rested, throttled, troubled } from '../../src/dispatch/pace.ts';
import { type PaceState, UNTRIED } from '../../src/dispatch/pace-state.ts';

const START = Date.UTC(2026, 0, 15);

const paces: fc.Arbitrary<Pace> = fc
  .record({
    bounds: fc.uniqueArray(fc.double({ min: 0.02, max: 100, noNaN: true }), { minLength: 3, maxLength: 3 }),
    inFlight: fc.integer({ min: 1, max: 20 }),
    reserve: fc.double({ min: 0, max: 0.9, noNaN: true }),
  })
  .map(({ bounds, inFlight, reserve }) => {
    const [atLeast = 1, callsPerSecond = 1, atMost = 1] = bounds.toSorted((a, b) => a - b);
    return { callsPerSecond, atLeast, atMost, inFlight, reserve };
  });

type Step =
  | { readonly kind: 'call' }
  | { readonly kind: 'throttled'; readonly agoMs: number; readonly retryAfterMs: number }
  | { readonly kind: 'troubled' }
  /** Negative: the clock goes back. */
  | { readonly kind: 'time'; readonly ms: number };

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant({ kind: 'call' } as const) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('throttled' as const),
        agoMs: fc.integer({ min: 0, max: 60_000 }),
        retryAfterMs: fc.integer({ min: 0, max: 2 * LONGEST_RETRY_AFTER_MS }),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ kind: 'troubled' } as const) },
    {
      weight: 5,
      arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.integer({ min: 1, max: 120_000 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.integer({ min: -86_400_000, max: -1 }) }),
    },
  ),
  { maxLength: 120 },
);

test('whatever happens, no rest is cut short, no directory is stopped for longer than one, and the pace keeps to its range', () => {
  fc.assert(
    fc.property(paces, steps, (pace, story) => {
      const range = paceRange(pace);
      let [now, state, restsUntil]: [number, PaceState, number] = [START, UNTRIED, 0];
      let wentBack = false;
      for (const step of story) {
        if (step.kind === 'time') {
          now += step.ms;
          // A rest that was asked for before the clock went back is counted from then on, at its full length at most.
          if (step.ms < 0) [restsUntil, wentBack] = [0, true];
        } else if (step.kind === 'troubled') state = troubled(state, now);
        else if (step.kind === 'throttled') {
          const until = now + Math.min(step.retryAfterMs, LONGEST_RETRY_AFTER_MS);
          state = rested(throttled(state, now - step.agoMs, now), until, now);
          restsUntil = Math.max(restsUntil, until);
        } else {
          const answer = mayCall(pace, state, 0, now);
          if (answer.kind === 'go') {
            expect(now).toBeGreaterThanOrEqual(restsUntil);
            expect(answer.next.callsPerSecond).toBeGreaterThanOrEqual(range.floor);
            expect(answer.next.callsPerSecond).toBeLessThanOrEqual(range.ceiling);
            expect(answer.next.nextCallAt - now).toBeGreaterThanOrEqual(1_000 / range.ceiling);
            state = answer.next;
          } else if (answer.kind === 'wait') {
            expect(answer.until).toBeGreaterThan(now);
            expect(answer.until - now).toBeLessThanOrEqual(Math.max(LONGEST_RETRY_AFTER_MS, 1_000 / range.floor + 1));
            // A rest that seemed too long to be true may be believed again once less of it is left.
            if (!wentBack) expect(mayCall(pace, state, 0, answer.until).kind).toBe('go');
          }
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('the pace is never raised by a complaint, and always by use without one until the ceiling is reached', () => {
  fc.assert(
    fc.property(paces, fc.array(fc.integer({ min: 0, max: 60_000 }), { maxLength: 20 }), (pace, agos) => {
      let [now, state]: [number, PaceState] = [START, UNTRIED];
      const call = () => {
        const answer = mayCall(pace, state, 0, now);
        if (answer.kind === 'wait') now = answer.until;
        else if (answer.kind === 'go') state = answer.next;
      };
      call();
      for (const ago of agos) {
        const before = state.callsPerSecond ?? 0;
        state = throttled(state, now - ago, now);
        expect(state.callsPerSecond).toBeLessThanOrEqual(before);
        now += 100;
        call();
      }
      const { ceiling } = paceRange(pace);
      const until = now + 24 * 60 * 60_000;
      for (let calls = 0; calls < 50_000 && now < until && (state.callsPerSecond ?? 0) < ceiling; calls += 1) call();
      if (now >= until) expect(state.callsPerSecond).toBe(ceiling);
    }),
    { numRuns: 30 },
  );
});
