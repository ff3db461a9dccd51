import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../src/runtime/clock.ts';
import { systemRandom } from '../../src/runtime/random.ts';
import { InFlight } from '../../src/slack/in-flight.ts';
import type { Inbox } from '../../src/slack/inbox.ts';
import { type Handler, safely } from '../../src/slack/safely.ts';
import { quietLog } from '../support/quiet-log.ts';

type Payload = { readonly id: string };

/** A listener whose every move is written down. */
function listener(
  parts: Partial<Handler<Payload>> = {},
  isNew: (key: string) => Promise<boolean> = async () => true,
  timed?: (kind: string) => () => void,
) {
  const moves: string[] = [];
  const inFlight = new InFlight();
  const inbox: Inbox = {
    register: () => {},
    isNew: (key) => {
      moves.push(`look up ${key}`);
      return isNew(key);
    },
    keep: (handler, key, body) => {
      moves.push(`keep ${handler} ${key} ${JSON.stringify(body)}`);
      return isNew(key);
    },
    worked: async (key) => void moves.push(`worked ${key}`),
  };
  const listen = safely(
    { inbox, inFlight, random: systemRandom, log: quietLog, ...(timed ? { timed } : {}) },
    {
      name: 'test',
      payload: z.object({ id: z.string() }),
      key: ({ id }) => id,
      work: async ({ id }) => {
        moves.push(`work ${id}`);
      },
      failed: async (_payload, text) => {
        moves.push(text.replace(/[0-9a-f]{8}/, '#'));
      },
      ...parts,
    },
  );
  const ack = async (body?: object) => {
    moves.push(`ack ${JSON.stringify(body ?? {})}`);
  };
  return { moves, inFlight, deliver: (body: unknown, how = ack) => listen({ body, ack: how }) };
}

describe('a Slack listener', () => {
  it('keeps what it reads of the act before it answers Slack, and works only then', async () => {
    const { moves, deliver } = listener();

    await deliver({ id: 'a', user_name: 'alice' });

    expect(moves).toEqual(['keep test a {"id":"a"}', 'ack {}', 'work a', 'worked a']);
  });

  it('answers first where only a form is opened, and keeps nothing of it', async () => {
    const { moves, deliver } = listener({ fleeting: () => true });

    await deliver({ id: 'a' });

    expect(moves).toEqual(['ack {}', 'look up a', 'work a']);
  });

  it('does nothing for what was delivered before', async () => {
    const { moves, deliver } = listener({}, async () => false);

    await deliver({ id: 'a' });

    expect(moves).toEqual(['keep test a {"id":"a"}', 'ack {}']);
  });

  it('times an act from its arrival to its acknowledgement, by its kind', async () => {
    const times: string[] = [];
    const timed = (kind: string) => {
      times.push(`${kind} arrives`);
      return () => times.push(`${kind} is acknowledged`);
    };
    const { moves, deliver } = listener({ name: 'action approve' }, async () => times.push('kept') > 0, timed);

    await deliver({ id: 'a' });

    expect(times).toEqual(['action arrives', 'kept', 'action is acknowledged']);
    expect(moves).toContain('work a');
  });

  it('answers what it cannot read, and leaves it', async () => {
    const { moves, deliver } = listener();

    await deliver({ id: 7 });
    await deliver(null);

    expect(moves).toEqual(['ack {}', 'ack {}']);
  });

  it('ends with the answer when that says all, so that the same form may be sent again', async () => {
    const { moves, deliver } = listener({ ack: () => ({ body: { errors: {} }, finished: true }) });

    await deliver({ id: 'a' });

    expect(moves).toEqual(['ack {"errors":{}}']);
  });

  it('works on when Slack did not take the answer', async () => {
    const { moves, deliver } = listener();

    await deliver({ id: 'a' }, async () => {
      throw new Error('The socket is gone');
    });

    expect(moves).toContain('work a');
  });

  it('answers Slack even when it cannot read what to answer', async () => {
    const { moves, deliver } = listener({
      ack: () => {
        throw new Error('broken');
      },
    });

    await deliver({ id: 'a' });

    expect(moves).toEqual(['ack {}', expect.stringMatching(/could not finish this/)]);
  });

  it.each<readonly [string, Partial<Handler<Payload>>, () => Promise<boolean>]>([
    ['the work breaks', { work: async () => Promise.reject(new Error('broken')) }, async () => true],
    ['the store is gone', {}, async () => Promise.reject(new Error('gone'))],
  ])('tells the person when %s', async (_name, parts, isNew) => {
    const { moves, deliver } = listener(parts, isNew);

    await deliver({ id: 'a' });

    expect(moves.filter((move) => move.startsWith('ack'))).toHaveLength(1);
    expect(moves).toContainEqual(expect.stringMatching(/could not finish this.*reference #\.$/));
  });

  it('never rejects, not even when the person cannot be told', async () => {
    const { deliver } = listener({
      work: async () => Promise.reject(new Error('broken')),
      failed: async () => Promise.reject(new Error('Slack is away')),
    });

    await expect(deliver({ id: 'a' })).resolves.toBeUndefined();
  });

  it('is waited for, but not for ever', async () => {
    const { inFlight, deliver } = listener({ work: () => new Promise(() => {}) });
    void deliver({ id: 'a' });

    await inFlight.drain({ ...systemClock, sleep: async () => {} }, 5_000);
  });
});
