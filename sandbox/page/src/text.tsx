import type { ComponentChildren } from 'preact';
import { usePage } from './context.ts';
import { fillDateFormat, fullText } from './dates.ts';
import { type Json, text } from './json.ts';
import { parseMrkdwn, parsePlain, type TextNode } from './mrkdwn.ts';
import type { World } from './world.ts';

export function Mrkdwn({ source }: { source: string }) {
  return <Nodes nodes={parseMrkdwn(source)} />;
}

/** A Block Kit text object, `plain_text` or `mrkdwn`. */
export function TextObject({ value }: { value: Json | undefined }) {
  if (!value) return null;
  const source = text(value['text']);
  return <Nodes nodes={value['type'] === 'mrkdwn' ? parseMrkdwn(source) : parsePlain(source)} />;
}

export function Nodes({ nodes }: { nodes: readonly TextNode[] }) {
  return (
    <>
      {nodes.map((node, index) => (
        <Node key={index} node={node} />
      ))}
    </>
  );
}

function Node({ node }: { node: TextNode }) {
  const { world } = usePage();
  switch (node.kind) {
    case 'text':
      return <>{node.text}</>;
    case 'code':
      return <code>{node.text}</code>;
    case 'pre':
      return <pre>{node.text}</pre>;
    case 'bold':
      return (
        <strong>
          <Nodes nodes={node.children} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <Nodes nodes={node.children} />
        </em>
      );
    case 'strike':
      return (
        <s>
          <Nodes nodes={node.children} />
        </s>
      );
    case 'quote':
      return (
        <blockquote>
          <Nodes nodes={node.children} />
        </blockquote>
      );
    case 'link':
      return (
        <SafeLink href={node.href}>
          <Nodes nodes={node.children} />
        </SafeLink>
      );
    case 'user':
    case 'usergroup':
    case 'channel':
    case 'broadcast':
      return <span class={node.id === world.me ? 'mention mention-me' : 'mention'}>{mentionText(node, world)}</span>;
    case 'date': {
      const date = new Date(node.seconds * 1000);
      return (
        <time dateTime={date.toISOString()} title={fullText(date)}>
          {fillDateFormat(date, node.format)}
        </time>
      );
    }
  }
}

/** Only addresses that a bot may lead people to; anything else stays text. */
export function SafeLink({ href, children }: { href: string; children: ComponentChildren }) {
  if (!/^(?:https?:|mailto:)/i.test(href)) return <>{children}</>;
  return (
    <a href={href} target="_blank" rel="noreferrer">
      {children}
    </a>
  );
}

/** What a screen reader gets for a message: mrkdwn with the markup taken away. */
export function plainTextOf(source: string, world: World): string {
  const plain = (node: TextNode): string => {
    switch (node.kind) {
      case 'text':
      case 'code':
      case 'pre':
        return node.text;
      case 'date':
        return fillDateFormat(new Date(node.seconds * 1000), node.format);
      case 'user':
      case 'usergroup':
      case 'channel':
      case 'broadcast':
        return mentionText(node, world);
      default:
        return node.children.map(plain).join('');
    }
  };
  return parseMrkdwn(source).map(plain).join('').trim();
}

function mentionText(node: Extract<TextNode, { readonly id: string }>, world: World): string {
  switch (node.kind) {
    case 'user':
      return `@${world.users.get(node.id)?.name ?? node.label ?? node.id}`;
    case 'usergroup':
      return `@${world.userGroups.get(node.id)?.handle ?? node.label?.replace(/^@/, '') ?? node.id}`;
    case 'channel':
      return `#${world.channels.find((channel) => channel.id === node.id)?.name ?? (node.label || node.id)}`;
    case 'broadcast':
      return `@${node.id}`;
  }
}
