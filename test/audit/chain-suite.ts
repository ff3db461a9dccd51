import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BEFORE_ALL, linkProblem, type Tip } from '../../src/audit/chain/check-link.ts';
import { type ChainedEvent, eventText } from '../../src/audit/chain/link.ts';
import { readEvents } from '../../src/audit/chain/read-events.ts';
import { appendEvent } from '../../src/audit/event.ts';
import { commitment, personal } from '../../src/audit/sealed.ts';
import { slackUserId } from '../../src/ids.ts';
import { systemRandom } from '../../src/runtime/random.ts';
import { ChangedMeanwhile, type Store } from '../../src/store/store.ts';

export async function allEvents(store: Store): Promise<readonly ChainedEvent[]> {
  const events: ChainedEvent[] = [];
  for await (const page of readEvents(store.db)) events.push(...page);
  return events;
}

export function expectWholeChain(events: readonly ChainedEvent[]): void {
  let tip: Tip = BEFORE_ALL;
  for (const event of events) {
    expect(linkProblem(tip, event)).toBe(null);
    tip = event;
  }
}

/** What one writer does in its transaction. */
const writing = fc.record({
  events: fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 4 }),
  end: fc.constantFrom('commits', 'fails', 'runs-again'),
  turns: fc.nat(3),
});

const noise = (text: string) =>
  ({
    at: 1_700_000_000_000,
    requestId: null,
    actor: slackUserId('U0ALICE'),
    kind: 'refused',
    data: {
      what: 'preview',
      why: 'refused',
      team: text.toWellFormed(),
      directory: null,
      operation: null,
      reason: personal(text.toWellFormed()),
    },
  }) as const;

/** The same promises on every store. */
export function chainSuite(open: () => Promise<Store>, runs: number): void {
  describe('the chain', () => {
    test('has no gap and no fork, whoever writes at once and whatever becomes of them', async () => {
      const store = await open();
      let expected = (await allEvents(store)).length;

      await fc.assert(
        fc.asyncProperty(fc.array(writing, { minLength: 2, maxLength: 8 }), async (writers) => {
          await Promise.allSettled(
            writers.map(async ({ events, end, turns }) => {
              let tries = 0;
              await store.write(async (tx) => {
                tries += 1;
                for (const text of events) await appendEvent(tx, noise(text), systemRandom);
                for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
                if (end === 'fails') throw new Error('changed its mind');
                if (end === 'runs-again' && tries === 1) throw new ChangedMeanwhile('again');
              });
            }),
          );
          expected += writers.reduce((sum, { events, end }) => sum + (end === 'fails' ? 0 : events.length), 0);

          const head = await store.db.selectFrom('audit_head').selectAll().executeTakeFirstOrThrow();
          const [last] = (await allEvents(store)).slice(-1);
          expect(head).toMatchObject({ seq: expected, hash: last?.hash });
        }),
        { numRuns: runs },
      );

      const events = await allEvents(store);
      expectWholeChain(events);
      for (const event of events) {
        const { dataJson, hash: _, ...rest } = event;
        expect(eventText(event)).toBe(canonicalize({ ...rest, data: JSON.parse(dataJson), v: 1 }));
      }
      await store.close();
    });

    test('every commitment opens with its salt, and no clear text stands in an event', async () => {
      const store = await open();
      const secretWords = 'Erin Example left the company on a Tuesday';

      await store.write((tx) => appendEvent(tx, noise(secretWords), systemRandom));

      const clear = await store.db.selectFrom('audit_clear').selectAll().execute();
      const row = clear.find((one) => one.clear === secretWords);
      expect(row?.commitment).toBe(commitment(row?.salt ?? '', secretWords));
      const [last] = (await allEvents(store)).slice(-1);
      expect(last?.dataJson).toContain(`{"sealed":"${row?.commitment}"}`);
      await store.close();
    });

    test('an event of another form than its kind promises is not written, and neither is its change', async () => {
      const store = await open();
      const before = (await allEvents(store)).length;
      const wrong = { ...noise('x'), data: { ...noise('x').data, email: 'erin@acme.example' } };

      await expect(
        store.write(async (tx) => {
          await tx.insertInto('deliveries').values({ key: 'change', received_at: 1 }).execute();
          await appendEvent(tx, wrong, systemRandom);
        }),
      ).rejects.toThrow('Unrecognized key');

      expect((await allEvents(store)).length).toBe(before);
      expect(await store.db.selectFrom('deliveries').selectAll().execute()).toEqual([]);
      await store.close();
    });

    test('an event outside of a write is refused, since nothing would carry it', async () => {
      const store = await open();

      await expect(appendEvent(store.db, noise('x'), systemRandom)).rejects.toThrow('outside of a write');
      await store.close();
    });

    test('nobody changes or removes what was written; a clear text can only go as a whole', async () => {
      const store = await open();
      await store.write((tx) => appendEvent(tx, noise('x'), systemRandom));
      await store.db.insertInto('checkpoints').values({ seq: 1, at: 1, line: '{}' }).execute();
      const { db } = store;

      for (const change of [
        () => db.updateTable('audit_events').set({ actor: 'nobody' }).execute(),
        () => db.deleteFrom('audit_events').execute(),
        () => db.updateTable('audit_clear').set({ clear: 'other' }).execute(),
        () => db.updateTable('checkpoints').set({ line: 'other' }).execute(),
        () => db.deleteFrom('checkpoints').execute(),
        () => db.deleteFrom('audit_head').execute(),
      ]) {
        await expect(change()).rejects.toThrow('append-only');
      }
      await db.deleteFrom('audit_clear').execute();
      expectWholeChain(await allEvents(store));
      await store.close();
    });
  });
}
