import { type AccountId, accountId } from '../../ids.ts';
import { foldEmail } from '../../targets/email-address.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Account } from '../account.ts';
import { DirectoryUnavailable, type FindAccounts, type FoundAccounts } from '../directory.ts';
import { inParallel, READS_AT_ONCE } from '../in-parallel.ts';
import type { Lookup } from '../lookup.ts';
import type { Called } from './calling.ts';
import { PAGE_SIZE, type WickrClient } from './client.ts';
import { everyPage, unusable } from './pages.ts';
import { eachOnce, LastListing, type People, peopleOf } from './people.ts';
import { patiently, type ReadingParts } from './reading.ts';
import { type GotUser, USER_ID, type UserPage, type UsersCount } from './schema.ts';

/** Pages that may be spent on making sure that an address is unknown: up to 2,000 people. */
const MAX_CONFIRMING_PAGES = 20;

export interface AccountsParts {
  readonly client: WickrClient;
  readonly reading: ReadingParts;
  readonly log: Log;
}

/** Rows of a listing. `rowsWithoutId` are left out of `accounts`: AWS promises no id. */
export interface Listed {
  readonly accounts: readonly Account[];
  readonly rowsWithoutId: number;
}

/** The network's people, by the way that takes the fewest calls. */
export class Accounts {
  readonly #parts: AccountsParts;
  readonly #lastListing: LastListing;

  constructor(parts: AccountsParts) {
    this.#parts = parts;
    this.#lastListing = new LastListing(parts.reading.clock);
  }

  keepSize(size: number): void {
    this.#lastListing.keepSize(size);
  }

  /** How many people there are, as told at most ten minutes ago. Throws DirectoryUnavailable. */
  async size(signal: AbortSignal): Promise<number> {
    const remembered = this.#lastListing.size();
    if (remembered !== null) return remembered;
    const { client, reading } = this.#parts;
    const { total } = await patiently(() => client.getUsersCount(signal), reading, signal);
    this.#lastListing.keepSize(total);
    return total;
  }

  /**
   * Every account that a lookup means exactly, as the directory has it now: whoever is left out of a plan as being already
   * so is looked at no more, and what another replica or the console changed a moment ago is known to no memory of ours.
   * Throws DirectoryUnavailable.
   */
  async find({ lookups, signal }: FindAccounts): Promise<FoundAccounts> {
    const { log } = this.#parts;
    const route = await this.#route(lookups.length, signal);
    log.debug({ lookups: lookups.length, size: this.#lastListing.size(), route }, 'Wickr accounts are looked up');
    if (route === 'singly') return this.#findSingly(lookups, signal);
    const people = await this.everyone(signal);
    return lookups.map((lookup) => people.matching(lookup));
  }

  /** As `Directory.read`. */
  async read(
    ids: readonly AccountId[],
    signal: AbortSignal,
    withinMs = 0,
  ): Promise<ReadonlyMap<AccountId, Account | null>> {
    const known = ids.filter((id) => USER_ID.test(id));
    const found = new Map<AccountId, Account | null>(ids.filter((id) => !USER_ID.test(id)).map((id) => [id, null]));
    const listed = this.#lastListing.lookBegunWithin(withinMs);
    const route = listed === null ? await this.#route(known.length, signal) : 'remembered';
    this.#parts.log.debug({ ids: known.length, size: this.#lastListing.size(), route }, 'Wickr accounts are read');
    const people = route === 'everyone' ? await this.everyone(signal, true) : listed;
    for (const id of known) {
      const account = people?.byId(id);
      if (account) found.set(id, account);
    }
    // Also those a listing left out: people who come and go while it is paged can push a row past us.
    await this.#readSingly(
      known.filter((id) => !found.has(id)),
      found,
      signal,
    );
    return found;
  }

  /** Everyone as listed at most so long ago, else a new listing. For counting, never for choosing whom to change. Throws DirectoryUnavailable. */
  async everyoneWithin(ms: number, signal: AbortSignal): Promise<People> {
    return this.#lastListing.begunWithin(ms) ?? this.everyone(signal);
  }

  /** All that GetUser tells; null when there is no such person. Throws DirectoryUnavailable. */
  async get(id: AccountId, signal: AbortSignal): Promise<GotUser | null> {
    const { client, reading } = this.#parts;
    const user = await patiently(async () => absentAsNull(await client.getUser(id, signal)), reading, signal);
    if (user !== null && user.account.id !== id) {
      throw unusable('it answered with another person than the one asked for', reading.place);
    }
    return user;
  }

  /** Throws DirectoryUnavailable. */
  async list(filter: { username?: string; status?: 1 }, signal: AbortSignal): Promise<Listed> {
    const { client, log, reading } = this.#parts;
    return listed(await everyPage((from) => client.listUsers({ ...filter, ...from }, signal), reading, signal), log);
  }

  /** Members of a security group. Throws DirectoryUnavailable. */
  async members(groupId: string, signal: AbortSignal): Promise<Listed> {
    const { client, log, reading } = this.#parts;
    const read = (from: { nextToken?: string }) => client.listSecurityGroupUsers({ groupId, ...from }, signal);
    return listed(await everyPage(read, reading, signal), log);
  }

  /**
   * The way with fewer calls: listing everyone takes a call per page of 100, reading singly a call per person.
   * A single person is never worth a listing, so then the size is not even asked for.
   */
  async #route(people: number, signal: AbortSignal): Promise<'singly' | 'everyone'> {
    if (people <= 1) return 'singly';
    const size = await this.#size(signal);
    return size !== null && pagesOf(size) < people ? 'everyone' : 'singly';
  }

