import type { SlackUserId } from '../ids.ts';
import type { PersonKey } from '../people/person-key.ts';

/** A Slack account, and everything that is known of whose it is: now, and when it acted. */
export interface Identity {
  readonly id: SlackUserId;
  readonly keys: readonly PersonKey[];
}

export function isSamePerson(one: Identity, other: Identity): boolean {
  return one.id === other.id || one.keys.some((key) => other.keys.includes(key));
}

/** The accounts of each person. Whoever is the same as two accounts makes those two the same. */
export function byPerson(accounts: readonly Identity[]): readonly (readonly Identity[])[] {
  const people = new Map<string, readonly Identity[]>();
  for (const account of accounts) {
    const same = new Set(marksOf(account).flatMap((mark) => people.get(mark) ?? []));
    const person = [...same, account];
    for (const one of person) for (const mark of marksOf(one)) people.set(mark, person);
  }
  return [...new Set(people.values())];
}

const marksOf = ({ id, keys }: Identity): readonly string[] => [`account ${id}`, ...keys.map((key) => `person ${key}`)];
