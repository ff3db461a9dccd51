import { nearest } from '../config/nearest.ts';
import type { Entry } from './command.ts';

export type Found =
  | { readonly kind: 'found'; readonly entry: Entry; readonly args: readonly string[] }
  /** A first word that several commands share, such as `audit`, without the second. */
  | { readonly kind: 'group'; readonly name: string; readonly entries: readonly Entry[] }
  | { readonly kind: 'unknown'; readonly name: string; readonly meant: string | null };

/** Which command is meant: names of two words come before names of one; without a word, `fallback` is. */
export function findCommand(typed: readonly string[], entries: readonly Entry[], fallback: string): Found {
  const isOption = typed[0]?.startsWith('-') ?? true;
  const words = isOption ? [fallback, ...typed] : typed;
  for (const count of [2, 1]) {
    const entry = entries.find(({ name }) => words.length >= count && name === words.slice(0, count).join(' '));
    if (entry) return { kind: 'found', entry, args: words.slice(count) };
  }
  const [first = '', second = ''] = words;
  const group = entries.filter(({ name }) => name.startsWith(`${first} `));
  if (group.length > 0 && (second === '' || second.startsWith('-'))) {
    return { kind: 'group', name: first, entries: group };
  }
  const name = group.length > 0 ? `${first} ${second}` : first;
  const known = group.length > 0 ? group : entries;
  return {
    kind: 'unknown',
    name,
    meant: nearest(
      name,
      known.map((entry) => entry.name),
    ),
  };
}
