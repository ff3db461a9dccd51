import { appendEvent } from '../audit/event.ts';
import { touchRequest } from '../requests/request-records.ts';
import type { Random } from '../runtime/random.ts';
import { cutForStage, sentNobody } from '../safeguards/ramp.ts';
import type { Queries } from '../store/store.ts';
import type { Batch } from './batch.ts';
import { hasOpenBatches, insertBatches, retireReady } from './batch-records.ts';
import { openMembers, outcomesOfStage } from './member-records.ts';
import type { Payload } from './payload.ts';
import { replaceBatch } from './plan-batches.ts';

/**
 * A stage whose people were all left out has shown nothing: the first of the batch that would come after it take its place,
 * under a token of their own, and the others of the batch wait for them. Found again after a crash, since what it rests on is
 * what is stored; nothing happens where another process was first.
 */
export async function repeatStage(
  tx: Queries,
  { random }: { readonly random: Random },
  batch: Batch,
  stage: number,
  payload: Payload,
  now: number,
): Promise<void> {
  // Holds the request's row: on Postgres, another process that would do the same with another batch waits here.
  await touchRequest(tx, batch.requestId, now);
  if (await hasOpenBatches(tx, batch.requestId, batch.stage)) return;
  if (!sentNobody(await outcomesOfStage(tx, batch.requestId, stage))) return;
  if (!(await retireReady(tx, batch))) return;
  const [first, others] = cutForStage(await openMembers(tx, batch), stage);
  const data = { batch: batch.id, stage, first: first.length, left: others.length };
  await appendEvent(tx, { at: now, requestId: batch.requestId, actor: 'muster', kind: 'batch.cut', data }, random);
  await insertBatches(tx, [
    ...replaceBatch({ ...batch, stage }, [first], payload, now, random),
    ...replaceBatch(batch, [others], payload, now, random),
  ]);
}
