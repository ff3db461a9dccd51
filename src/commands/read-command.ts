import { nearest } from '../config/nearest.ts';
import type { Selection } from '../directories/directory.ts';
import { type IdentifierType, type Naming, SELECTION_RULES } from '../directories/naming.ts';
import { plainCharacters, strip } from '../targets/characters.ts';
import { readIdentifiers } from '../targets/read-identifiers.ts';
import type { ReadIdentifiers } from '../targets/target.ts';
import { OPTIONS, type Option } from './option-name.ts';
import { type ReadHistory, readHistory } from './read-history.ts';
import { readSelection } from './read-selection.ts';
import { type RefusedCommand, refused } from './refused.ts';
import { type GivenOptions, splitOptions } from './split-options.ts';

/** What a text after a slash command asks for. Directories are in lower case, as all of them are named. */
export type ReadCommand =
  | {
      readonly kind: 'run';
      readonly operation: string;
      /** Somebody, or at least something that was meant as somebody, unless there is a selection. */
      readonly people: ReadIdentifiers;
      readonly selection: Selection | null;
      /** What the operation takes besides people: `{group: "Field Operations"}`. */
      readonly options: Readonly<Record<string, string>>;
      readonly directory: string | null;
      readonly reason: string | null;
      readonly dryRun: boolean;
    }
  /** `operation`: a verb that stood alone, or null. */
  | { readonly kind: 'open-modal'; readonly operation: string | null }
  | { readonly kind: 'lookup'; readonly people: ReadIdentifiers; readonly directory: string | null }
  | ReadHistory
  | { readonly kind: 'help'; readonly topic: string | null }
  | { readonly kind: 'status'; readonly id: string | null }
  | RefusedCommand;

export interface CommandGrammar extends Naming {
  /** The slash command without its slash: `wickr`. */
  readonly kind: string;
  /** What can be done, in lower case. */
  readonly verbs: readonly string[];
  /** Names of options that an operation takes itself, each with a value. */
  readonly optionsOf: (verb: string) => readonly string[];
  /** Milliseconds UTC; `--since 30d` counts back from it. */
  readonly now: number;
}

/** As many as the form allows. UTF-16 units. */
export const LONGEST_REASON = 500;

/** Words with a meaning of their own, besides the verbs, and the options each takes. */
const QUESTIONS = {
  lookup: ['in', 'by'],
  history: ['mine', 'about', 'in', 'since'],
  status: [],
} as const satisfies Record<string, readonly Option[]>;
type Question = keyof typeof QUESTIONS;
const OF_OPERATIONS: readonly Option[] = ['in', 'by', 'reason', 'dry-run'];

const LEADING_SEPARATORS = /^[\s,;，；、]+/;
const FIRST_WORD = /^[^\s,;:，；：、<]*/;
/** Words that are safe and useful to repeat. */
const REPEATABLE = /^\p{L}[\p{L}\p{N}_-]{0,39}$/u;

/**
 * Reads the text after `/wickr`: a verb, people, options in any place. `text` is as Slack sends it with escaping on
 * (https://docs.slack.dev/interactivity/implementing-slash-commands). Pure; never throws; time linear in the text.
 */
export function readCommand(text: string, grammar: CommandGrammar): ReadCommand {
  if (plainCharacters(text).trim() === '') return { kind: 'open-modal', operation: null };
  const split = splitOptions(text, knownOptions(grammar));
  if (split.kind === 'refused') return split;
  const { given } = split;
  const rest = split.rest.replace(LEADING_SEPARATORS, '');
  const [first = ''] = FIRST_WORD.exec(rest) ?? [];
  const word = strip(plainCharacters(first)).toLowerCase();
  const people = rest.slice(first.length).replace(/^[:：]/, '');

  if (word === 'help') return { kind: 'help', topic: firstWord(people)?.toLowerCase() ?? null };
  const question = readQuestion(word);
  if (question === null && !grammar.verbs.includes(word)) return unknownVerb(word, grammar);
  const misplaced = misplacedOption(
    word,
    given,
    question === null ? optionsOfOperation(word, grammar) : existing(QUESTIONS[question], grammar),
  );
  if (misplaced !== null) return misplaced;
  switch (question) {
    case null:
      return readOperation(word, people, given, grammar);
    case 'lookup':
      return readLookup(people, given, grammar);
    case 'history':
      return readHistory(people, given, grammar);
    case 'status':
      return { kind: 'status', id: firstWord(people) };
  }
}

