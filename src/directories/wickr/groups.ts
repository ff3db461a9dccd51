import type { SteadyClock } from '../../runtime/clock.ts';
import type { WickrClient } from './client.ts';
import { everyPage } from './pages.ts';
import type { ReadingParts } from './reading.ts';
import type { Group } from './schema.ts';

/** How long names may serve completion, which asks at every key. Milliseconds. */
const NAMES_SERVE_MS = 60_000;

/** The network's security groups. */
export class SecurityGroups {
  readonly #client: Pick<WickrClient, 'listSecurityGroups'>;
  readonly #reading: ReadingParts;
  readonly #clock: SteadyClock;
  #last: { readonly groups: readonly Group[]; readonly takenAt: number } | null = null;

  constructor(client: Pick<WickrClient, 'listSecurityGroups'>, reading: ReadingParts) {
    this.#client = client;
    this.#reading = reading;
    this.#clock = reading.clock;
  }

  /** As they are now, by name. Throws DirectoryUnavailable. */
  async now(signal: AbortSignal): Promise<readonly Group[]> {
    const pages = await everyPage((from) => this.#client.listSecurityGroups(from, signal), this.#reading, signal);
    const byId = new Map(pages.flatMap((page) => page.groups).map((group) => [group.id, group]));
    const groups = [...byId.values()].sort((one, other) => one.name.localeCompare(other.name, 'en'));
    this.#last = { groups, takenAt: this.#clock.elapsed() };
    return groups;
  }

  /** As they were a minute ago at most: for names to show. Throws DirectoryUnavailable. */
  async lately(signal: AbortSignal): Promise<readonly Group[]> {
    const ageMs = this.#clock.elapsed() - (this.#last?.takenAt ?? Number.NEGATIVE_INFINITY);
    return this.#last !== null && ageMs < NAMES_SERVE_MS ? this.#last.groups : this.now(signal);
  }
}

export type FoundGroup =
  | { readonly kind: 'found'; readonly group: Group }
  | { readonly kind: 'refused'; readonly reason: string };

/** More names than this would drown the sentence. */
const NAMES_SHOWN = 20;

/** The one group that was typed: by its exact id, else by its name in any case. Pure. */
export function groupNamed(typed: string, groups: readonly Group[]): FoundGroup {
  const wanted = fold(typed);
  const byId = groups.find(({ id }) => id === typed.trim());
  const [named, ...others] = byId ? [byId] : groups.filter(({ name }) => fold(name) === wanted);
  if (named === undefined) {
    return { kind: 'refused', reason: `There is no security group “${typed}”. There are: ${namesOf(groups)}.` };
  }
  if (others.length === 0) return { kind: 'found', group: named };
  const ids = [named, ...others].map(({ id }) => id).join(', ');
  return { kind: 'refused', reason: `There are several security groups “${typed}”. Say which by its id: ${ids}.` };
}

export function namesOf(groups: readonly Group[]): string {
  const names = groups.map(({ name }) => name);
  const more = names.length - NAMES_SHOWN;
  return more > 0 ? `${names.slice(0, NAMES_SHOWN).join(', ')} and ${more} more` : names.join(', ') || 'none';
}

function fold(name: string): string {
  return name.trim().normalize('NFC').toLowerCase();
}
