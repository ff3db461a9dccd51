import { nearest } from '../config/nearest.ts';
import { plainCharacters, strip } from '../targets/characters.ts';
import { type ReadIdentifiersOptions, readIdentifiers } from '../targets/read-identifiers.ts';
import type { ReadIdentifiers } from '../targets/target.ts';
import { type RefusedCommand, refused, splitOptions } from './split-options.ts';

/** What a text after a slash command asks for. */
export type ReadCommand =
  | {
      readonly kind: 'run';
      readonly operation: string;
      /** Somebody, or at least something that was meant as somebody. */
      readonly people: ReadIdentifiers;
      /** In lower case, as all directories are named. */
      readonly directory: string | null;
      readonly reason: string | null;
      readonly dryRun: boolean;
    }
  | { readonly kind: 'open-modal' }
  | { readonly kind: 'help'; readonly topic: string | null }
  | { readonly kind: 'status'; readonly id: string | null }
  /** `reason`: sentences for the person who typed; what they quote of the text holds no markup. */
  | RefusedCommand;

export interface CommandGrammar extends ReadIdentifiersOptions {
  /** The slash command without its slash: `wickr`. */
  readonly kind: string;
  /** What can be done, in lower case. */
  readonly verbs: readonly string[];
}

/** As many as the form allows. UTF-16 units. */
export const LONGEST_REASON = 500;

const LEADING_SEPARATORS = /^[\s,;，；、]+/;
const FIRST_WORD = /^[^\s,;:，；：、<]*/;
/** Words that are safe and useful to repeat. */
const REPEATABLE = /^\p{L}[\p{L}\p{N}_-]{0,39}$/u;

/**
 * Reads the text after `/wickr`: a verb, people, options in any place. `text` is as Slack sends it with escaping on
 * (https://docs.slack.dev/interactivity/implementing-slash-commands). Pure; never throws; time linear in the text.
 */
export function readCommand(text: string, { kind, verbs, isAccountId }: CommandGrammar): ReadCommand {
  if (plainCharacters(text).trim() === '') return { kind: 'open-modal' };
  const split = splitOptions(text);
  if (split.kind === 'refused') return split;
  const { reason, dryRun } = split;
  const directory = split.directory?.toLowerCase() ?? null;
  const rest = split.rest.replace(LEADING_SEPARATORS, '');
  const [first = ''] = FIRST_WORD.exec(rest) ?? [];
  const word = strip(plainCharacters(first)).toLowerCase();
  const people = rest.slice(first.length).replace(/^[:：]/, '');

  if (word === 'help') return { kind: 'help', topic: firstWord(people)?.toLowerCase() ?? null };
  if (word === 'status') return { kind: 'status', id: firstWord(people) };
  if (!verbs.includes(word)) return refused(unknownVerb(word, verbs));
  if (reason !== null && reason.length > LONGEST_REASON) {
    return refused(
      `The reason has ${reason.length} characters; at most ${LONGEST_REASON} fit. Shorten it and try again.`,
    );
  }
  const read = readIdentifiers(people, { isAccountId });
  if (read.identifiers.length + read.unreadable.length === 0) {
    return refused(`Say whom to ${word}: put mentions, user groups, e-mails or account ids after “/${kind} ${word}”.`);
  }
  return { kind: 'run', operation: word, people: read, directory, reason, dryRun };
}

function firstWord(text: string): string | null {
  return (
    plainCharacters(text)
      .split(/[\s,;]+/)
      .map(strip)
      .find((word) => word !== '') ?? null
  );
}

function unknownVerb(word: string, verbs: readonly string[]): string {
  if (!REPEATABLE.test(word)) return `Say first what should be done: ${verbs.join(', ')}.`;
  const meant = nearest(word, [...verbs, 'help', 'status']);
  return `There is no “${word}” here.${meant === null ? '' : ` Did you mean “${meant}”?`}`;
}
