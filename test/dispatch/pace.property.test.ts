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
  | { readonly kind: 'time'; readonly ms: number }
  | { readonly kind: 'clock goes back'; readonly ms: number };

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
      arbitrary: fc.record({
        kind: fc.constant('clock goes back' as const),
        ms: fc.integer({ min: 1, max: 86_400_000 }),
      }),
    },
  ),
  { maxLength: 120 },
);

test('whatever happens, no rest is cut short, no directory is stopped for longer than one, and the pace keeps to its range', () => {
  fc.assert(
    fc.property(paces, steps, (pace, story) => {
      const range = paceRange(pace);
      const longestGapMs = 1_000 / range.floor + 1;
      // What rests last is measured by the steady clock alone.
      let [now, elapsed, state, restsUntil]: [number, number, PaceState, number] = [START, 0, UNTRIED, 0];
      let wentBack = false;
      const ask = (inMs = 0) =>
        mayCall(pace, state, { now: now + inMs, restLeftMs: restsUntil - elapsed - inMs, inFlight: 0 });
      for (const step of story) {
        if (step.kind === 'time') [now, elapsed] = [now + step.ms, elapsed + step.ms];
        else if (step.kind === 'clock goes back') [now, wentBack] = [now - step.ms, true];
        else if (step.kind === 'troubled') state = troubled(state, now);
        else if (step.kind === 'throttled') {
          const forMs = Math.min(step.retryAfterMs, LONGEST_RETRY_AFTER_MS);
          state = rested(throttled(state, now - step.agoMs, now), forMs, restsUntil - elapsed, now);
          restsUntil = Math.max(restsUntil, elapsed + forMs);
          expect(state.rest?.ms).toBe(Math.max(1, restsUntil - elapsed));
        } else {
          const answer = ask();
          if (answer.kind === 'go') {
            expect(elapsed).toBeGreaterThanOrEqual(restsUntil);
            expect(answer.next.callsPerSecond).toBeGreaterThanOrEqual(range.floor);
            expect(answer.next.callsPerSecond).toBeLessThanOrEqual(range.ceiling);
            expect(answer.next.nextCallAt - now).toBeGreaterThanOrEqual(1_000 / range.ceiling);
            expect(answer.next.rest).toBeNull();
            state = answer.next;
          } else if (answer.kind === 'wait') {
            const waitMs = answer.until - now;
            expect(waitMs).toBeGreaterThan(0);
            expect(waitMs).toBeLessThanOrEqual(Math.max(restsUntil - elapsed, longestGapMs));
            const then = ask(waitMs);
            // A turn that seemed too far off to be true may be believed again once it is nearer.
            if (wentBack && then.kind === 'wait') expect(then.until - now - waitMs).toBeLessThanOrEqual(longestGapMs);
            else expect(then.kind).toBe('go');
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
        const answer = mayCall(pace, state, { now, restLeftMs: Number.NEGATIVE_INFINITY, inFlight: 0 });
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
