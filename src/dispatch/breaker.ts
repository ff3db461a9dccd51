import { type Expression, type SqlBool, sql } from 'kysely';
import { OUTCOME_KINDS, type Request } from '../requests/request.ts';
import { type BreakerFacts, LAST_OUTCOMES, type SeenBefore, trips } from '../safeguards/breaker.ts';
import { loadGuard, saveGuard } from '../safeguards/guard-records.ts';
import type { Queries } from '../store/store.ts';

type Of = Pick<Request, 'id'>;

async function count(queries: Queries, { id }: Of, which: Expression<SqlBool>): Promise<number> {
  const { people } = await queries
    .selectFrom('targets')
    .select((eb) => eb.fn.countAll<number>().as('people'))
    .where('request_id', '=', id)
    .where(which)
    .executeTakeFirstOrThrow();
  return people;
}

/** Everybody who was sent: takes long in a large request, and what it is for is rare, a run that was halted before. */
const countSettled = (queries: Queries, of: Of) =>
  count(queries, of, sql<SqlBool>`outcome is not null and outcome <> 'skipped'`);

async function factsOf(queries: Queries, of: Of, seen: SeenBefore): Promise<BreakerFacts> {
  const recent = await queries
    .selectFrom('targets')
    .select('outcome')
    .where('request_id', '=', of.id)
    .where('outcome', '!=', 'skipped')
    .orderBy('outcome_at', 'desc')
    .orderBy('position', 'desc')
    .limit(LAST_OUTCOMES)
    .execute();
  return {
    settled: seen.settled === 0 ? recent.length : await countSettled(queries, of),
    unconfirmed: await count(queries, of, sql<SqlBool>`outcome = 'unconfirmed'`),
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
  const { seen } = await loadGuard(tx, request.id);
  const facts = await factsOf(tx, request, seen);
  const reason = alarm ?? trips(facts, seen);
  if (reason === null) return null;
  const settled = await countSettled(tx, request);
  const { unconfirmed } = facts;
  await saveGuard(tx, request.id, { seen: { ...seen, settled, unconfirmed } });
  return reason;
}
