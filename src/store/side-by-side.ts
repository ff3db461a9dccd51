import type { Queries } from './store.ts';

/**
 * Reads that do not depend on each other, at the time of one where the database is far away. In a transaction, which has one
 * connection, they follow one another.
 */
export async function sideBySide<A, B, C, D>(
  queries: Queries,
  reads: readonly [() => Promise<A>, () => Promise<B>, () => Promise<C>, () => Promise<D>],
): Promise<[A, B, C, D]> {
  const [first, second, third, fourth] = reads;
  if (queries.isTransaction) return [await first(), await second(), await third(), await fourth()];
  return Promise.all([first(), second(), third(), fourth()]);
}
