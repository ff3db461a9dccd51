import { appendEvent } from '../audit/event.ts';
import type { ToldFacts } from '../audit/kinds/kinds.ts';
import { personal } from '../audit/sealed.ts';
import type { CallResult } from '../directories/operation.ts';
import type { AccountId } from '../ids.ts';
import type { Outcome, Request } from '../requests/request.ts';
import { loadRequest, moveRequest, touchedRequest } from '../requests/request-records.ts';
import type { Random } from '../runtime/random.ts';
import type { Queries } from '../store/store.ts';
import { endAttempt } from './attempt-records.ts';
import type { Batch } from './batch.ts';
import {
  type BatchChange,
  changeBatch,
  dropUnsent,
  endDoubts,
  hasOpenBatches,
  insertBatches,
  retireReady,
} from './batch-records.ts';
import { lookAtBreaker } from './breaker.ts';
import { changePace } from './directory-records.ts';
import { openMembers, writeOutcomes } from './member-records.ts';
import { rested, throttled, troubled } from './pace.ts';
import { loadPayload, type Payload } from './payload.ts';
import { replaceBatch } from './plan-batches.ts';
import type { Rests } from './rests.ts';
import { outcomeFacts, type Seen } from './told.ts';
import type { Verdict } from './verdict.ts';

export interface SettleDeps {
  readonly random: Random;
}

/**
 * Writes what a verdict says, all of it or nothing: outcomes, where the batch goes, the directory's rest, the request's
 * move, and the audit event. `seen`: the accounts that were read to judge it.
 * @returns false when the lease was lost meanwhile; then nothing was written
 */
export async function applyVerdict(
  tx: Queries,
  deps: SettleDeps & { readonly rests: Pick<Rests, 'leftMs'> },
  batch: Batch,
  verdict: Verdict,
  now: number,
  seen: Seen = null,
): Promise<boolean> {
  if (!(await changeBatch(tx, batch, batchChange(verdict)))) return false;
  const request = await holdRequest(tx, batch.requestId, now);
  const outcomes = await record(tx, request, verdict.outcomes, seen);
  const { fence, id } = batch;
  const data = { batch: id, fence, next: verdict.next.kind, doubt: verdict.doubt, outcomes };
  await tell(tx, deps, request, { kind: 'batch.settled', data }, now);
  if (verdict.directoryRests) {
    const { forMs, why } = verdict.directoryRests;
    const { directory } = batch;
    await changePace(tx, directory, (pace) => rested(pace, forMs, deps.rests.leftMs(directory, pace), now), why);
    if (forMs >= WORTH_TELLING_MS) await touchOthers(tx, batch, now);
  }
  if (verdict.next.kind === 'split') {
    const whole = { ...batch, doubt: verdict.doubt };
    const payload = await provenPayload(tx, batch);
    const { parts, resent } = verdict.next;
    await insertBatches(tx, replaceBatch(whole, parts, payload, now, deps.random, resent));
  }
  const own = verdict.next.kind === 'pause' ? verdict.next.reason : null;
  // Those who succeed make no run look worse.
  const isBad = verdict.alarm !== undefined || [...verdict.outcomes.values()].some(({ kind }) => kind !== 'succeeded');
  const tripped = isBad ? await tripsOpen(tx, request, verdict.alarm) : null;
  await moveOn(tx, deps, request, own ?? tripped, now);
  return true;
}

/** Why a run should not go on by itself, or null. Where nothing is left to be sent, nothing is left to be held up. */
async function tripsOpen(tx: Queries, request: Request, alarm?: string): Promise<string | null> {
  return (await hasOpenBatches(tx, request.id)) ? lookAtBreaker(tx, request, alarm ?? null) : null;
}

/** The cards of others say so, too, when nothing is sent for so long. */
const WORTH_TELLING_MS = 5_000;

async function touchOthers(tx: Queries, { directory, requestId }: Batch, now: number): Promise<void> {
  await tx
    .updateTable('requests')
    .set((eb) => ({ version: eb('version', '+', 1), updated_at: now }))
    .where('directory', '=', directory)
    .where('state', 'in', ['approved', 'running'])
    .where('id', '!=', requestId)
    .execute();
}

