/** Inline elements of a `rich_text` block as the same nodes that mrkdwn gives. https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */

import { type Json, number, object, text } from './json.ts';
import type { TextNode } from './mrkdwn.ts';

export function richTextNode(element: Json): TextNode {
  return styled(element, bareNode(element));
}

function bareNode(element: Json): TextNode {
  switch (element['type']) {
    case 'text':
      return { kind: 'text', text: text(element['text']) };
    case 'link': {
      const href = text(element['url']);
      return { kind: 'link', href, children: [{ kind: 'text', text: text(element['text']) || href }] };
    }
    case 'user':
      return { kind: 'user', id: text(element['user_id']), label: null };
    case 'usergroup':
      return { kind: 'usergroup', id: text(element['usergroup_id']), label: null };
    case 'channel':
      return { kind: 'channel', id: text(element['channel_id']), label: null };
    case 'broadcast':
      return { kind: 'broadcast', id: text(element['range']), label: null };
    case 'date': {
      const seconds = number(element['timestamp']) ?? 0;
      return { kind: 'date', seconds, format: text(element['format']), fallback: text(element['fallback']) };
    }
    case 'emoji':
      return { kind: 'text', text: emojiText(element) };
    default:
      return { kind: 'code', text: `[unsupported: ${text(element['type'])}]` };
  }
}

function styled(element: Json, node: TextNode): TextNode {
  const style = object(element['style']) ?? {};
  if (style['code'] && node.kind === 'text') return { kind: 'code', text: node.text };
  const kinds = (['bold', 'italic', 'strike'] as const).filter((kind) => style[kind] === true);
  return kinds.reduce((inner: TextNode, kind) => ({ kind, children: [inner] }), node);
}

function emojiText(element: Json): string {
  const codePoints = text(element['unicode'])
    .split('-')
    .map((part) => Number.parseInt(part, 16));
  return codePoints.every(Number.isInteger) ? String.fromCodePoint(...codePoints) : `:${text(element['name'])}:`;
}
