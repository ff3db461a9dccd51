import { createHash } from 'node:crypto';
import type { Queries } from '../../store/store.ts';
import { canonicalText } from '../chain/link.ts';
import { KINDS } from '../kinds/kinds.ts';
import type { Problem } from './problem.ts';

const ROWS_PER_QUERY = 1_000;

/** Are the events from before there was a chain still those whose digest the chain's first event holds? */
export async function beforeChainProblem(queries: Queries): Promise<Problem | null> {
  const first = await queries.selectFrom('audit_events').select('data_json').where('seq', '=', 1).executeTakeFirst();
  if (!first) return null;
  const began = KINDS['chain.began'].parse(JSON.parse(first.data_json));
  const digest = createHash('sha256');
  let earlier = 0;
  for (let last = 0; ; ) {
    const rows = await queries
      .selectFrom('audit_events_before_chain')
      .selectAll()
      .where('seq', '>', last)
      .orderBy('seq')
      .limit(ROWS_PER_QUERY)
      .execute();
    for (const row of rows) digest.update(`${canonicalText(row)}\n`);
    earlier += rows.length;
    last = rows.at(-1)?.seq ?? last;
    if (rows.length < ROWS_PER_QUERY) break;
  }
  if (earlier === began.earlier && digest.digest('hex') === began.digest) return null;
  return { seq: 1, what: `Of the ${began.earlier} events from before the chain some were changed, removed or added.` };
}
