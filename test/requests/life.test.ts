import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slackUserId } from '../../src/ids.ts';
import { after, dueAt, type RequestEvent } from '../../src/requests/life.ts';
import { END_STATES, type RequestState } from '../../src/requests/request.ts';

const bob = slackUserId('U0BOB');
const pending: RequestState = { kind: 'pending', submittedAt: 0, expiresAt: 100, quorum: 1 };

const time = fc.integer({ min: 0, max: 200 });
const event: fc.Arbitrary<RequestEvent> = fc.oneof(
  fc.record({ kind: fc.constant('submitted' as const), at: time, expiresAt: time, quorum: fc.constant(1) }),
  fc.record({
    kind: fc.constantFrom(
      'cancelled' as const,
      'approved' as const,
      'started' as const,
      'resumed' as const,
      'emptied' as const,
      'due' as const,
    ),
    at: time,
  }),
  fc.record({ kind: fc.constantFrom('withdrawn' as const, 'stop-asked' as const), at: time, by: fc.constant(bob) }),
  fc.record({ kind: fc.constant('rejected' as const), at: time, by: fc.constant(bob), reason: fc.constant('no') }),
  fc.record({ kind: fc.constant('paused' as const), at: time, reason: fc.constant('why') }),
);

const walk = (events: readonly RequestEvent[]): readonly RequestState[] => {
  const states: RequestState[] = [{ kind: 'drafted', lapsesAt: 50 }];
  for (const one of events) {
    const next = after(states.at(-1) ?? pending, one);
    if (next) states.push(next);
  }
  return states;
};

test('nothing ever leaves an end state', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      const ended = walk(events).findIndex((state) => (END_STATES as readonly string[]).includes(state.kind));
      expect(ended === -1 || ended === walk(events).length - 1).toBe(true);
    }),
  );
});

test('a request runs only after it was approved', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 30 }), (events) => {
      const kinds = walk(events).map((state) => state.kind);
      const runs = kinds.findIndex((kind) => ['running', 'paused', 'stopping', 'finished', 'stopped'].includes(kind));
      expect(runs === -1 || kinds.slice(0, runs).includes('approved')).toBe(true);
    }),
  );
});

test('a pending request cannot be approved at or after its expiry', () => {
  expect(after(pending, { kind: 'approved', at: 99 })?.kind).toBe('approved');
  expect(after(pending, { kind: 'approved', at: 100 })).toBeNull();
});

test('a draft past its time cannot be submitted', () => {
  const submitted = { kind: 'submitted', at: 50, expiresAt: 100, quorum: 1 } as const;

  expect(after({ kind: 'drafted', lapsesAt: 50 }, submitted)).toBeNull();
});

test('a second stop changes nothing', () => {
  const stopping: RequestState = { kind: 'stopping', startedAt: 0, at: 1, by: bob };

  expect(after(stopping, { kind: 'stop-asked', at: 2, by: bob })).toBeNull();
});

test('what is approved starts in time or expires, and a pause does not stop that clock', () => {
  const approved: RequestState = { kind: 'approved', at: 10, startBy: 50 };
  const paused = after(approved, { kind: 'paused', at: 20, reason: 'why' });
  if (paused?.kind !== 'paused') throw new Error('not paused');

  expect(after(approved, { kind: 'started', at: 49 })?.kind).toBe('running');
  expect(after(approved, { kind: 'started', at: 50 })).toBeNull();
  expect(after(approved, { kind: 'due', at: 49 })).toBeNull();
  expect(after(approved, { kind: 'due', at: 50 })).toEqual({ kind: 'expired', at: 50, unstarted: true });
  expect(dueAt(approved)).toBe(50);
  expect(dueAt(paused)).toBe(50);
  expect(after(paused, { kind: 'resumed', at: 49 })).toEqual({ kind: 'approved', at: 49, startBy: 50 });
  expect(after(paused, { kind: 'resumed', at: 50 })).toBeNull();
  expect(after(paused, { kind: 'due', at: 50 })).toEqual({ kind: 'expired', at: 50, unstarted: true });
});

test('a run that has begun is not bound by the time to start', () => {
  const running = after({ kind: 'approved', at: 10, startBy: 50 }, { kind: 'started', at: 20 });
  const paused = running && after(running, { kind: 'paused', at: 30, reason: 'why' });

  expect(paused && after(paused, { kind: 'resumed', at: 90 })?.kind).toBe('running');
  expect(paused && dueAt(paused)).toBeNull();
});

test('reminders fall due one after the other, and those that fell due together are one', () => {
  const waiting: RequestState = { ...pending, remindAt: [10, 20, 40] };

  expect(dueAt(waiting)).toBe(10);
  expect(after(waiting, { kind: 'due', at: 9 })).toBeNull();
  expect(after(waiting, { kind: 'due', at: 10 })).toEqual({ ...pending, remindAt: [20, 40], reminded: 1 });
  expect(after(waiting, { kind: 'due', at: 30 })).toEqual({ ...pending, remindAt: [40], reminded: 1 });
  expect(after(waiting, { kind: 'due', at: 100 })?.kind).toBe('expired');
  expect(after(waiting, { kind: 'quieted', at: 11, by: bob })).toEqual({ ...pending, remindAt: [] });
  expect(after(pending, { kind: 'quieted', at: 11, by: bob })).toBeNull();
});

test('only drafts and pending requests wait for the clock', () => {
  expect(dueAt({ kind: 'drafted', lapsesAt: 50 })).toBe(50);
  expect(dueAt(pending)).toBe(100);
  expect(dueAt({ kind: 'approved', at: 1 })).toBeNull();
});
