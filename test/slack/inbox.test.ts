import { beforeEach, describe, expect, it } from 'vitest';
import { createDeliveries } from '../../src/slack/deliveries.ts';
import { InFlight } from '../../src/slack/in-flight.ts';
import { createInbox, type KeptInbox } from '../../src/slack/inbox.ts';
import { keptBody } from '../../src/slack/kept-body.ts';
import { ActionPayload, CommandPayload, SubmissionPayload } from '../../src/slack/payloads.ts';
import type { Store } from '../../src/store/store.ts';
import { quietLog } from '../support/quiet-log.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { SimulatedClock } from '../support/simulated-clock.ts';
import { testStore } from '../support/test-store.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let store: Store;
let clock: SimulatedClock;
let replicas = 0;
beforeEach(async () => {
  store = await testStore();
  clock = new SimulatedClock();
});

interface Replica {
  readonly inbox: KeptInbox;
  /** What it worked off later than when it was delivered, with the excuse if there was one. */
  readonly worked: (readonly [unknown, string | null])[];
  /** One look, and all that came of it. */
  look(): Promise<void>;
}

/** A process that listens for `approve`. `dies`: it is killed while it works off. */
function replica({ dies = false } = {}): Replica {
  const inFlight = new InFlight();
  replicas += 1;
  const inbox = createInbox({ store, inFlight, clock, random: seededRandom(replicas), log: quietLog });
  const worked: (readonly [unknown, string | null])[] = [];
  inbox.register('approve', async (body, excuse) => {
    worked.push([body, excuse]);
    if (dies) await new Promise(() => {});
  });
  const look = async () => {
    await inbox.step();
    if (!dies) await inFlight.drain(clock, HOUR);
  };
  return { inbox, worked, look };
}

const rows = () => store.db.selectFrom('deliveries').selectAll().execute();

describe('what was acknowledged and not worked off', () => {
  it('is worked off by the next life of the process, once', async () => {
    await replica().inbox.keep('approve', 'a', { id: 1 });
    const second = replica();
    await second.inbox.takeOver();
    clock.advance(store.dialect === 'sqlite' ? 1 : MINUTE);

    await second.look();
    await second.look();

    expect(second.worked).toEqual([[{ id: 1 }, null]]);
  });

  it('keeps nothing but its key once it is done', async () => {
    const { inbox } = replica();
    await inbox.keep('approve', 'a', { typed: 'an invite code' });

    await inbox.worked('a');

    expect(JSON.stringify(await rows())).not.toContain('invite code');
    expect(await inbox.keep('approve', 'a', {})).toBe(false);
    expect(await inbox.isNew('a')).toBe(false);
  });

  it('stays with the process that works on it, for as long as that lives', async () => {
    const [first, second] = [replica(), replica()];
    await first.inbox.keep('approve', 'a', {});

    for (let looks = 0; looks < 12; looks += 1) {
      clock.advance(10_000);
      await first.look();
      await second.look();
    }

    expect([...first.worked, ...second.worked]).toEqual([]);
  });

  it('goes to one of the others when that process is gone', async () => {
    await replica().inbox.keep('approve', 'a', {});
    const others = [replica(), replica(), replica()];
    clock.advance(MINUTE);

    await Promise.all(others.map(({ look }) => look()));

    expect(others.flatMap(({ worked }) => worked)).toHaveLength(1);
  });

  it('is not waited for longer when the clock went back', async () => {
    await replica().inbox.keep('approve', 'a', {});
    clock.advance(-3 * HOUR);
    const second = replica();

    await second.look();

    expect(second.worked).toEqual([[{}, null]]);
  });

  it('is not done any more after half an hour, and the person is told so', async () => {
    await replica().inbox.keep('approve', 'a', {});
    clock.advance(HOUR);
    const second = replica();

    await second.look();

    expect(second.worked).toEqual([[{}, expect.stringMatching(/I did nothing about it/)]]);
    expect(await rows()).toMatchObject([{ body_json: null, lease_until: null }]);
  });

  it('is given up when it ends the process each time', async () => {
    await replica().inbox.keep('approve', 'a', {});
    for (let lives = 0; lives < 2; lives += 1) {
      clock.advance(MINUTE);
      await replica({ dies: true }).look();
    }
    clock.advance(MINUTE);
    const last = replica();

    await last.look();

    expect(last.worked).toEqual([[{}, expect.stringMatching(/given it up/)]]);
  });

  it('is let go where nobody listens for it any more', async () => {
    await replica().inbox.keep('an older release', 'a', {});
    clock.advance(MINUTE);

    await replica().look();

    expect(await rows()).toMatchObject([{ key: 'a', body_json: null, lease_until: null }]);
  });

  it('outlives the week for which keys are remembered', async () => {
    const { inbox } = replica();
    await inbox.keep('approve', 'left', {});
    await inbox.keep('approve', 'done', {});
    await inbox.worked('done');
    clock.advance(8 * 24 * HOUR);

    await createDeliveries(store, clock).forgetOld();

    expect(await rows()).toMatchObject([{ key: 'left' }]);
  });
});

describe('what is kept of a delivery', () => {
  const who = {
    user: { id: 'U1', team_id: 'T1', name: 'alice.lee' },
    team: { id: 'T1', domain: 'acme' },
    token: 'old',
  };

  it.each([
    [
      'a command',
      CommandPayload,
      {
        command: '/wickr',
        text: 'suspend <@U2|alice.lee>',
        user_id: 'U1',
        user_name: 'alice.lee',
        team_id: 'T1',
        channel_id: 'C1',
        response_url: 'https://hooks.slack.com/1',
        trigger_id: 't',
        token: 'old',
      },
    ],
    [
      'a click',
      ActionPayload,
      {
        ...who,
        trigger_id: 't',
        container: { channel_id: 'C1', message_ts: '1.1' },
        message: { text: 'Names of people' },
        actions: [{ action_id: 'a', value: 'v', text: { text: 'Approve' } }],
      },
    ],
    [
      'a modal',
      SubmissionPayload,
      {
        ...who,
        view: {
          id: 'V1',
          hash: 'h',
          private_metadata: 'm',
          state: { values: { b: { a: { value: 'typed' } } } },
          blocks: [],
        },
      },
    ],
  ] as const)('of %s is what its listener reads, and no name, token or message beside it', (_name, schema, body) => {
    const kept = JSON.parse(JSON.stringify(keptBody(schema, body)));

    expect(schema.parse(kept)).toEqual(schema.parse(body));
    expect(JSON.stringify(kept)).not.toMatch(/user_name|"name"|domain|token|"message"|blocks/);
  });
});
