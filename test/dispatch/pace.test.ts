import { describe, expect, test } from 'vitest';
import { type Moment, mayCall, rested, throttled, troubled } from '../../src/dispatch/pace.ts';
import { type PaceState, UNTRIED } from '../../src/dispatch/pace-state.ts';

const pace = { callsPerSecond: 2, inFlight: 1 };
const finding = { callsPerSecond: 2, atLeast: 1, atMost: 20, inFlight: 4 };
const T = 1_000_000;
const state = (known: Partial<PaceState>): PaceState => ({ ...UNTRIED, ...known });
const NO_REST = Number.NEGATIVE_INFINITY;
/** Nothing is under way and no rest holds, unless said otherwise. */
const at = (now: number, more: Partial<Moment> = {}): Moment => ({ now, restLeftMs: NO_REST, inFlight: 0, ...more });

/** Makes calls as early as they may be for so long; answers the state and how many calls there were. */
function use(from: PaceState, config: typeof finding & { reserve?: number }, startAt: number, forMs: number) {
  let [now, state, calls] = [startAt, from, 0];
  while (now < startAt + forMs) {
    const answer = mayCall(config, state, at(now));
    if (answer.kind === 'wait') now = answer.until;
    if (answer.kind !== 'go') continue;
    state = answer.next;
    calls += 1;
  }
  return { state, calls, now };
}

test('calls are spread evenly over a second', () => {
  expect(mayCall(pace, UNTRIED, at(1_000))).toMatchObject({ kind: 'go', next: { nextCallAt: 1_500 } });
  expect(mayCall(pace, state({ nextCallAt: 1_500 }), at(1_200))).toEqual({ kind: 'wait', until: 1_500 });
});

test('an idle directory saves up no burst', () => {
  expect(mayCall(pace, state({ nextCallAt: 1_500 }), at(99_000))).toMatchObject({ next: { nextCallAt: 99_500 } });
});

test('no more calls are under way than configured', () => {
  expect(mayCall(pace, UNTRIED, at(1_000, { inFlight: 1 }))).toEqual({ kind: 'full' });
});

test('a clock that jumped back a day does not stop a directory for a day', () => {
  const tomorrow = T + 86_400_000;

  expect(mayCall(pace, state({ nextCallAt: tomorrow }), at(T))).toMatchObject({ kind: 'go' });
});

describe('a directory that asked for rest', () => {
  test('is left alone to the millisecond', () => {
    const resting = rested(UNTRIED, 30_000, NO_REST, 1_000);

    expect(mayCall(pace, resting, at(30_999, { restLeftMs: 1 }))).toEqual({ kind: 'wait', until: 31_000 });
    expect(mayCall(pace, resting, at(31_000, { restLeftMs: 0 }))).toMatchObject({ kind: 'go', next: { rest: null } });
  });

  test('is not called earlier because a second answer asked for less', () => {
    expect(rested(rested(UNTRIED, 30_000, NO_REST, 1_000), 3_000, 29_000, 2_000).rest?.ms).toBe(29_000);
  });

  test('has each of its rests told from every other, so that nobody takes the next one for one that is over', () => {
    const first = rested(UNTRIED, 30_000, NO_REST, T);
    const second = rested(first, 1_000, 30_000, T);
    const third = rested({ ...second, rest: null }, 30_000, NO_REST, T);

    expect([first, second, third].map(({ rests }) => rests)).toEqual([1, 2, 3]);
  });
});

describe('a pace that was configured without a ceiling', () => {
  test('never rises above its start', () => {
    const used = use(UNTRIED, { ...pace, atLeast: 0.1, atMost: 2 }, T, 10 * 60_000);

    expect(used.state.callsPerSecond).toBe(2);
    expect(mayCall(pace, used.state, at(used.state.nextCallAt))).toMatchObject({ limitedBy: 'pace' });
  });

  test('comes back to its start after a throttle', () => {
    const slow = throttled(state({ callsPerSecond: 2 }), T - 100, T);

    expect(slow.callsPerSecond).toBe(1);
    expect(use(slow, { ...pace, atLeast: 0.1, atMost: 2 }, T, 5 * 60_000).state.callsPerSecond).toBe(2);
  });

  test('stays as it is where floor and start are the same', () => {
    const fixed = { callsPerSecond: 2, atLeast: 2, inFlight: 1 };

    expect(mayCall(fixed, throttled(state({ callsPerSecond: 2 }), T - 1, T), at(T))).toMatchObject({
      next: { callsPerSecond: 2, nextCallAt: T + 500 },
    });
  });
});

