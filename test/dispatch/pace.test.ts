import { expect, test } from 'vitest';
import { mayCall } from '../../src/dispatch/pace.ts';

const pace = { callsPerSecond: 2, inFlight: 1 };

test('calls are spread evenly over a second', () => {
  const first = mayCall(pace, { nextCallAt: 0, notBefore: 0 }, 0, 1_000);

  expect(first).toEqual({ kind: 'go', nextCallAt: 1_500 });
  expect(mayCall(pace, { nextCallAt: 1_500, notBefore: 0 }, 0, 1_200)).toEqual({ kind: 'wait', until: 1_500 });
});

test('an idle directory saves up no burst', () => {
  expect(mayCall(pace, { nextCallAt: 1_500, notBefore: 0 }, 0, 99_000)).toEqual({ kind: 'go', nextCallAt: 99_500 });
});

test('a directory that asked for rest is left alone until then', () => {
  expect(mayCall(pace, { nextCallAt: 0, notBefore: 31_000 }, 0, 1_000)).toEqual({ kind: 'wait', until: 31_000 });
});

test('no more calls are under way than configured', () => {
  expect(mayCall(pace, { nextCallAt: 0, notBefore: 0 }, 1, 1_000)).toEqual({ kind: 'full' });
});

test('a clock that jumped back a day does not stop a directory for a day', () => {
  expect(mayCall(pace, { nextCallAt: 86_400_000, notBefore: 0 }, 0, 1_000)).toMatchObject({ kind: 'go' });
  expect(mayCall(pace, { nextCallAt: 0, notBefore: 86_400_000 }, 0, 1_000)).toMatchObject({ kind: 'go' });
});
