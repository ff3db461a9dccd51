import { readableText } from '../targets/slack-markup.ts';
import { readOptionName } from './option-name.ts';
import { pieceAt } from './pieces.ts';

/** What was given to an option. */
export interface GivenValue {
  /** Readable: no entities, no markup. */
  readonly text: string;
  /** As Slack sent it, for reading who is meant. */
  readonly raw: string;
}

/** `end`: where the value and its quotes are over. */
export type OptionValue =
  | (GivenValue & { readonly kind: 'value'; readonly end: number })
  | { readonly kind: 'missing' }
  | { readonly kind: 'unbalanced' };

const OPENING = /^\s*=?\s*(?:(?<double>["“”„‟«»＂])|(?<single>['‘’‚‛]))?/;
const DOUBLE = /["“”„‟«»＂]/;
/** A quote within a word (it’s) closes nothing. */
const CLOSING_DOUBLE = /["“”„‟«»＂](?=[\s,;，；、]|$)/;
const CLOSING_SINGLE = /['‘’‚‛](?=[\s,;，；、]|$)/;
const SEPARATORS = new Set([',', ';', '，', '；', '、']);

/** What follows an option's name: a text in quotes, which may be of mixed kinds, or a single word. */
export function readOptionValue(text: string, start: number, known: readonly string[]): OptionValue {
  const opening = OPENING.exec(text.slice(start));
  const from = start + (opening?.[0].length ?? 0);
  const { double, single } = opening?.groups ?? {};
  if (double === undefined && single === undefined) return readUnquoted(text, from, known);
  const length = text.slice(from).search(double === undefined ? CLOSING_SINGLE : CLOSING_DOUBLE);
  if (length < 0) return { kind: 'unbalanced' };
  const raw = text.slice(from, from + length);
  return value(raw, readableText(raw), from + length + 1);
}

function readUnquoted(text: string, from: number, known: readonly string[]): OptionValue {
  if (readOptionName(text.slice(from), known) !== null) return { kind: 'missing' };
  let end = from;
  while (end < text.length && !/\s/.test(text.charAt(end))) end += pieceAt(text, end).length;
  const word = text.slice(from, end);
  return DOUBLE.test(word) ? { kind: 'unbalanced' } : value(word, withoutTrailing(readableText(word)), end);
}

function value(raw: string, readable: string, end: number): OptionValue {
  const text = readable.trim();
  return text === '' ? { kind: 'missing' } : { kind: 'value', text, raw, end };
}

function withoutTrailing(text: string): string {
  let end = text.length;
  while (SEPARATORS.has(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
