import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { callResult } from '../../../src/directories/wickr/call-result.ts';
import type { Called } from '../../../src/directories/wickr/calling.ts';
import type { ErrorAnswer } from '../../../src/directories/wickr/errors.ts';
import { BatchAnswer } from '../../../src/directories/wickr/schema.ts';
import { id, ids } from './harness.ts';

function answer(successful: string[], failed: { userId: string; reason?: string }[] = []): Called<BatchAnswer> {
  const value = BatchAnswer.parse({
    message: 'success',
    successful: successful.map((userId) => ({ userId })),
    failed,
  });
  return { kind: 'ok', requestId: 'req-1', value };
}

function error(problem: ErrorAnswer['problem'], status: number): ErrorAnswer {
  return {
    kind: 'error',
    problem,
    status,
    name: null,
    json: true,
    reason: 'why',
    retryAfterMs: 700,
    requestId: 'req-1',
  };
}

describe('the answer to a batch', () => {
  test('is read person by person, with the reason as Wickr wrote it', () => {
    const result = callResult(answer(['1'], [{ userId: '2', reason: 'User not found' }, { userId: '3' }]), ids(3));

    expect(result).toEqual({
      kind: 'answered',
      requestId: 'req-1',
      items: new Map([
        [id('1'), { kind: 'succeeded' }],
        [id('2'), { kind: 'failed', reason: 'User not found' }],
        [id('3'), { kind: 'failed', reason: 'Wickr gave no reason' }],
      ]),
      foreign: [],
    });
  });

  test('leaves out who is missing and who is both', () => {
    const result = callResult(answer(['1', '2'], [{ userId: '2', reason: 'no' }]), ids(3));

    expect(result).toMatchObject({ items: new Map([[id('1'), { kind: 'succeeded' }]]) });
  });

  test('names ids that were not in the batch, each once', () => {
    const result = callResult(answer(['1', '1', '77', '77'], [{ userId: '0', reason: 'no' }]), ids(1));

    expect(result).toMatchObject({ items: new Map([[id('1'), { kind: 'succeeded' }]]), foreign: ['77', '0'] });
  });

  test('never speaks of anyone but members, and of each only when it says one thing', () => {
    const some = fc.array(fc.nat(12).map(String));
    fc.assert(
      fc.property(some, some, (successful, failed) => {
        const members = ids(8);

        const result = callResult(
          answer(
            successful,
            failed.map((userId) => ({ userId })),
          ),
          members,
        );

        if (result.kind !== 'answered') throw new Error('not answered');
        const saysOneThing = members.filter((member) => successful.includes(member) !== failed.includes(member));
        expect([...result.items.keys()]).toEqual(saysOneThing);
        expect(result.foreign.every((foreign) => !members.includes(id(foreign)))).toBe(true);
      }),
    );
  });
});

test.each([
  ['invalid', 400, { kind: 'refused', requestId: 'req-1', status: 400, reason: 'why' }],
  ['not-found', 404, { kind: 'refused', requestId: 'req-1', status: 404, reason: 'why' }],
  ['invalid', 422, { kind: 'refused', requestId: 'req-1', status: 422, reason: 'why' }],
  ['throttled', 429, { kind: 'throttled', requestId: 'req-1', retryAfterMs: 700 }],
  ['unavailable', 503, { kind: 'unavailable', requestId: 'req-1', status: 503, retryAfterMs: 700 }],
  ['unauthenticated', 401, { kind: 'unauthenticated', requestId: 'req-1', reason: 'why' }],
  ['forbidden', 403, { kind: 'forbidden', requestId: 'req-1', reason: 'why' }],
  ['unexpected', 302, { kind: 'lost', requestId: 'req-1', reason: 'why' }],
] as const)('%s (%i) is told as it is', (problem, status, expected) => {
  expect(callResult(error(problem, status), ids(2))).toEqual(expected);
});
