import type { Clock } from '../../runtime/clock.ts';
import { foldEmail } from '../../targets/email-address.ts';
import type { Account } from '../account.ts';
import type { Lookup } from '../lookup.ts';

/** Accounts looked up in memory. An account that was listed twice counts once, as last seen. */
export interface People {
  readonly all: readonly Account[];
  byId(id: string): Account | null;
  /** Exactly those that the lookup means. */
  matching(lookup: Lookup): readonly Account[];
}

export function peopleOf(listed: Iterable<Account>): People {
  const byId = new Map<string, Account>();
  for (const account of listed) byId.set(account.id, account);
  const byEmail = Map.groupBy(
    [...byId.values()].filter(({ email }) => email !== null),
    ({ email }) => foldEmail(email ?? ''),
  );
  const one = (id: string): Account | null => byId.get(id) ?? null;
  return {
    all: [...byId.values()],
    byId: one,
    matching(lookup) {
      if (lookup.by === 'email') return byEmail.get(foldEmail(lookup.email)) ?? [];
      const account = lookup.by === 'id' ? one(lookup.id) : null;
      return account === null ? [] : [account];
    },
  };
}

/** How long a listing may serve previews, and its size a choice of route. Milliseconds. */
const LISTING_SERVES_MS = 60_000;
const SIZE_SERVES_MS = 10 * 60_000;

/** The last listing of a directory, so that a second preview is quick. Nothing is decided on it but what to show. */
export class LastListing {
  readonly #clock: Clock;
  #people: { readonly value: People; readonly takenAt: number } | null = null;
  /** The last one, whatever may have changed since, and when it was begun. */
  #read: { readonly value: People; readonly takenAt: number } | null = null;
  #size: { readonly value: number; readonly takenAt: number } | null = null;
  #changes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts what may have changed since; a listing begun before a change must not be kept after it. */
  get changes(): number {
    return this.#changes;
  }

  keep(people: People, changesBefore: number, begunAt: number): void {
    this.keepSize(people.all.length);
    this.#read = { value: people, takenAt: begunAt };
    if (changesBefore === this.#changes) this.#people = { value: people, takenAt: this.#clock.now() };
  }

  keepSize(size: number): void {
    this.#size = { value: size, takenAt: this.#clock.now() };
  }

  forget(): void {
    this.#changes += 1;
    this.#people = null;
  }

  people(): People | null {
    return this.#fresh(this.#people, LISTING_SERVES_MS);
  }

  /** A listing that was begun at most so long ago. What Muster changed since is not in it. */
  begunWithin(ms: number): People | null {
    return this.#fresh(this.#read, ms);
  }

  /** How many people the directory holds, roughly. */
  size(): number | null {
    return this.#fresh(this.#size, SIZE_SERVES_MS);
  }

  #fresh<T>(held: { readonly value: T; readonly takenAt: number } | null, servesMs: number): T | null {
    if (held === null) return null;
    const ageMs = this.#clock.now() - held.takenAt;
    return ageMs >= 0 && ageMs < servesMs ? held.value : null;
  }
}
