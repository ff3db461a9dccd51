import type { Queries, Store } from '../../store/store.ts';
import { readEvents } from '../chain/read-events.ts';
import type { AuditKey } from '../checkpoints/keys.ts';
import { beforeChainProblem } from './before-chain.ts';
import { type ChainChecked, checkChain } from './chain.ts';
import { type CheckpointSource, readCheckpoints } from './checkpoints.ts';
import type { Problem } from './problem.ts';
import { checkStore, type StoreChecked } from './store.ts';
import { collectStories } from './story.ts';

export interface Verified {
  readonly chain: ChainChecked;
  /** Null when the chain was wrong, and the store was not looked at. */
  readonly store: StoreChecked | null;
  readonly problem: Problem | null;
}

/** Checks chain, checkpoints and store against each other, all as of one moment. */
export async function verifyStore(
  store: Store,
  outside: readonly CheckpointSource[],
  keys: readonly AuditKey[],
): Promise<Verified> {
  const work = async (queries: Queries): Promise<Verified> => {
    const lines = await queries.selectFrom('checkpoints').select('line').orderBy('seq').execute();
    const stored: CheckpointSource = { name: 'the store', lines: lines.map(({ line }) => line) };
    const stories = collectStories();
    const known = readCheckpoints(outside, keys, stored);
    const chain = await checkChain(readEvents(queries), known, stories.take);
    const problem = chain.problem ?? (await headProblem(queries, chain)) ?? (await beforeChainProblem(queries));
    if (problem) return { chain, store: null, problem };
    const checked = await checkStore(queries, stories);
    return { chain, store: checked, problem: checked.problem };
  };
  // SQLite has one writer, and it is us. On Postgres a bot may be writing: we look at one moment.
  const transaction = store.db.transaction();
  return store.dialect === 'sqlite' ? work(store.db) : transaction.setIsolationLevel('repeatable read').execute(work);
}

/** The last events may be missing together with the checkpoints that name them; the head still counts them. */
async function headProblem(queries: Queries, { tip }: ChainChecked): Promise<Problem | null> {
  const head = await queries.selectFrom('audit_head').select(['seq', 'hash']).executeTakeFirst();
  if (head?.seq === tip.seq && head.hash === tip.hash) return null;
  const what = `The trail ends with event ${tip.seq}, and the store has written ${head?.seq ?? 'nobody knows how many'}: its end was cut off or put there.`;
  return { seq: tip.seq + 1, what };
}