/** Rules that the kind cannot follow, and types it does not have, are no options of its command. */
function existing(options: readonly string[], { identifierTypes, selectionRules }: CommandGrammar): readonly string[] {
  const impossible = SELECTION_RULES.filter((rule) => !selectionRules.includes(rule));
  return options.filter(
    (one) => !impossible.some((rule) => rule === one) && (one !== 'by' || identifierTypes.length > 0),
  );
}

function knownOptions(grammar: CommandGrammar): readonly string[] {
  const { verbs, optionsOf } = grammar;
  return [...new Set([...existing(OPTIONS, grammar), ...verbs.flatMap(optionsOf)])];
}

function optionsOfOperation(verb: string, grammar: CommandGrammar): readonly string[] {
  const { optionsOf, selectionRules } = grammar;
  return [...new Set([...existing([...OF_OPERATIONS, ...selectionRules], grammar), ...optionsOf(verb)])];
}

function readQuestion(word: string): Question | null {
  return Object.hasOwn(QUESTIONS, word) ? (word as Question) : null;
}

function readOperation(verb: string, text: string, given: GivenOptions, grammar: CommandGrammar): ReadCommand {
  const reason = given.get('reason')?.text ?? null;
  if (reason !== null && reason.length > LONGEST_REASON) {
    return refused(
      `The reason has ${reason.length} characters; at most ${LONGEST_REASON} fit. Shorten it and try again.`,
    );
  }
  const by = readBy(given, grammar);
  if (by.kind === 'refused') return by;
  const people = readIdentifiers(text, { ...grammar, by: by.type });
  const nobody = namesNobody(people);
  if (nobody && given.size === 0) return { kind: 'open-modal', operation: verb };
  const selected = readSelection(given, grammar.optionsOf(verb));
  if (selected.kind === 'refused') return selected;
  const { selection, options } = selected;
  if (nobody && selection === null) return sayWhom(verb, grammar);
  const directory = directoryOf(given);
  return { kind: 'run', operation: verb, people, selection, options, directory, reason, dryRun: given.has('dry-run') };
}

function readLookup(text: string, given: GivenOptions, grammar: CommandGrammar): ReadCommand {
  const by = readBy(given, grammar);
  if (by.kind === 'refused') return by;
  const people = readIdentifiers(text, { ...grammar, by: by.type });
  return namesNobody(people) ? sayWhom('lookup', grammar) : { kind: 'lookup', people, directory: directoryOf(given) };
}

/** The type of identifier that was asked for; null when the texts are to speak for themselves. */
function readBy(
  given: GivenOptions,
  { identifierTypes }: CommandGrammar,
): { readonly kind: 'by'; readonly type: IdentifierType | null } | RefusedCommand {
  const name = given.get('by')?.text.toLowerCase().replaceAll('-', '_');
  if (name === undefined) return { kind: 'by', type: null };
  const type = identifierTypes.find((one) => one.name === name);
  if (type !== undefined) return { kind: 'by', type };
  return refused(`--by takes one of ${identifierTypes.map((one) => one.name).join(', ')}.`);
}

function directoryOf(given: GivenOptions): string | null {
  return given.get('in')?.text.toLowerCase() ?? null;
}

function namesNobody({ identifiers, unreadable }: ReadIdentifiers): boolean {
  return identifiers.length + unreadable.length === 0;
}

function firstWord(text: string): string | null {
  return (
    plainCharacters(text)
      .split(/[\s,;]+/)
      .map(strip)
      .find((word) => word !== '') ?? null
  );
}

function sayWhom(verb: string, { kind }: CommandGrammar): RefusedCommand {
  return refused(`Say whom to ${verb}: put mentions, user groups, e-mails or account ids after “/${kind} ${verb}”.`);
}

function misplacedOption(word: string, given: GivenOptions, takes: readonly string[]): RefusedCommand | null {
  const misplaced = [...given.keys()].find((option) => !takes.includes(option));
  if (misplaced === undefined) return null;
  const known = takes.length === 0 ? '' : ` It takes ${takes.map((option) => `--${option}`).join(', ')}.`;
  return refused(`“${word}” takes no --${misplaced}.${known}`);
}

function unknownVerb(word: string, { verbs }: CommandGrammar): RefusedCommand {
  if (!REPEATABLE.test(word)) return refused(`Say first what should be done: ${verbs.join(', ')}.`);
  const meant = nearest(word, [...verbs, ...Object.keys(QUESTIONS), 'help']);
  return refused(`There is no “${word}” here.${meant === null ? '' : ` Did you mean “${meant}”?`}`);
}
