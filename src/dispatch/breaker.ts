import { OUTCOME_KINDS, type Request } from '../requests/request.ts';
import { type BreakerFacts, LAST_OUTCOMES, trips } from '../safeguards/breaker.ts';
import { loadGuard, saveGuard } from '../safeguards/guard-records.ts';
import type { Queries } from '../store/store.ts';

const SENT = ['succeeded', 'failed', 'unconfirmed'];

async function factsOf(queries: Queries, { id }: Pick<Request, 'id'>): Promise<BreakerFacts> {
  const counts = await queries
    .selectFrom('targets')
    .select((eb) => ['outcome', eb.fn.countAll<number>().as('people')])
    .where('request_id', '=', id)
    .where('outcome', 'in', SENT)
    .groupBy('outcome')
    .execute();
  const recent = await queries
    .selectFrom('targets')
    .select('outcome')
    .where('request_id', '=', id)
    .where('outcome', 'in', SENT)
    .orderBy('outcome_at', 'desc')
    .limit(LAST_OUTCOMES)
    .execute();
  return {
    settled: counts.reduce((sum, { people }) => sum + people, 0),
    unconfirmed: counts.find(({ outcome }) => outcome === 'unconfirmed')?.people ?? 0,
    recent: recent.flatMap(({ outcome }) => OUTCOME_KINDS.find((kind) => kind === outcome) ?? []),
  };
}

/**
 * Looks at what came of a request so far, in the transaction that wrote it. Answers why it should pause, or null. What it
 * answers once is remembered, so that resuming is not undone by the same facts.
 */
export async function lookAtBreaker(
  tx: Queries,
  request: Pick<Request, 'id'>,
  alarm: string | null,
): Promise<string | null> {
  const facts = await factsOf(tx, request);
  const { seen } = await loadGuard(tx, request.id);
  const reason = alarm ?? trips(facts, seen);
  if (reason === null) return null;
  const { settled, unconfirmed } = facts;
  await saveGuard(tx, request.id, { seen: { ...seen, settled, unconfirmed } });
  return reason;
}