describe('a pace that finds itself', () => {
  test('grows from its start to its ceiling while nobody complains', () => {
    expect(use(UNTRIED, finding, T, 10_000).state.callsPerSecond).toBeGreaterThan(3);
    expect(use(UNTRIED, finding, T, 80_000).state.callsPerSecond).toBe(20);
  });

  test('does not grow while calls come later than they might', () => {
    let found = state({ callsPerSecond: 2 });
    for (let second = 0; second < 60; second += 2) {
      const answer = mayCall(finding, found, at(T + second * 1_000));
      if (answer.kind !== 'go') throw new Error(answer.kind);
      expect(answer.limitedBy).toBe('calls');
      found = answer.next;
    }

    expect(found.callsPerSecond).toBe(2);
  });

  test('does not grow for ten seconds after a call went wrong', () => {
    const shaken = troubled(state({ callsPerSecond: 2, nextCallAt: T }), T);

    expect(use(shaken, finding, T, 9_000).state.callsPerSecond).toBe(2);
    expect(use(shaken, finding, T, 15_000).state.callsPerSecond).toBeGreaterThan(2);
  });

  test('is halved by a throttle, once for all the calls that were under way together', () => {
    const first = throttled(state({ callsPerSecond: 8 }), T - 200, T);
    const second = throttled(first, T - 100, T + 50);
    const later = throttled(second, T + 60, T + 150);

    expect([first, second, later].map(({ callsPerSecond }) => callsPerSecond)).toEqual([4, 4, 2]);
  });

  test('is halved by a throttle after the clock went back', () => {
    expect(throttled(state({ callsPerSecond: 8, slowedAt: T + 86_400_000 }), T - 200, T).callsPerSecond).toBe(4);
  });

  test('is never below its floor', () => {
    const slow = throttled(state({ callsPerSecond: 1.2 }), T - 1, T);

    expect(mayCall(finding, slow, at(T))).toMatchObject({ next: { callsPerSecond: 1 } });
  });

  test('is soon back at what was found, stays just below it, and tries more only later', () => {
    const slow = throttled(state({ callsPerSecond: 8, nextCallAt: T }), T - 100, T);
    const at = (afterMs: number) => use(slow, finding, T, afterMs).state.callsPerSecond ?? 0;

    expect(at(3_000)).toBeGreaterThan(7.7);
    expect(at(19_000)).toBeLessThan(7.9);
    expect(at(120_000)).toBeGreaterThan(8.5);
  });

  test('says that the directory limits it, until it tries for more', () => {
    const slow = throttled(state({ callsPerSecond: 8, nextCallAt: T }), T - 100, T);

    const settled = use(slow, finding, T, 10_000);

    expect(mayCall(finding, settled.state, at(settled.now))).toMatchObject({ limitedBy: 'directory' });
  });

  test('leaves a wider margin each time the directory complains again at once', () => {
    const once = throttled(state({ callsPerSecond: 8 }), T - 1, T);
    const twice = throttled(once, T + 1_000, T + 1_100);
    const afterLong = throttled(twice, T + 60_000, T + 60_100);

    expect([once, twice, afterLong].map(({ found }) => found?.margin)).toEqual([0.02, 0.04, 0.02]);
  });

  test('leaves the configured share of what was found to the console for minutes', () => {
    const slow = throttled(state({ callsPerSecond: 10, nextCallAt: T }), T - 100, T);
    const reserving = { ...finding, reserve: 0.2 };

    expect(use(slow, reserving, T, 9 * 60_000).state.callsPerSecond).toBeLessThanOrEqual(8.1);
    expect(use(slow, reserving, T, 30_000).state.callsPerSecond).toBeGreaterThan(7.8);
  });
});
