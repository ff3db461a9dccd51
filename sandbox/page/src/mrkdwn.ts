/**
 * Slack's mrkdwn, parsed into nodes so that nothing a bot or a person writes ever becomes markup of the page.
 * https://docs.slack.dev/messaging/formatting-message-text
 */

export type TextNode =
  | { readonly kind: 'text' | 'code' | 'pre'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike' | 'quote'; readonly children: readonly TextNode[] }
  | { readonly kind: 'link'; readonly href: string; readonly children: readonly TextNode[] }
  | {
      readonly kind: 'user' | 'usergroup' | 'channel' | 'broadcast';
      readonly id: string;
      readonly label: string | null;
    }
  | { readonly kind: 'date'; readonly seconds: number; readonly format: string; readonly fallback: string };

const marks: Readonly<Record<string, 'bold' | 'italic' | 'strike'>> = { '*': 'bold', _: 'italic', '~': 'strike' };

export function parseMrkdwn(source: string): TextNode[] {
  return source
    .split(/```\n?([\s\S]+?)\n?```\n?/)
    .flatMap((part, index): TextNode[] =>
      index % 2 === 1 ? [{ kind: 'pre', text: unescapeText(part) }] : parseLines(part),
    );
}

/** For `plain_text`: only entities and emoji codes mean something. */
export function parsePlain(source: string): TextNode[] {
  return [{ kind: 'text', text: withEmoji(unescapeText(source)) }];
}

function parseLines(source: string): TextNode[] {
  const nodes: TextNode[] = [];
  for (const run of source.match(/(?:^(?:>|&gt;).*\n?)+|(?:^(?!>|&gt;).*\n?)+/gm) ?? []) {
    const quoted = /^(?:>|&gt;)/.test(run);
    if (quoted) nodes.push({ kind: 'quote', children: parseInline(run.replace(/^(?:>|&gt;) ?/gm, '').trimEnd()) });
    else nodes.push(...parseInline(run));
  }
  return nodes;
}

function parseInline(source: string): TextNode[] {
  const nodes: TextNode[] = [];
  let plain = '';
  let at = 0;
  const flush = () => {
    if (plain) nodes.push({ kind: 'text', text: withEmoji(unescapeText(plain)) });
    plain = '';
  };
  while (at < source.length) {
    const found = tokenAt(source, at);
    if (found) {
      flush();
      nodes.push(found.node);
      at += found.length;
    } else {
      plain += source[at];
      at += 1;
    }
  }
  flush();
  return nodes;
}

function tokenAt(source: string, at: number): { node: TextNode; length: number } | null {
  const rest = source.slice(at);
  const angle = /^<([^<>\n]+)>/.exec(rest);
  if (angle?.[1]) {
    const node = angleNode(angle[1]);
    return node && { node, length: angle[0].length };
  }
  const code = /^`([^`\n]+)`/.exec(rest);
  if (code?.[1]) return { node: { kind: 'code', text: unescapeText(code[1]) }, length: code[0].length };
  const mark = /^([*_~])(\S|\S.*?\S)\1(?![\p{L}\p{N}])/u.exec(rest);
  const opens = at === 0 || /[^\p{L}\p{N}]/u.test(source[at - 1] ?? '');
  if (!mark?.[2] || !opens || mark[2] === mark[1]) return null;
  const kind = marks[mark[1] ?? ''] ?? 'bold';
  return { node: { kind, children: parseInline(mark[2]) }, length: mark[0].length };
}

/** What stands between < and >; null for what is no token, so that it stays visible as text. */
function angleNode(inner: string): TextNode | null {
  const [target = '', ...labels] = inner.split('|');
  const label = labels.length > 0 ? unescapeText(labels.join('|')) : null;
  const date = /^!date\^(-?\d+)\^([^^]*)(?:\^.*)?$/.exec(target);
  if (date)
    return { kind: 'date', seconds: Number(date[1]), format: unescapeText(date[2] ?? ''), fallback: label ?? '' };
  const reference = /^(@|#|!subteam\^|!)([A-Za-z0-9]+)$/.exec(target);
  if (reference?.[2]) return { kind: referenceKinds[reference[1] ?? ''] ?? 'broadcast', id: reference[2], label };
  if (!/^(?:https?:\/\/|mailto:)/i.test(target)) return null;
  const shown = label ?? unescapeText(target).replace(/^mailto:/i, '');
  return { kind: 'link', href: unescapeText(target), children: [{ kind: 'text', text: shown }] };
}

const referenceKinds: Readonly<Record<string, 'user' | 'channel' | 'usergroup' | 'broadcast'>> = {
  '@': 'user',
  '#': 'channel',
  '!subteam^': 'usergroup',
};

function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** The codes that bots of this kind use; others stay as typed. */
const emoji: Readonly<Record<string, string>> = {
  white_check_mark: '✅',
  heavy_check_mark: '✔️',
  x: '❌',
  warning: '⚠️',
  no_entry: '⛔',
  no_entry_sign: '🚫',
  octagonal_sign: '🛑',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  lock: '🔒',
  unlock: '🔓',
  mag: '🔍',
  eyes: '👀',
  bell: '🔔',
  wave: '👋',
  tada: '🎉',
  arrow_right: '➡️',
  repeat: '🔁',
  clipboard: '📋',
  information_source: 'ℹ️',
  question: '❓',
  red_circle: '🔴',
  large_green_circle: '🟢',
  large_yellow_circle: '🟡',
  white_circle: '⚪',
};

function withEmoji(text: string): string {
  return text.replace(/:([a-z_]+):/g, (code, name: string) => emoji[name] ?? code);
}
