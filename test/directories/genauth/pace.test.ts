import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limiter } from '../../../src/directories/genauth/limiter.ts';
import { called, mayCall, paused, slowed, UNHURRIED } from '../../../src/directories/genauth/pace.ts';
import { SimulatedClock } from '../../support/simulated-clock.ts';

const NOW = 1_000_000;
const PACE = { callsPerSecond: 5, inFlight: 2 };

describe('one more call may leave', () => {
  test('at once when none has', () => {
    expect(mayCall(PACE, UNHURRIED, 0, NOW)).toEqual({ kind: 'go' });
  });

  test.each([
    [0, { kind: 'wait', until: NOW + 200 }],
    [199, { kind: 'wait', until: NOW + 200 }],
    [200, { kind: 'go' }],
  ])('%s ms after the last: %j', (laterMs, expected) => {
    expect(mayCall(PACE, called(UNHURRIED, NOW), 1, NOW + laterMs)).toEqual(expected);
  });

  test('not while as many as allowed are under way', () => {
    expect(mayCall(PACE, UNHURRIED, 2, NOW)).toEqual({ kind: 'full' });
  });

  test('at half the pace for a minute after a throttle', () => {
    const state = called(slowed(UNHURRIED, NOW), NOW + 1_000);

    expect(mayCall(PACE, state, 0, NOW + 1_300)).toEqual({ kind: 'wait', until: NOW + 1_400 });
    expect(mayCall(PACE, called(state, NOW + 60_000), 0, NOW + 60_000)).toEqual({ kind: 'wait', until: NOW + 60_200 });
  });

  test('when the slow minute ends in the middle of a long gap', () => {
    const state = called(slowed(UNHURRIED, NOW), NOW + 59_700);

    expect(mayCall(PACE, state, 0, NOW + 59_950)).toEqual({ kind: 'wait', until: NOW + 60_000 });
  });

  test('when the pause that was asked for is over, and a shorter one does not end it sooner', () => {
    const state = paused(paused(UNHURRIED, NOW, 9_000), NOW + 1, 1_000);

    expect(mayCall(PACE, state, 0, NOW + 8_999)).toEqual({ kind: 'paused', until: NOW + 9_000 });
    expect(mayCall(PACE, state, 0, NOW + 9_000)).toEqual({ kind: 'go' });
  });
});

interface Ran {
  readonly order: number;
  readonly at: number;
  readonly throttled: boolean;
}

/** Lets calls through a limiter on simulated time and tells when each began, and how many were under way at most. */
async function letThrough(
  pace: typeof PACE,
  calls: readonly { readonly afterMs: number; readonly lastsMs: number; readonly throttled: boolean }[],
) {
  const clock = new SimulatedClock();
  const { inTurn, slowDown } = limiter({ pace, clock });
  const ran: Ran[] = [];
  let underWay = 0;
  let most = 0;
  let over = 0;
  const arrive = async () => {
    for (const [order, { afterMs, lastsMs, throttled }] of calls.entries()) {
      if (afterMs > 0) await clock.sleep(afterMs);
      const work = async () => {
        ran.push({ order, at: clock.now(), throttled });
        underWay += 1;
        most = Math.max(most, underWay);
        if (throttled) slowDown();
        await clock.sleep(lastsMs);
        underWay -= 1;
      };
      void inTurn(work, new AbortController().signal).then(() => {
        over += 1;
      });
    }
  };
  void arrive();
  await clock.runUntil(() => over === calls.length, 24 * 3_600_000);
  return { ran, most };
}

describe('whatever arrives whenever', () => {
  const paces = fc.record({
    callsPerSecond: fc.constantFrom(0.5, 1, 2.5, 3, 5, 20),
    inFlight: fc.integer({ min: 1, max: 4 }),
  });
  const calls = fc.array(
    fc.record({
      afterMs: fc.constantFrom(0, 0, 0, 50, 700, 65_000),
      lastsMs: fc.integer({ min: 1, max: 3_000 }),
      throttled: fc.nat(9).map((die) => die === 0),
    }),
    { minLength: 1, maxLength: 25 },
  );

  test('everybody gets their turn, first come first served, at no more than the pace', async () => {
    await fc.assert(
      fc.asyncProperty(paces, calls, async (pace, arriving) => {
        const { ran, most } = await letThrough(pace, arriving);

        expect(ran.map(({ order }) => order)).toEqual(arriving.map((_, order) => order));
        expect(most).toBeLessThanOrEqual(pace.inFlight);
        for (const { at } of ran) {
          const inWindow = ran.filter((other) => other.at >= at && other.at < at + 1_000);
          expect(inWindow.length).toBeLessThanOrEqual(Math.ceil(pace.callsPerSecond));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('the minute after a throttle sees half of it', async () => {
    await fc.assert(
      fc.asyncProperty(paces, calls, async (pace, arriving) => {
        const { ran } = await letThrough(pace, arriving);

        const slowGapMs = 2_000 / pace.callsPerSecond;
        for (const throttle of ran.filter(({ throttled }) => throttled)) {
          const slow = ran.filter(({ at, order }) => order >= throttle.order && at < throttle.at + 60_000);
          for (const [index, { at }] of slow.entries()) {
            if (index > 0) expect(at - (slow[index - 1]?.at ?? 0)).toBeGreaterThanOrEqual(slowGapMs);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('the line before a pool', () => {
  const forever = () => new Promise<never>(() => undefined);
  const never = new AbortController().signal;

  test('goes on without whoever leaves it', async () => {
    const clock = new SimulatedClock();
    const { inTurn } = limiter({ pace: PACE, clock });
    const leaving = new AbortController();
    await inTurn(async () => undefined, never);

    const left = inTurn(forever, leaving.signal);
    const next = inTurn(async () => clock.now(), never);
    const startedAt = clock.now();
    leaving.abort();
    let began: unknown = null;
    void next.then((turn) => {
      began = turn;
    });
    await clock.runUntil(() => began !== null);

    expect(await left).toEqual({ kind: 'stopped' });
    expect(began).toEqual({ kind: 'done', value: startedAt + 200 });
  });

  test('goes on after work that failed', async () => {
    const { inTurn } = limiter({ pace: { callsPerSecond: 5, inFlight: 1 }, clock: new SimulatedClock() });
    const failing = inTurn(async () => {
      throw new Error('broken');
    }, never);

    await expect(failing).rejects.toThrow('broken');
  });

  test('is sent away when a long pause is asked for', async () => {
    const clock = new SimulatedClock();
    const { inTurn, pause } = limiter({ pace: PACE, clock });
    void inTurn(forever, never);
    const waiting = [inTurn(forever, never), inTurn(forever, never)];

    pause(60_000);

    expect(await Promise.all(waiting)).toEqual([
      { kind: 'paused', forMs: 60_000 },
      { kind: 'paused', forMs: 60_000 },
    ]);
  });

  test('sits out a short pause', async () => {
    const clock = new SimulatedClock();
    const { inTurn, pause } = limiter({ pace: PACE, clock });
    const startedAt = clock.now();
    pause(30_000);
    let began: unknown = null;

    void inTurn(async () => clock.now(), never).then((turn) => {
      began = turn;
    });
    await clock.runUntil(() => began !== null);

    expect(began).toEqual({ kind: 'done', value: startedAt + 30_000 });
  });
});
