import type { AccountId } from '../../ids.ts';
import type { Log } from '../../telemetry/log.ts';
import type { GenAuthClient } from './client.ts';
import { isNamed } from './named-by.ts';
import type { PoolUser } from './schema.ts';
import { unavailable } from './unavailable.ts';
import { MAX_USERS_PER_CALL } from './user-batch.ts';

/** So few that even if many are shared, an answer that heeds them fits on a page. */
const NUMBERS_AT_ONCE = 20;

/**
 * A number may be somebody's in each of several countries, no look-up can name a country, and whether the service then
 * tells of all of them or picks one is not documented. So the search index is asked as well who has the number. It is
 * behind the pool's truth: whomever it names beyond those found is read before it counts.
 */
export async function phoneSharers<Chunk extends { readonly found: ReadonlyMap<string, readonly PoolUser[]> }>(
  chunks: readonly Chunk[],
  { client, place, log }: { client: Pick<GenAuthClient, 'listUsers'>; place: string; log: Log },
  read: (ids: readonly AccountId[]) => Promise<ReadonlyMap<AccountId, PoolUser | null>>,
  signal: AbortSignal,
): Promise<readonly Chunk[]> {
  const completed: Chunk[] = [];
  for (const chunk of chunks) {
    const numbers = [...chunk.found].filter(([, users]) => users.length === 1).map(([number]) => number);
    const known = new Set([...chunk.found.values()].flat().map(({ id }) => id));
    const named: AccountId[] = [];
    for (let from = 0; from < numbers.length; from += NUMBERS_AT_ONCE) {
      named.push(...(await search(numbers.slice(from, from + NUMBERS_AT_ONCE))));
    }
    const others = named.filter((id) => !known.has(id));
    const sharers = others.length === 0 ? [] : [...(await read(others)).values()].filter((user) => user !== null);
    const found = [...chunk.found].map(
      ([number, users]) => [number, [...users, ...sharers.filter((user) => isNamed(user, 'phone', number))]] as const,
    );
    completed.push({ ...chunk, found: new Map(found) });
  }
  return completed;

  async function search(numbers: readonly string[]): Promise<readonly AccountId[]> {
    const advancedFilter = [{ field: 'phone', operator: 'IN', value: numbers }] as const;
    const called = await client.listUsers({ page: 1, advancedFilter }, signal);
    const isUnoffered = called.kind === 'invalid' || (called.kind === 'blocked' && called.cause === 'unsupported');
    if (called.kind !== 'ok' && !isUnoffered) throw unavailable(called, place);
    // As many as fit on a page are a filtered answer; more are everybody, because the filter was not heeded.
    if (called.kind !== 'ok' || called.value.totalCount > MAX_USERS_PER_CALL) {
      log.info({ result: called.kind }, 'GenAuth cannot be searched for phone numbers');
      return [];
    }
    return called.value.users.filter(({ phone }) => phone !== null && numbers.includes(phone)).map(({ id }) => id);
  }
}