/** What goes on under new tokens is what was approved, like the batch that it was part of. */
async function provenPayload(tx: Queries, batch: Batch): Promise<Payload> {
  const payload = await loadPayload(tx, batch);
  if (!payload) throw new Error('What is stored of a batch is not what was approved');
  return payload;
}

/** Writes outcomes; answers what the audit trail tells of them, person by person. */
async function record(
  tx: Queries,
  request: Request,
  outcomes: ReadonlyMap<AccountId, Outcome>,
  seen: Seen = null,
): ReturnType<typeof outcomeFacts> {
  await writeOutcomes(tx, request.id, outcomes);
  return outcomeFacts(tx, request, outcomes, seen);
}

async function tell(
  tx: Queries,
  deps: SettleDeps,
  request: Pick<Request, 'id'>,
  facts: ToldFacts,
  now: number,
): Promise<void> {
  await appendEvent(tx, { at: now, requestId: request.id, actor: 'muster', ...facts }, deps.random);
}

/**
 * Counts the request one version on and reads it. The write holds its row until the end of the transaction, so that on
 * Postgres, too, the last of several batches that end at once sees that no other is open.
 */
async function holdRequest(tx: Queries, id: Request['id'], now: number): Promise<Request> {
  const request = await touchedRequest(tx, id, now);
  if (!request) throw new Error('A batch belongs to no request');
  return request;
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

/** The request's own move after a change of its batches: paused, ended, or none. */
async function moveOn(
  tx: Queries,
  deps: SettleDeps,
  request: Request,
  pauseReason: string | null,
  now: number,
): Promise<void> {
  const by = { actor: 'muster', random: deps.random } as const;
  if (request.state.kind === 'stopping') await skipUnsent(tx, deps, request, now);
  if (pauseReason !== null && (await moveRequest(tx, request, { kind: 'paused', at: now, reason: pauseReason }, by)))
    return;
  if (!(await hasOpenBatches(tx, request.id))) await moveRequest(tx, request, { kind: 'emptied', at: now }, by);
}

const NOT_SENT = 'The request was stopped before this person was sent to the directory.';

async function skipUnsent(tx: Queries, deps: SettleDeps, request: Request, now: number): Promise<void> {
  const { dropped, doubted } = await dropUnsent(tx, request.id);
  const skipped: Outcome = { kind: 'skipped', at: now, reason: NOT_SENT };
  for (const batch of dropped) {
    const outcomes = await record(tx, request, new Map(batch.members.map((id) => [id, skipped])));
    await tell(tx, deps, request, { kind: 'batch.dropped', data: { batch: batch.id, outcomes } }, now);
  }
  for (const { id, doubt } of doubted)
    await tell(tx, deps, request, { kind: 'batch.doubted', data: { batch: id, doubt, outcomes: [] } }, now);
}

/** A request that was asked to stop: what was not sent is skipped, and without open batches it has stopped. */
export async function sweepStopped(
  tx: Queries,
  deps: SettleDeps,
  stopping: Pick<Request, 'id'>,
  now: number,
): Promise<void> {
  const request = await holdRequest(tx, stopping.id, now);
  if (request.state.kind === 'stopping') await moveOn(tx, deps, request, null, now);
}

/** A request that is being stopped and whose directory nobody can ask any more: what is in doubt stays unconfirmed. */
export async function giveUpDoubts(
  tx: Queries,
  deps: SettleDeps,
  id: Request['id'],
  reason: string,
  now: number,
): Promise<void> {
  const unconfirmed: Outcome = { kind: 'unconfirmed', at: now, reason };
  const request = await holdRequest(tx, id, now);
  for (const batch of await endDoubts(tx, id)) {
    const open = await openMembers(tx, batch);
    const outcomes = await record(tx, request, new Map(open.map((one) => [one, unconfirmed])));
    const { fence, doubt } = batch;
    const data = { batch: batch.id, fence, next: 'done', doubt, outcomes };
    await tell(tx, deps, request, { kind: 'batch.settled', data }, now);
  }
  await sweepStopped(tx, deps, { id }, now);
}

const IN_DOUBT = 'A call had been sent before, and no answer told what it did.';

/**
 * Between approval and call a plan may shrink: those who became protected or changed get their outcome, each with why, and
 * a batch with a token of its own takes the others on.
 */
export async function leaveOut(
  tx: Queries,
  deps: SettleDeps,
  batch: Batch,
  spared: ReadonlyMap<AccountId, string>,
  now: number,
): Promise<void> {
  if (!(await retireReady(tx, batch))) return;
  const outcomeOf = (reason: string): Outcome =>
    batch.doubt === 'none'
      ? { kind: 'skipped', at: now, reason }
      : { kind: 'unconfirmed', at: now, reason: `${reason} ${IN_DOUBT}` };
  const others = (await openMembers(tx, batch)).filter((id) => !spared.has(id));
  const held = await holdRequest(tx, batch.requestId, now);
  const outcomes = await record(tx, held, new Map([...spared].map(([id, reason]) => [id, outcomeOf(reason)])));
  const data = { batch: batch.id, doubt: batch.doubt, left: others.length, outcomes };
  await tell(tx, deps, held, { kind: 'batch.shrunk', data }, now);
  const by = { actor: 'muster', random: deps.random } as const;
  const request = (await moveRequest(tx, held, { kind: 'started', at: now }, by)) ?? held;
  await insertBatches(tx, replaceBatch(batch, [others], await provenPayload(tx, batch), now, deps.random));
  // Whoever was in doubt is unconfirmed now.
  const isBad = batch.doubt !== 'none' && spared.size > 0;
  await moveOn(tx, deps, request, isBad ? await tripsOpen(tx, request) : null, now);
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

/**
 * Completes the attempt that was stored before the call left, and lets the directory's pace learn from how it ended.
 * `leftAt`: when it left, where that was later than its claim.
 */
export async function completeAttempt(
  tx: Queries,
  deps: SettleDeps,
  batch: Batch,
  call: CallResult,
  now: number,
  leftAt: number | null = null,
): Promise<void> {
  const result = call.kind;
  const status = result === 'refused' || result === 'unavailable' ? call.status : null;
  const directoryRequestId = result === 'not-sent' ? null : call.requestId;
  const detail = 'reason' in call ? call.reason : null;
  const startedAt = await endAttempt(tx, batch, { result, status, directoryRequestId, detail, leftAt }, now);
  const durationMs = now - startedAt;
  const facts = { attempt: batch.fence, result, status, directoryRequestId, durationMs, detail: personal(detail) };
  await tell(tx, deps, { id: batch.requestId }, { kind: 'call.ended', data: { batch: batch.id, ...facts } }, now);
  if (result === 'throttled') {
    await changePace(tx, batch.directory, (pace) => throttled(pace, startedAt, now));
  } else if (result === 'unavailable' || result === 'lost' || result === 'not-sent') {
    await changePace(tx, batch.directory, (pace) => troubled(pace, now));
  }
}

const NOT_LEFT = 'It was ready to follow another call and was not sent after all.';

/** Takes a claim back whose call certainly never left: it was no attempt. Nothing, when the lease was lost meanwhile. */
export async function withdrawClaim(tx: Queries, deps: SettleDeps, batch: Batch, now: number): Promise<void> {
  if (!(await changeBatch(tx, batch, { state: 'ready', notBefore: now }))) return;
  await tx
    .updateTable('batches')
    .set({ attempts: batch.attempts - 1 })
    .where('id', '=', batch.id)
    .execute();
  const facts = { result: 'not-sent', status: null, directoryRequestId: null };
  const startedAt = await endAttempt(tx, batch, { ...facts, detail: NOT_LEFT, leftAt: null }, now);
  const told = { attempt: batch.fence, ...facts, durationMs: now - startedAt, detail: personal(NOT_LEFT) };
  const data = { batch: batch.id, ...told };
  await tell(tx, deps, { id: batch.requestId }, { kind: 'call.ended', data }, now);
  await sweepStopped(tx, deps, { id: batch.requestId }, now);
}
