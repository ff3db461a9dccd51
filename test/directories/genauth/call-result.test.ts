import { expect, test } from 'vitest';
import { unanswered } from '../../../src/directories/genauth/call-result.ts';
import type { Failure } from '../../../src/directories/genauth/failure.ts';
import { accountId } from '../../../src/ids.ts';

const ONE = [accountId('a'.repeat(24))];
const TWO = [...ONE, accountId('b'.repeat(24))];
const facts = { requestId: 'r', reason: 'It said so' };
const answered = { ...facts, apiCode: null };
const failure = (more: object): Failure => ({ ...answered, effect: 'in-doubt', status: 400, ...more }) as Failure;

test.for([
  [
    'a refusal of several, some of whom may be done',
    { kind: 'person', problem: 'not-found', status: 404 },
    TWO,
    { kind: 'refused', inDoubt: true },
  ],
  ['an answer of success: false', { kind: 'declined', status: 200 }, TWO, { kind: 'refused', inDoubt: true }],
  [
    'an error of the service itself',
    { kind: 'unavailable', status: 500, enveloped: true, retryAfterMs: null },
    TWO,
    { kind: 'refused', status: 500, inDoubt: true },
  ],
  [
    'a proxy that is out of order',
    { kind: 'unavailable', status: 500, enveloped: false, retryAfterMs: null },
    TWO,
    { kind: 'unavailable', status: 500 },
  ],
  [
    'maintenance',
    { kind: 'unavailable', status: 503, enveloped: true, retryAfterMs: 5 },
    TWO,
    { kind: 'unavailable', retryAfterMs: 5 },
  ],
  ['a signature that was seen before', { kind: 'lost', cause: 'replayed' }, TWO, { kind: 'lost' }],
  ['a redirect', { kind: 'unexpected', status: 302 }, TWO, { kind: 'lost' }],
  ['a throttle', { kind: 'throttled', effect: 'none', retryAfterMs: null }, TWO, { kind: 'throttled' }],
  [
    'a key that is not accepted',
    { kind: 'blocked', cause: 'credentials', effect: 'none' },
    TWO,
    { kind: 'unauthenticated' },
  ],
  [
    'a pool that is not there',
    { kind: 'blocked', cause: 'pool', effect: 'none', status: 404 },
    TWO,
    { kind: 'refused', status: 404 },
  ],
  [
    'a plan whose limit was met half-way',
    { kind: 'blocked', cause: 'plan', status: 402 },
    TWO,
    { kind: 'refused', inDoubt: true },
  ],
  ['a call that was never sent', { kind: 'never-sent', cause: 'token', effect: 'none' }, TWO, { kind: 'not-sent' }],
] as const)('%s', ([, more, members, expected]) => {
  expect(unanswered(failure(more), members)).toMatchObject(expected);
});

test('somebody unknown in a call about them alone has failed, and the place is not doubted', () => {
  const result = unanswered(failure({ kind: 'person', problem: 'not-found', status: 404, effect: 'none' }), ONE);

  expect(result).toMatchObject({ kind: 'answered' });
  expect(result.kind === 'answered' && result.items.get(ONE[0] ?? accountId(''))).toEqual({
    kind: 'failed',
    reason: 'It said so.',
  });
});
