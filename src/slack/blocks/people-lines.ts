import type { SectionBlock } from '@slack/types';
import { groupByReason } from '../../report/outcomes.ts';
import { asSentence, people } from '../../report/wording.ts';
import type { StoredTarget } from '../../requests/view.ts';
import { plain, section } from './elements.ts';
import { LIMITS } from './limits.ts';
import { clipEscaped, escapeText, oneLine } from './text.ts';

/** What one message may spend on people, so that the rest of it and JSON's own characters still fit. */
const LINES_BUDGET = 5_200;
const LONGEST_LINE = 2_000;
const SHORTEST_LINE = 20;

/** `<@U123|alice>`, as Slack writes a mention into a command. */
const TYPED_MENTION = /^<@([A-Z0-9]+)(?:\|([^>]*))?>$/;

function typedWords(typed: string): string {
  const [, id, label] = TYPED_MENTION.exec(typed) ?? [];
  return id === undefined ? typed : `@${label || id}`;
}

/** "Alice Example · alice@acme.example · 4711", unescaped. Whoever led to no account is shown as they were typed. */
export function personLine({ label, email, accountId, typed }: StoredTarget): string {
  const parts = accountId === null ? typed.map(typedWords) : [label, email ?? '', accountId];
  return [...new Set(parts.map(oneLine))].filter((part) => part !== '').join(' · ');
}

/** "• Alice Example · …", one line per person. */
export function personLines(targets: readonly StoredTarget[]): readonly string[] {
  return targets.map((target) => `• ${personLine(target)}`);
}

/** Each reason with the people under it; the largest group first. */
export function reasonLines(targets: readonly StoredTarget[]): readonly string[] {
  return groupByReason(targets).flatMap(({ reason, targets: members }) => [
    reason === null ? people(members.length) : `${asSentence(oneLine(reason))} (${people(members.length)})`,
    ...personLines(members),
  ]);
}

/** The first lines, and how many more there are. */
export function firstLines(lines: readonly string[], count: number, rest: string): readonly string[] {
  return lines.length <= count
    ? lines
    : [...lines.slice(0, count - 1), `… ${lines.length - count + 1} more lines${rest}`];
}

/**
 * Lines as plain text, in as few sections as hold them. Lines that together need more than the budget are cut to their
 * even share of it: the whole stands in the CSV file and in the store.
 */
export function lineSections(lines: readonly string[], budget: number = LINES_BUDGET): readonly SectionBlock[] {
  const total = lines.reduce((sum, line) => sum + escapeText(line).length + 1, 0);
  const share = Math.max(SHORTEST_LINE, Math.floor(budget / lines.length) - 1);
  const longest = Math.min(LONGEST_LINE, total <= budget ? LONGEST_LINE : share);
  const chunks: string[] = [];
  for (const line of lines.map((text) => clipEscaped(text, longest))) {
    const chunk = chunks.at(-1);
    if (chunk !== undefined && chunk.length + 1 + line.length <= LIMITS.sectionText) {
      chunks[chunks.length - 1] = `${chunk}\n${line}`;
    } else {
      chunks.push(line);
    }
  }
  return chunks.filter((chunk) => chunk !== '').map((chunk) => section(plain(chunk)));
}
