import { describe, expect, it } from 'vitest';
import { openWickr, suspend } from './support.ts';

const [one, two] = ['20000001', '20000002'];
const person = (userId: string) => ({
  userId,
  username: `p${userId}@acme.example`,
  firstName: 'Pat',
  lastName: 'Pine',
});
const options = { networks: [{ people: 20, named: [person(one), person(two)] }] };

describe('a client token', () => {
  it('brings back the same answer without a second effect', async () => {
    const { standIn, send } = await openWickr(options);

    const first = await send(suspend([one], 'token'));
    await send(suspend([one], 'undo', false));
    const second = await send(suspend([one], 'token'));

    expect(second.text).toBe(first.text);
    expect(second.headers['x-amzn-requestid']).not.toBe(first.headers['x-amzn-requestid']);
    expect(standIn.state.user('12345678', one)?.suspended).toBe(false);
    expect(standIn.oracle.calls.map((call) => call.note)).toEqual(['', '', 'replayed']);
  });

  it('is forgotten after a while', async () => {
    const { standIn, clock, send } = await openWickr({
      ...options,
      behaviour: { tokenMemory: { kind: 'remembered', forMs: 60_000 } },
    });

    await send(suspend([one], 'token'));
    clock.advance(60_000);
    await send(suspend([one], 'token'));

    expect(standIn.oracle.effectsOf(one)).toHaveLength(2);
  });

  it('can be ignored altogether', async () => {
    const { standIn, send } = await openWickr({ ...options, behaviour: { tokenMemory: { kind: 'ignored' } } });

    await send(suspend([one], 'token'));
    await send(suspend([one], 'token'));

    expect(standIn.oracle.effectsOf(one)).toHaveLength(2);
  });

  it('with another body is a violation, and refused', async () => {
    const { standIn, send } = await openWickr(options);

    await send(suspend([one], 'token'));
    const other = await send(suspend([two], 'token'));
    const opposite = await send(suspend([one], 'token', false));

    expect([other.status, opposite.status]).toEqual([400, 400]);
    expect(standIn.oracle.effectsOf(two)).toEqual([]);
    expect(standIn.oracle.violations).toMatchObject([
      { kind: 'same-token-other-body', detail: 'token', network: '12345678' },
      { kind: 'same-token-other-body' },
    ]);
  });

  it('with another body is noticed even when the first attempt came to nothing', async () => {
    const { standIn, send } = await openWickr(options);
    standIn.faults.set('error-500', 1);

    await send(suspend([one], 'token'));
    await send(suspend([two], 'token'));

    expect(standIn.oracle.violations.map((it) => it.kind)).toEqual(['same-token-other-body']);
  });

  it.each([
    ['replay', 0],
    ['execute', 1],
  ] as const)('with another body can be made to %s', async (sameTokenOtherBody, effects) => {
    const { standIn, send } = await openWickr({ ...options, behaviour: { sameTokenOtherBody } });

    await send(suspend([one], 'token'));
    const reply = await send(suspend([two], 'token'));

    expect(reply.status).toBe(200);
    expect(standIn.oracle.effectsOf(two)).toHaveLength(effects);
  });

  it('means nothing to another operation', async () => {
    const { standIn, send } = await openWickr(options);

    await send(suspend([one], 'token'));
    const path = '/networks/12345678/users/batch-delete';
    await send({ method: 'POST', path, body: { userIds: [one] }, token: 'token' });

    expect(standIn.oracle.effectsOf(one).map((effect) => effect.what)).toEqual(['suspended', 'deleted']);
    expect(standIn.oracle.violations).toEqual([]);
  });
});
