import { type AccountId, accountId, type DirectoryName } from '../../ids.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Random } from '../../runtime/random.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Account } from '../account.ts';
import {
  type Directory,
  type DirectoryFacts,
  DirectoryUnavailable,
  type FindAccounts,
  type FoundAccounts,
  type Lookup,
} from '../directory.ts';
import type { Operation } from '../operation.ts';
import { type Called, PAGE_SIZE, type WickrClient } from './client.ts';
import { inParallel } from './in-parallel.ts';
import { wickrOperations } from './operations.ts';
import { foldCase, LastListing, type People, peopleOf } from './people.ts';
import { patiently, type ReadingParts, unavailable } from './reading.ts';
import { type GotUser, USER_ID, type UsersCount } from './schema.ts';

export const WICKR_KIND = 'wickr';
export const WICKR_TITLE = 'AWS Wickr network';

/** Reads under way at once. AWS publishes no limits for this API, so few. */
const READS_AT_ONCE = 4;
/** Pages that may be spent on making sure that an address is unknown: up to 2,000 people. */
const MAX_CONFIRMING_PAGES = 20;

export interface WickrDirectoryParts {
  readonly name: DirectoryName;
  readonly networkId: string;
  readonly region: string;
  readonly client: WickrClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export class WickrDirectory implements Directory {
  readonly kind = WICKR_KIND;
  readonly kindTitle = WICKR_TITLE;
  readonly name: DirectoryName;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly #parts: WickrDirectoryParts;
  readonly #reading: ReadingParts;
  readonly #lastListing: LastListing;

  constructor(parts: WickrDirectoryParts) {
    this.name = parts.name;
    this.#parts = parts;
    this.#reading = { clock: parts.clock, random: parts.random, place: `the ${WICKR_TITLE} ${parts.name}` };
    this.#lastListing = new LastListing(parts.clock);
    this.operations = wickrOperations({ client: parts.client, onAttempt: () => this.#lastListing.forget() });
  }

  async find({ lookups, signal }: FindAccounts): Promise<FoundAccounts> {
    const { log } = this.#parts;
    const remembered = this.#lastListing.people();
    const route = remembered === null ? await this.#route(lookups.length, signal) : 'remembered';
    log.debug({ lookups: lookups.length, size: this.#lastListing.size(), route }, 'Wickr accounts are looked up');
    if (route === 'singly') return this.#findSingly(lookups, signal);
    const people = remembered ?? (await this.#listEveryone(signal));
    return lookups.map((lookup) => people.matching(lookup));
  }

  async read(ids: readonly AccountId[], signal: AbortSignal): Promise<ReadonlyMap<AccountId, Account | null>> {
    const known = ids.filter((id) => USER_ID.test(id));
    const found = new Map<AccountId, Account | null>(ids.filter((id) => !USER_ID.test(id)).map((id) => [id, null]));
    const route = await this.#route(known.length, signal);
    this.#parts.log.debug({ ids: known.length, size: this.#lastListing.size(), route }, 'Wickr accounts are read');
    const people = route === 'everyone' ? await this.#listEveryone(signal) : null;
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

  async check(signal: AbortSignal): Promise<DirectoryFacts> {
    const { client, networkId, region } = this.#parts;
    const where = `network ${networkId} in ${region}`;
    const network = await patiently(() => client.getNetwork(signal), this.#reading, signal).catch((error: unknown) => {
      throw explained(error, {
        'not-found': `AWS knows no ${where}: check networkId and region`,
        forbidden: `the credentials need wickr:GetNetwork on ${where}; AWS may answer the same way when there is none`,
      });
    });
    if (network.networkId !== networkId) {
      throw this.#unreadable(`AWS answered with network ${network.networkId} instead of ${where}`);
    }
    const count = await patiently(() => client.getUsersCount(signal), this.#reading, signal).catch((error: unknown) => {
      throw explained(error, { forbidden: `the credentials also need wickr:GetUsersCount on ${where}` });
    });
    this.#lastListing.keepSize(count.total);
    return { title: network.networkName ?? `network ${networkId}`, people: count.total };
  }

  close(): Promise<void> {
    return this.#parts.client.close();
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
    const people = await this.#listEveryone(signal);
    return found.map((accounts, index) => {
      const lookup = lookups[index];
      return lookup !== undefined && isMissing(lookup, index) ? people.matching(lookup) : accounts;
    });
  }

  async #findOne(lookup: Lookup, signal: AbortSignal): Promise<readonly Account[]> {
    if (lookup.by === 'id') {
      const account = USER_ID.test(lookup.id) ? await this.#getUser(accountId(lookup.id), signal) : null;
      return account === null ? [] : [account];
    }
    const found = await this.#listMatching(lookup, lookup.email, signal);
    const folded = foldCase(lookup.email);
    return found.length === 0 && folded !== lookup.email ? this.#listMatching(lookup, folded, signal) : found;
  }

  async #listMatching(lookup: Lookup, username: string, signal: AbortSignal): Promise<readonly Account[]> {
    return peopleOf(await this.#list({ username }, signal)).matching(lookup);
  }

  async #listEveryone(signal: AbortSignal): Promise<People> {
    const changesBefore = this.#lastListing.changes;
    const people = peopleOf(await this.#list({}, signal));
    this.#lastListing.keep(people, changesBefore);
    return people;
  }

  async #list(filter: { username?: string }, signal: AbortSignal): Promise<Account[]> {
    const { client, log } = this.#parts;
    const accounts: Account[] = [];
    const tokens = new Set<string>();
    let rowsWithoutId = 0;
    let page: { nextToken?: string } = {};
    for (;;) {
      const answer = await patiently(() => client.listUsers({ ...filter, ...page }, signal), this.#reading, signal);
      accounts.push(...answer.accounts);
      rowsWithoutId += answer.rowsWithoutId;
      if (answer.nextToken === null) break;
      if (tokens.has(answer.nextToken)) {
        throw this.#unreadable('it lists the same page of people over and over');
      }
      tokens.add(answer.nextToken);
      page = { nextToken: answer.nextToken };
    }
    if (rowsWithoutId > 0) log.warn({ rowsWithoutId }, 'Wickr listed people without a usable id; they are left out');
    return accounts;
  }

  /** Fills `found`. Stops at a fault that would meet the others as well; throws it when nothing is known at all. */
  async #readSingly(ids: readonly AccountId[], found: Map<AccountId, Account | null>, signal: AbortSignal) {
    let fault: DirectoryUnavailable | null = null;
    const read = async (id: AccountId) => {
      try {
        found.set(id, await this.#getUser(id, signal));
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

  /** Null when there is no such person. */
  async #getUser(id: AccountId, signal: AbortSignal): Promise<Account | null> {
    const { client } = this.#parts;
    const account = await patiently(async () => absentAsNull(await client.getUser(id, signal)), this.#reading, signal);
    if (account !== null && account.id !== id) {
      throw this.#unreadable('it answered with another person than the one asked for');
    }
    return account;
  }

  #unreadable(reason: string): DirectoryUnavailable {
    return unavailable({ kind: 'lost', cause: 'unreadable', requestId: null, reason }, this.#reading.place);
  }
}

/**
 * Samples show two answers for an unknown id: 404, and 400 "Invalid userId.". A nameless answer that is not even JSON
 * comes from something on the way and says nothing about a person.
 * https://docs.aws.amazon.com/wickr/latest/APIReference/API_GetUser.html
 */
function absentAsNull(called: Called<GotUser>): Called<Account | null> {
  if (called.kind !== 'error') return called;
  const expected = { 404: 'ResourceNotFoundError', 400: 'BadRequestError' }[called.status];
  const absent = expected !== undefined && (called.name === expected || (called.name === null && called.json));
  return absent ? { kind: 'ok', requestId: called.requestId, value: null } : called;
}

function pagesOf(people: number): number {
  return Math.max(1, Math.ceil(people / PAGE_SIZE));
}

/** Adds what to do about it to a failed check. */
function explained(error: unknown, advice: Partial<Record<DirectoryUnavailable['problem'], string>>): unknown {
  if (!(error instanceof DirectoryUnavailable)) return error;
  const hint = advice[error.problem];
  return hint === undefined
    ? error
    : new DirectoryUnavailable(error.problem, `${error.message} – ${hint}`, { cause: error });
}
