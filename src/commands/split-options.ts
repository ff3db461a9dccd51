import { nearest } from '../config/nearest.ts';
import { OPTIONS, type Option, readOptionName } from './option-name.ts';
import { readOptionValue } from './option-value.ts';
import { pieceAt, separates } from './pieces.ts';

/** `rest`: the text as Slack sent it, with a space where an option stood. */
export interface SplitCommand {
  readonly kind: 'split';
  readonly rest: string;
  readonly directory: string | null;
  readonly reason: string | null;
  readonly dryRun: boolean;
}

export interface RefusedCommand {
  readonly kind: 'refused';
  readonly reason: string;
}

const EXAMPLES: Readonly<Record<Exclude<Option, 'dry-run'>, string>> = {
  in: '--in acme-prod',
  reason: '--reason "left the company"',
};

/** A longer word is a mistake of another kind, and no help to repeat. */
const LONGEST_QUOTED = 40;

const MISSING_QUOTE = 'A quotation mark is never closed. Put one at the end of the text it belongs to.';
const DOUBLE_QUOTES = /["“”„‟«»＂]/g;
const MARKUP = /<[^<>]*>/g;

/** Takes the options out of a command, wherever they stand. Text in an option's quotes is never taken for people. */
export function splitOptions(text: string): SplitCommand | RefusedCommand {
  const given = new Map<Option, string>();
  let rest = '';
  let wordBegins = true;
  for (let at = 0; at < text.length; ) {
    const name = wordBegins ? readOptionName(text.slice(at)) : null;
    if (name === null) {
      const piece = pieceAt(text, at);
      rest += piece;
      at += piece.length;
      wordBegins = separates(piece);
      continue;
    }
    if (name.kind === 'unknown') return unknownOption(name.written);
    const { option } = name;
    if (given.has(option)) return refused(`--${option} is given twice. Give it once.`);
    at += name.length;
    if (option === 'dry-run') {
      if (text.charAt(at) === '=') return refused('--dry-run takes no value: it only shows what would happen.');
      given.set(option, '');
    } else {
      const value = readOptionValue(text, at);
      if (value.kind === 'unbalanced') return refused(MISSING_QUOTE);
      if (value.kind === 'missing') return refused(`--${option} needs a value, such as ${EXAMPLES[option]}.`);
      given.set(option, value.text);
      at = value.end;
    }
    rest += ' ';
    wordBegins = true;
  }
  if (quotesIn(rest) % 2 !== 0) return refused(MISSING_QUOTE);
  return {
    kind: 'split',
    rest,
    directory: given.get('in') ?? null,
    reason: given.get('reason') ?? null,
    dryRun: given.has('dry-run'),
  };
}

export function refused(reason: string): RefusedCommand {
  return { kind: 'refused', reason };
}

function unknownOption(written: string): RefusedCommand {
  const meant = nearest(written, OPTIONS);
  const known = OPTIONS.map((option) => `--${option}`).join(', ');
  const word = written.length <= LONGEST_QUOTED ? ` --${written}` : '';
  return refused(`There is no option${word}. ${meant === null ? `Known are ${known}.` : `Did you mean --${meant}?`}`);
}

function quotesIn(text: string): number {
  return text.replace(MARKUP, ' ').match(DOUBLE_QUOTES)?.length ?? 0;
}
