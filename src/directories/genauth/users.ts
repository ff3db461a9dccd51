import { type AccountId, accountId } from '../../ids.ts';
import type { Log } from '../../telemetry/log.ts';
import { DirectoryUnavailable } from '../directory.ts';
import { inParallel, READS_AT_ONCE } from '../in-parallel.ts';
import type { Lookup } from '../lookup.ts';
import type { GenAuthClient } from './client.ts';
import { foldIdentifier, identifierProblem, USER_ID, type UserIdType } from './identifier.ts';
import { isNamed } from './named-by.ts';
import { phoneSharers } from './phone-sharers.ts';
import { type ReadOne, readOne } from './read-one.ts';
import type { PoolUser } from './schema.ts';
import { unavailable } from './unavailable.ts';
import { splitUserIds } from './user-batch.ts';

export interface UsersParts {
  readonly client: Pick<GenAuthClient, 'getUser' | 'getUserBatch' | 'listUsers'>;
  /** "the GenAuth user pool acme-pool" */
  readonly place: string;
  readonly log: Log;
}

/** Who was found for each identifier, folded; `unread` could not be told of this time. */
interface Chunk {
  readonly found: ReadonlyMap<string, readonly PoolUser[]>;
  readonly unread: readonly Extract<ReadOne, { kind: 'unread' }>[];
}

/** The pool's people as get-user-batch shows them: 50 a call, matched by what they are named by and never by position. */
export class Users {
  readonly #parts: UsersParts;

  constructor(parts: UsersParts) {
    this.#parts = parts;
  }

  /** Everyone whom a lookup means, at the same index as the lookup. Throws DirectoryUnavailable. */
  async find(lookups: readonly Lookup[], signal: AbortSignal): Promise<readonly (readonly PoolUser[])[]> {
    const named = lookups.map(namedIn);
    const found = new Map<string, readonly PoolUser[]>();
    for (const [type, those] of Map.groupBy(named, (one) => one.type)) {
      if (type === null) continue;
      const values = [...new Set(those.map(({ value }) => value))].filter(
        (value) => identifierProblem(type, value) === null,
      );
      const chunks = await this.#read(type, values, signal);
      const [unread] = chunks.flatMap((chunk) => chunk.unread);
      if (unread) throw unavailable(unread.failure, this.#parts.place);
      for (const chunk of chunks) for (const [value, users] of chunk.found) found.set(`${type} ${value}`, users);
    }
    return named.map(({ type, value }) => found.get(`${type} ${value}`) ?? []);
  }

  /**
   * By native id. An id that nobody has maps to null, one that could not be read this time is absent.
   * Throws DirectoryUnavailable when nothing could be read.
   */
  async read(ids: readonly AccountId[], signal: AbortSignal): Promise<ReadonlyMap<AccountId, PoolUser | null>> {
    const known = ids.filter((id) => USER_ID.test(id));
    const users = new Map<AccountId, PoolUser | null>(ids.filter((id) => !USER_ID.test(id)).map((id) => [id, null]));
    let fault: DirectoryUnavailable | null = null;
    await inParallel(splitUserIds({ userIds: known, userIdType: 'user_id' }), READS_AT_ONCE, async (values) => {
      try {
        const { found, unread } = await this.#readChunk('user_id', values, signal);
        for (const [value, [user]] of found) users.set(accountId(value), user ?? null);
        if (unread[0]) fault ??= unavailable(unread[0].failure, this.#parts.place);
      } catch (error) {
        if (!(error instanceof DirectoryUnavailable)) throw error;
        fault ??= error;
      }
    });
    if (fault !== null && users.size === 0) throw fault;
    return users;
  }

  async #read(type: UserIdType, values: readonly string[], signal: AbortSignal): Promise<readonly Chunk[]> {
    // No user shows what it was synchronised from, so an answer about several could not be told apart.
    const chunks =
      type === 'sync_relation'
        ? values.map((value) => [value])
        : splitUserIds({ userIds: values, userIdType: type, withIdentities: type === 'identity' });
    const read = await inParallel(chunks, READS_AT_ONCE, (chunk) =>
      type === 'sync_relation' ? this.#readSingly(type, chunk, signal) : this.#readChunk(type, chunk, signal),
    );
    return type === 'phone' ? phoneSharers(read, this.#parts, (ids) => this.read(ids, signal), signal) : read;
  }

  /** Whether one unknown person fails the whole call is not documented: then each is asked about alone. */
  async #readChunk(type: UserIdType, values: readonly string[], signal: AbortSignal): Promise<Chunk> {
    const { client, place, log } = this.#parts;
    const withIdentities = type === 'identity';
    const called = await client.getUserBatch({ userIds: values, userIdType: type, withIdentities }, signal);
    if (called.kind === 'person' || called.kind === 'invalid') return this.#readSingly(type, values, signal);
    if (called.kind !== 'ok') throw unavailable(called, place);
    const { users, rowsWithoutId } = called.value;
    const found = new Map(values.map((value) => [value, matching(users, type, value)] as const));
    if (rowsWithoutId === 0) return { found, unread: [] };
    // One of those rows may be somebody's who seems to be missing.
    log.warn({ rowsWithoutId }, 'GenAuth answered with people without a usable id');
    const missing = values.filter((value) => found.get(value)?.length === 0);
    const again = await this.#readSingly(type, missing, signal);
    const certain = [...found].filter(([, those]) => those.length > 0);
    return { found: new Map([...certain, ...again.found]), unread: again.unread };
  }

  async #readSingly(type: UserIdType, values: readonly string[], signal: AbortSignal): Promise<Chunk> {
    const read = await inParallel(values, READS_AT_ONCE, (userId) =>
      readOne(this.#parts.client, { userId, userIdType: type }, signal),
    );
    const found = read.flatMap((one, index) =>
      one.kind === 'unread' ? [] : [[values[index] ?? '', one.kind === 'user' ? [one.user] : []] as const],
    );
    return { found: new Map(found), unread: read.filter((one) => one.kind === 'unread') };
  }
}

/** Whoever is in the answer twice is one person. */
function matching(users: readonly PoolUser[], type: UserIdType, value: string): readonly PoolUser[] {
  const those = users.filter((user) => isNamed(user, type, value));
  return [...new Map(those.map((user) => [user.id, user])).values()];
}

function namedIn(lookup: Lookup): { readonly type: UserIdType | null; readonly value: string } {
  const [type, value]: [UserIdType | null, string] =
    lookup.by === 'email'
      ? ['email', lookup.email]
      : lookup.by === 'id'
        ? ['user_id', lookup.id]
        : [OTHERS.find((one) => one === lookup.type) ?? null, lookup.value];
  return { type, value: type === null ? value : foldIdentifier(type, value) };
}

const OTHERS = ['phone', 'username', 'external_id', 'identity', 'sync_relation'] as const;