  /** Null when it cannot be told; that only costs the better route. */
  async #size(signal: AbortSignal): Promise<number | null> {
    const { client, log } = this.#parts;
    const remembered = this.#lastListing.size();
    if (remembered !== null) return remembered;
    const count: Called<UsersCount> = await client.getUsersCount(signal);
    if (count.kind !== 'ok') {
      log.info({ result: count.kind }, 'The size of a Wickr network is unknown');
      return null;
    }
    this.#lastListing.keepSize(count.value.total);
    return count.value.total;
  }

  /**
   * AWS does not say how its filter matches. If it heeds case, an address stored as `Ada@…` is missed when asked for as
   * `ada@…`; so where a listing is affordable, nobody is called unknown before everyone was looked at.
   */
  async #findSingly(lookups: readonly Lookup[], signal: AbortSignal): Promise<FoundAccounts> {
    const found = await inParallel(lookups, READS_AT_ONCE, (lookup) => this.#findOne(lookup, signal));
    const isMissing = (lookup: Lookup, index: number) => lookup.by === 'email' && found[index]?.length === 0;
    if (!lookups.some(isMissing)) return found;
    const size = await this.#size(signal);
    if (size === null || pagesOf(size) > MAX_CONFIRMING_PAGES) return found;
    const people = await this.everyone(signal);
    return found.map((accounts, index) => {
      const lookup = lookups[index];
      return lookup !== undefined && isMissing(lookup, index) ? people.matching(lookup) : accounts;
    });
  }

  async #findOne(lookup: Lookup, signal: AbortSignal): Promise<readonly Account[]> {
    if (lookup.by === 'id') {
      const account = USER_ID.test(lookup.id) ? await this.#account(accountId(lookup.id), signal) : null;
      return account === null ? [] : [account];
    }
    if (lookup.by === 'name') return [];
    const found = await this.#listMatching(lookup, lookup.email, signal);
    const folded = foldEmail(lookup.email);
    return found.length === 0 && folded !== lookup.email ? this.#listMatching(lookup, folded, signal) : found;
  }

  async #listMatching(lookup: Lookup, username: string, signal: AbortSignal): Promise<readonly Account[]> {
    return peopleOf((await this.list({ username }, signal)).accounts).matching(lookup);
  }

  /** A new listing, which is remembered for a while; `isLook`: for a look at a batch. Throws DirectoryUnavailable. */
  async everyone(signal: AbortSignal, isLook = false): Promise<People> {
    const begunAt = this.#parts.reading.clock.elapsed();
    const people = peopleOf((await this.list({}, signal)).accounts);
    this.#lastListing.keep(people, begunAt, isLook);
    return people;
  }

  /** Fills `found`. Stops at a fault that would meet the others as well; throws it when nothing is known at all. */
  async #readSingly(ids: readonly AccountId[], found: Map<AccountId, Account | null>, signal: AbortSignal) {
    let fault: DirectoryUnavailable | null = null;
    const read = async (id: AccountId) => {
      try {
        found.set(id, await this.#account(id, signal));
      } catch (error) {
        if (!(error instanceof DirectoryUnavailable)) throw error;
        fault ??= error;
        if (error.problem !== 'unreadable') throw error;
      }
    };
    await inParallel(ids, READS_AT_ONCE, read).catch((error: unknown) => {
      if (!(error instanceof DirectoryUnavailable)) throw error;
    });
    if (fault !== null && found.size === 0) throw fault;
  }

  async #account(id: AccountId, signal: AbortSignal): Promise<Account | null> {
    return (await this.get(id, signal))?.account ?? null;
  }
}

function listed(pages: readonly UserPage[], log: Log): Listed {
  const rowsWithoutId = pages.reduce((sum, page) => sum + page.rowsWithoutId, 0);
  if (rowsWithoutId > 0) log.warn({ rowsWithoutId }, 'Wickr listed people without a usable id; they are left out');
  return { accounts: eachOnce(pages.flatMap((page) => page.accounts)), rowsWithoutId };
}

/**
 * Samples show two answers for an unknown id: 404, and 400 "Invalid userId.". A nameless answer that is not even JSON
 * comes from something on the way and says nothing about a person.
 * https://docs.aws.amazon.com/wickr/latest/APIReference/API_GetUser.html
 */
export function absentAsNull<T>(called: Called<T>): Called<T | null> {
  if (called.kind !== 'error') return called;
  const expected = { 404: 'ResourceNotFoundError', 400: 'BadRequestError' }[called.status];
  const absent = expected !== undefined && (called.name === expected || (called.name === null && called.json));
  return absent ? { kind: 'ok', requestId: called.requestId, value: null } : called;
}

function pagesOf(people: number): number {
  return Math.max(1, Math.ceil(people / PAGE_SIZE));
}
