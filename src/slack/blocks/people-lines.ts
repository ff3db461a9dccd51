import type { SectionBlock } from '@slack/types';
import { groupByReason } from '../../report/outcomes.ts';
import { grouped, listed, people, reasonSentence } from '../../report/wording.ts';
import type { StoredTarget } from '../../requests/view.ts';
import { readableText } from '../../targets/slack-markup.ts';
import { plain, section } from './elements.ts';
import { LIMITS } from './limits.ts';
import { clipEscaped, escapeText, oneLine } from './text.ts';

/** What one message may spend on people, so that the rest of it and JSON's own characters still fit. */
const LINES_BUDGET = 5_200;
const LONGEST_LINE = 2_000;
const SHORTEST_LINE = 20;
const LONGEST_NAME = 80;

/**
 * "Alice Example · alice@acme.example · 4711", unescaped. Whoever led to no account is shown as they were typed; a
 * newcomer has no id beside the e-mail.
 */
export function personLine({ label, email, accountId, typed }: StoredTarget): string {
  const parts = accountId === null ? typed.map(readableText) : [label, email ?? '', accountId];
  return [...new Set(parts.map(oneLine))].filter((part) => part !== '').join(' · ');
}

/** "• Alice Example · …", one line per person. */
export function personLines(targets: readonly StoredTarget[]): readonly string[] {
  return targets.map((target) => `• ${personLine(target)}`);
}

/** The same with what is pinned of each person besides: what approvers decide on. */
export function pinnedLines(targets: readonly StoredTarget[]): readonly string[] {
  return targets.map(
    (target) => `• ${personLine(target)}${target.detail === null ? '' : ` · ${oneLine(target.detail)}`}`,
  );
}

/**
 * At most `most` lines: each reason with the people under it, the largest group first. Where not all can be named, small
 * groups are and large ones share what is left, so that no reason hides behind the people of another.
 */
export function reasonLines(targets: readonly StoredTarget[], most: number): readonly string[] {
  const groups = groupByReason(targets);
  const lines = new Map<(typeof groups)[number], readonly string[]>();
  let left = most - groups.length;
  for (const [index, group] of groups.toReversed().entries()) {
    const named = firstPeople(group.targets, Math.floor(left / (groups.length - index)));
    lines.set(group, named);
    left -= named.length;
  }
  const parts = groups.map((group): readonly string[] => {
    const count = howMany(group.targets);
    const title = group.reason === null ? count : `${reasonSentence(oneLine(group.reason))} (${count})`;
    return [title, ...(lines.get(group) ?? [])];
  });
  // Empty lines between the reasons are the first to go where there is little room.
  const roomy = parts.flatMap((part, index) => (index === 0 ? part : ['', ...part]));
  return roomy.length <= most ? roomy : firstLines(parts.flat(), most, '');
}

/** What led to no account may be no person at all. */
function howMany(targets: readonly StoredTarget[]): string {
  return targets.every(({ accountId }) => accountId === null) ? grouped(targets.length) : people(targets.length);
}

function firstPeople(targets: readonly StoredTarget[], most: number): readonly string[] {
  if (targets.length <= most) return personLines(targets);
  if (most < 2) return [];
  return [...personLines(targets.slice(0, most - 1)), `… and ${grouped(targets.length - most + 1)} more`];
}

/** "Alice Example, Bob Example and 3 people more", escaped, for those who hear a message's text only. */
export function namesInWords(targets: readonly StoredTarget[], budget: number): string {
  const names: string[] = [];
  let left = budget;
  for (const { label } of targets) {
    const name = clipEscaped(oneLine(label), LONGEST_NAME);
    left -= name.length + 2;
    if (left < 0) break;
    names.push(name);
  }
  const more = targets.length - names.length;
  return more === 0 ? listed(names) : `${names.join(', ')} and ${people(more)} more`;
}

/** The first lines, and how many more there are. */
export function firstLines(lines: readonly string[], count: number, rest: string): readonly string[] {
  if (lines.length <= count) return lines;
  const more = lines.slice(count - 1).filter((line) => line !== '').length;
  return [...lines.slice(0, count - 1), `… ${more} more lines${rest}`];
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
  return chunks.filter((chunk) => chunk.trim() !== '').map((chunk) => section(plain(chunk)));
}
