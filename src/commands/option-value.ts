import { readableText } from '../targets/slack-markup.ts';
import { readOptionName } from './option-name.ts';
import { pieceAt } from './pieces.ts';

/** `text` is readable: no entities, no markup. `end`: where the value and its quotes are over. */
export type OptionValue =
  | { readonly kind: 'value'; readonly text: string; readonly end: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unbalanced' };

const OPENING = /^\s*=?\s*(?:(?<double>["“”„‟«»＂])|(?<single>['‘’‚‛]))?/;
const DOUBLE = /["“”„‟«»＂]/;
/** A quote within a word (it’s) closes nothing. */
const CLOSING_DOUBLE = /["“”„‟«»＂](?=[\s,;，；、]|$)/;
const CLOSING_SINGLE = /['‘’‚‛](?=[\s,;，；、]|$)/;
const SEPARATORS = new Set([',', ';', '，', '；', '、']);

/** What follows an option's name: a text in quotes, which may be of mixed kinds, or a single word. */
export function readOptionValue(text: string, start: number): OptionValue {
  const opening = OPENING.exec(text.slice(start));
  const from = start + (opening?.[0].length ?? 0);
  const { double, single } = opening?.groups ?? {};
  if (double === undefined && single === undefined) return readUnquoted(text, from);
  const length = text.slice(from).search(double === undefined ? CLOSING_SINGLE : CLOSING_DOUBLE);
  return length < 0 ? { kind: 'unbalanced' } : value(readableText(text.slice(from, from + length)), from + length + 1);
}

function readUnquoted(text: string, from: number): OptionValue {
  if (readOptionName(text.slice(from)) !== null) return { kind: 'missing' };
  let end = from;
  while (end < text.length && !/\s/.test(text.charAt(end))) end += pieceAt(text, end).length;
  const word = text.slice(from, end);
  return DOUBLE.test(word) ? { kind: 'unbalanced' } : value(withoutTrailing(readableText(word)), end);
}

function value(readable: string, end: number): OptionValue {
  const text = readable.trim();
  return text === '' ? { kind: 'missing' } : { kind: 'value', text, end };
}

function withoutTrailing(text: string): string {
  let end = text.length;
  while (SEPARATORS.has(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}
