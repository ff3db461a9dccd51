import { nearest } from '../config/nearest.ts';
import { exampleOf, readOptionName } from './option-name.ts';
import { type GivenValue, readOptionValue } from './option-value.ts';
import { pieceAt, separates } from './pieces.ts';
import { type RefusedCommand, refused } from './refused.ts';

/** What was given, by option; a switch has an empty value. */
export type GivenOptions = ReadonlyMap<string, GivenValue>;

/** `rest`: the text as Slack sent it, with a space where an option stood. */
export interface SplitCommand {
  readonly kind: 'split';
  readonly rest: string;
  readonly given: GivenOptions;
}

/** A longer word is a mistake of another kind, and no help to repeat. */
const LONGEST_QUOTED = 40;

const MISSING_QUOTE = 'A quotation mark is never closed. Put one at the end of the text it belongs to.';
const DOUBLE_QUOTES = /["“”„‟«»＂]/g;
const MARKUP = /<[^<>]*>/g;
const NO_VALUE: GivenValue = { text: '', raw: '' };

/**
 * Takes the options out of a command, wherever they stand. `known`: the names of all there are. Text in an option's
 * quotes is never taken for people.
 */
export function splitOptions(text: string, known: readonly string[]): SplitCommand | RefusedCommand {
  const given = new Map<string, GivenValue>();
  let rest = '';
  let wordBegins = true;
  for (let at = 0; at < text.length; ) {
    const name = wordBegins ? readOptionName(text.slice(at), known) : null;
    if (name === null) {
      const piece = pieceAt(text, at);
      rest += piece;
      at += piece.length;
      wordBegins = separates(piece);
      continue;
    }
    if (name.kind === 'unknown') return unknownOption(name.written, known);
    const { option } = name;
    if (given.has(option)) return refused(`--${option} is given twice. Give it once.`);
    at += name.length;
    const example = exampleOf(option);
    if (example === null) {
      if (text.charAt(at) === '=') return refused(`--${option} takes no value: it stands alone.`);
      given.set(option, NO_VALUE);
    } else {
      const value = readOptionValue(text, at, known);
      if (value.kind === 'unbalanced') return refused(MISSING_QUOTE);
      if (value.kind === 'missing') return refused(`--${option} needs a value, such as ${example}.`);
      given.set(option, { text: value.text, raw: value.raw });
      at = value.end;
    }
    rest += ' ';
    wordBegins = true;
  }
  if (quotesIn(rest) % 2 !== 0) return refused(MISSING_QUOTE);
  return { kind: 'split', rest, given };
}

function unknownOption(written: string, known: readonly string[]): RefusedCommand {
  const meant = nearest(written, known);
  const all = known.map((option) => `--${option}`).join(', ');
  const word = written.length <= LONGEST_QUOTED ? ` --${written}` : '';
  return refused(`There is no option${word}. ${meant === null ? `Known are ${all}.` : `Did you mean --${meant}?`}`);
}

function quotesIn(text: string): number {
  return text.replace(MARKUP, ' ').match(DOUBLE_QUOTES)?.length ?? 0;
}
