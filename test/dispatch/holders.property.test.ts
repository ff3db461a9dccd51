import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Batch } from '../../src/dispatch/batch.ts';
import { claimBatch } from '../../src/dispatch/claim.ts';
import { findDueBatch } from '../../src/dispatch/due-batch.ts';
import { Rests } from '../../src/dispatch/rests.ts';
import { applyVerdict } from '../../src/dispatch/settle-batch.ts';
import { halves, type Verdict } from '../../src/dispatch/verdict.ts';
import type { AccountId, RequestId } from '../../src/ids.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';

const POOL = Array.from({ length: 160 }, (_, index) => String(1_000 + index));

/** Several requests for neighbouring people, so that most share somebody. */
const wanted = fc.array(fc.record({ from: fc.integer({ min: 0, max: 100 }), count: fc.integer({ min: 1, max: 60 }) }), {
  minLength: 2,
  maxLength: 4,
});
const steps = fc.array(
  fc.record({
    what: fc.constantFrom('claim', 'claim', 'settle', 'settle', 'pause', 'resume', 'approve'),
    which: fc.nat(),
    end: fc.constantFrom('done', 'done', 'again', 'doubt', 'split', 'pause'),
  }),
  { minLength: 20, maxLength: 60 },
);

type End = 'done' | 'again' | 'doubt' | 'split' | 'pause';

function verdictOf(end: End, batch: Batch, open: readonly AccountId[], now: number): Verdict {
  const nobody = { outcomes: new Map(), doubt: batch.doubt, directoryRests: null };
  const reason = 'as drawn';
  if (end === 'again') return { ...nobody, next: { kind: 'call-again', at: now + 500, problem: reason } };
  if (end === 'doubt') return { ...nobody, doubt: 'lost', next: { kind: 'read-back', at: now + 500, problem: reason } };
  if (end === 'pause') return { ...nobody, next: { kind: 'pause', back: 'ready', reason } };
  if (end === 'split' && open.length > 1) return { ...nobody, next: { kind: 'split', parts: halves(open) } };
  const outcomes = new Map(open.map((id) => [id, { kind: 'succeeded', at: now } as const]));
  return { ...nobody, outcomes, next: { kind: 'done' } };
}

test('whatever happens to requests about the same people, two never hold a person at once, and none waits for ever', async () => {
  await fc.assert(
    fc.asyncProperty(wanted, steps, async (requests, story) => {
      const domain = await buildDomain({ accounts: POOL.map((id) => account(id)) });
      const { cast, clock, directory, random, store, submitted, useCases, state } = domain;
      const ids: RequestId[] = [];
      for (const { from, count } of requests) ids.push(await submitted(byId(...POOL.slice(from, from + count))));
      const claims = { store, random, owner: 'me', leaseMs: 10 * 60_000, rests: new Rests(clock) };
      const place = { name: directory.name, pace: { callsPerSecond: 100, inFlight: 100 } };
      const underWay: Batch[] = [];
      /** People for whom a call was made whose end is not known yet, and by whom. */
      const begun = new Map<AccountId, RequestId>();

      const claim = async (): Promise<boolean> => {
        clock.advance(20);
        const due = await findDueBatch(store.db, directory.name, clock.now());
        if (!due) return false;
        const claimed = await claimBatch(claims, place, due, clock.now());
        if (claimed.kind !== 'claimed') return claimed.kind === 'held';
        for (const member of claimed.batch.members) {
          expect(begun.get(member) ?? due.requestId).toBe(due.requestId);
          begun.set(member, due.requestId);
        }
        underWay.push(claimed.batch);
        return true;
      };
      const settle = async (which: number, end: End) => {
        const [batch] = underWay.splice(which % Math.max(1, underWay.length), 1);
        if (!batch) return;
        const verdict = verdictOf(end, batch, batch.members, clock.now());
        await store.write((tx) => applyVerdict(tx, claims, batch, verdict, clock.now()));
        const keeps = verdict.next.kind !== 'done' && !(verdict.next.kind === 'split' && verdict.doubt === 'none');
        if (!keeps) for (const member of batch.members) begun.delete(member);
      };
      const resume = async (id: RequestId) => void (await useCases.resume(id, actor(cast.bob)));

      for (const { what, which, end } of story) {
        const id = ids[which % ids.length] as RequestId;
        if (what === 'approve') await useCases.approve(id, actor(cast.bob));
        else if (what === 'resume') await resume(id);
        else if (what === 'settle') await settle(which, end as End);
        else if (what === 'claim') await claim();
      }
      for (const id of ids) await useCases.approve(id, actor(cast.bob));
      const isOver = async () => (await Promise.all(ids.map(state))).every((kind) => kind === 'finished');
      for (let round = 0; round < 200 && !(await isOver()); round += 1) {
        clock.advance(3_000);
        for (const id of ids) if ((await state(id)) === 'paused') await resume(id);
        await claim();
        await settle(0, 'done');
      }

      for (const id of ids) expect(await state(id)).toBe('finished');
      await store.close();
    }),
    { numRuns: 20, endOnFailure: true },
  );
}, 120_000);
