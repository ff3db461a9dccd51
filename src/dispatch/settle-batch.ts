import { appendEvent } from '../audit/event.ts';
import type { CallResult } from '../directories/operation.ts';
import type { Outcome, Request } from '../requests/request.ts';
import { loadRequest, moveRequest, touchRequest } from '../requests/request-records.ts';
import type { Random } from '../runtime/random.ts';
import type { Queries } from '../store/store.ts';
import type { Batch } from './batch.ts';
import {
  type BatchChange,
  changeBatch,
  dropUnsent,
  hasOpenBatches,
  insertBatches,
  writeOutcomes,
} from './batch-records.ts';
import { splitBatch } from './plan-batches.ts';
import type { Verdict } from './verdict.ts';

export interface SettleDeps {
  readonly random: Random;
}

/**
 * Writes what a verdict says, all of it or nothing: outcomes, where the batch goes, the directory's rest, the request's
 * move, and the audit event.
 * @returns false when the lease was lost meanwhile; then nothing was written
 */
export async function applyVerdict(
  tx: Queries,
  deps: SettleDeps,
  batch: Batch,
  verdict: Verdict,
  now: number,
): Promise<boolean> {
  if (!(await changeBatch(tx, batch, batchChange(verdict)))) return false;
  await writeOutcomes(tx, batch.requestId, verdict.outcomes);
  await appendEvent(
    tx,
    {
      at: now,
      requestId: batch.requestId,
      actor: 'muster',
      kind: 'batch.settled',
      data: {
        batch: batch.id,
        fence: batch.fence,
        next: verdict.next.kind,
        doubt: verdict.doubt,
        outcomes: Object.fromEntries([...verdict.outcomes].map(([id, outcome]) => [id, outcome.kind])),
      },
    },
    deps.random,
  );
  if (verdict.directoryRests) {
    await tx
      .updateTable('directories')
      .set({ not_before: verdict.directoryRests.until, waiting_for: verdict.directoryRests.why })
      .where('name', '=', batch.directory)
      .where('not_before', '<', verdict.directoryRests.until)
      .execute();
  }
  const request = await loadRequest(tx, batch.requestId);
  if (!request) throw new Error('A batch belongs to no request');
  if (verdict.next.kind === 'split') {
    await insertBatches(tx, splitBatch(batch, verdict.next.members, request, now, deps.random));
  }
  await moveOn(tx, deps, request, verdict.next.kind === 'pause' ? verdict.next.reason : null, now);
  return true;
}

function batchChange({ next, doubt }: Verdict): BatchChange {
  switch (next.kind) {
    case 'done':
      return { state: 'done', doubt };
    case 'split':
      return { state: 'split', doubt };
    case 'call-again':
      return { state: 'ready', doubt, notBefore: next.at, problem: next.problem };
    case 'read-back':
      return { state: 'settling', doubt, notBefore: next.at, problem: next.problem };
    case 'pause':
      return { state: next.back, doubt };
  }
}

/** The request's own move after a change of its batches: paused, ended, or just one version on. */
async function moveOn(
  tx: Queries,
  deps: SettleDeps,
  request: Request,
  pauseReason: string | null,
  now: number,
): Promise<void> {
  const by = { actor: 'muster', random: deps.random } as const;
  if (request.state.kind === 'stopping') await skipUnsent(tx, request, now);
  if (pauseReason !== null && (await moveRequest(tx, request, { kind: 'paused', at: now, reason: pauseReason }, by)))
    return;
  if (!(await hasOpenBatches(tx, request.id)) && (await moveRequest(tx, request, { kind: 'emptied', at: now }, by)))
    return;
  await touchRequest(tx, request.id, now);
}

const NOT_SENT = 'The request was stopped before this person was sent to the directory.';

async function skipUnsent(tx: Queries, request: Request, now: number): Promise<void> {
  const dropped = await dropUnsent(tx, request.id);
  const skipped: Outcome = { kind: 'skipped', at: now, reason: NOT_SENT };
  await writeOutcomes(
    tx,
    request.id,
    new Map(dropped.flatMap((batch) => batch.members.map((id) => [id, skipped] as const))),
  );
}

/** A request that was asked to stop: what was not sent is skipped, and without open batches it has stopped. */
export async function sweepStopped(
  tx: Queries,
  deps: SettleDeps,
  stopping: Pick<Request, 'id'>,
  now: number,
): Promise<void> {
  const request = await loadRequest(tx, stopping.id);
  if (request?.state.kind === 'stopping') await moveOn(tx, deps, request, null, now);
}

/** Pauses a request from outside a batch, such as when rights were lost. */
export async function pauseRequest(
  tx: Queries,
  deps: SettleDeps,
  id: Request['id'],
  reason: string,
  now: number,
): Promise<void> {
  const request = await loadRequest(tx, id);
  if (request)
    await moveRequest(tx, request, { kind: 'paused', at: now, reason }, { actor: 'muster', random: deps.random });
}

/** Completes the attempt that was stored before the call left. */
export async function completeAttempt(tx: Queries, batch: Batch, result: CallResult, now: number): Promise<void> {
  await tx
    .updateTable('attempts')
    .set({
      ended_at: now,
      result: result.kind,
      status: result.kind === 'refused' || result.kind === 'unavailable' ? result.status : null,
      directory_request_id: result.kind === 'not-sent' ? null : result.requestId,
      detail: 'reason' in result ? result.reason : null,
    })
    .where('batch_id', '=', batch.id)
    .where('number', '=', batch.fence)
    .execute();
}
