import { type ReadIdentifiersOptions, readIdentifiers } from '../targets/read-identifiers.ts';
import type { Identifier } from '../targets/target.ts';
import { readSince } from './option-days.ts';
import { type RefusedCommand, refused } from './refused.ts';
import type { GivenOptions } from './split-options.ts';

/** Somebody whom a request was about. */
export type About = Exclude<Identifier, { readonly kind: 'user-group' | 'named' }>;

export interface ReadHistory {
  readonly kind: 'history';
  readonly mine: boolean;
  readonly about: About | null;
  /** In lower case, as all directories are named. */
  readonly directory: string | null;
  /** Milliseconds UTC. */
  readonly since: number | null;
}

export interface HistoryGrammar extends ReadIdentifiersOptions {
  /** Milliseconds UTC. */
  readonly now: number;
}

/** `text`: what stands outside the options; whoever is named there is meant as with `--about`. */
export function readHistory(text: string, given: GivenOptions, grammar: HistoryGrammar): ReadHistory | RefusedCommand {
  const { isAccountId, now } = grammar;
  const named = `${given.get('about')?.raw ?? ''} ${text}`.trim();
  const about = named === '' ? null : onePerson(named, { isAccountId });
  if (named !== '' && about === null) {
    return refused('--about needs one person: a mention, an e-mail or an account id.');
  }
  const sinceText = given.get('since')?.text;
  const since = sinceText === undefined ? null : readSince(sinceText, now);
  if (sinceText !== undefined && since === null) {
    return refused('--since needs a day or a length of time, such as --since 2026-11-01 or --since 30d.');
  }
  const directory = given.get('in')?.text.toLowerCase() ?? null;
  return { kind: 'history', mine: given.has('mine'), about, directory, since };
}

function onePerson(raw: string, options: ReadIdentifiersOptions): About | null {
  const { identifiers, unreadable } = readIdentifiers(raw, options);
  const [only, another] = identifiers;
  if (only === undefined || another !== undefined || unreadable.length > 0) return null;
  return only.kind === 'user-group' || only.kind === 'named' ? null : only;
}
