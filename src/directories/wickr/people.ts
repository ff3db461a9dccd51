import type { SteadyClock } from '../../runtime/clock.ts';
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

/** An account that was listed twice counts once, as last seen. */
export function eachOnce(listed: Iterable<Account>): readonly Account[] {
  return [...mapById(listed).values()];
}

export function peopleOf(listed: Iterable<Account>): People {
  const byId = mapById(listed);
  const all = [...byId.values()];
  // Only where somebody is looked for by e-mail: of 100,000 people it is ten megabytes.
  let byEmail: ReadonlyMap<string, Account | readonly Account[]> | null = null;
  const one = (id: string): Account | null => byId.get(id) ?? null;
  return {
    all,
    byId: one,
    matching(lookup) {
      if (lookup.by === 'email') {
        byEmail ??= mapByEmail(all);
        const found = byEmail.get(foldEmail(lookup.email)) ?? [];
        return Array.isArray(found) ? found : [found as Account];
      }
      const account = lookup.by === 'id' ? one(lookup.id) : null;
      return account === null ? [] : [account];
    },
  };
}

function mapById(listed: Iterable<Account>): ReadonlyMap<string, Account> {
  const byId = new Map<string, Account>();
  for (const account of listed) byId.set(account.id, account);
  return byId;
}

/** Hardly any two share one, so that a list for each would be most of it. */
function mapByEmail(accounts: readonly Account[]): ReadonlyMap<string, Account | readonly Account[]> {
  const byEmail = new Map<string, Account | Account[]>();
  for (const account of accounts) {
    if (account.email === null) continue;
    const email = foldEmail(account.email);
    const known = byEmail.get(email);
    if (known === undefined) byEmail.set(email, account);
    else if (Array.isArray(known)) known.push(account);
    else byEmail.set(email, [known, account]);
  }
  return byEmail;
}

/** How long the size of a listing may serve a choice of route. Milliseconds. */
const SIZE_SERVES_MS = 10 * 60_000;

/** In a larger network fifty people are read one by one, and a listing would lie in memory for nothing: 100,000 people are 45 MB. */
const KEPT_UP_TO = 5_000;

/** The last listing of a directory: what was read to look at a batch also serves the next one, and counts administrators. */
export class LastListing {
  readonly #clock: Pick<SteadyClock, 'elapsed'>;
  /** Whatever may have changed since; and when it was begun. */
  #listed: { readonly value: People; readonly takenAt: number } | null = null;
  /** Was it for a look at a batch? What a preview rests on is no look. */
  #isLook = false;
  #size: { readonly value: number; readonly takenAt: number } | null = null;

  constructor(clock: Pick<SteadyClock, 'elapsed'>) {
    this.#clock = clock;
  }

  keep(people: People, begunAt: number, isLook: boolean): void {
    this.keepSize(people.all.length);
    this.#isLook = isLook;
    this.#listed = people.all.length > KEPT_UP_TO ? null : { value: people, takenAt: begunAt };
  }

  keepSize(size: number): void {
    this.#size = { value: size, takenAt: this.#clock.elapsed() };
  }

  /** A listing that was begun at most so long ago. What Muster changed since is not in it. */
  begunWithin(ms: number): People | null {
    return this.#fresh(this.#listed, ms);
  }

  /** The same, if it was for a look. */
  lookBegunWithin(ms: number): People | null {
    return this.#isLook ? this.begunWithin(ms) : null;
  }

  /** How many people the directory holds, roughly. */
  size(): number | null {
    return this.#fresh(this.#size, SIZE_SERVES_MS);
  }

  #fresh<T>(held: { readonly value: T; readonly takenAt: number } | null, servesMs: number): T | null {
    if (held === null) return null;
    const ageMs = this.#clock.elapsed() - held.takenAt;
    return ageMs < servesMs ? held.value : null;
  }
}
