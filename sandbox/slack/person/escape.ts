import type { Workspace } from '../workspace.ts';

const entities = (text: string): string =>
  text.replace(/[&<>]/g, (mark) => (mark === '&' ? '&amp;' : mark === '<' ? '&lt;' : '&gt;'));

/**
 * The text of a command as Slack hands it to an app with `should_escape`: people, groups, channels, addresses and links
 * that the client recognised become `<…>`; everything else keeps its characters, with `&`, `<` and `>` as entities.
 * https://docs.slack.dev/interactivity/implementing-slash-commands#escaping
 */
export function escapeCommandText(workspace: Workspace, text: string): string {
  const users = new Map([...workspace.users.values()].map((user) => [user.name.toLowerCase(), user]));
  const groups = new Map([...workspace.groups.values()].map((group) => [group.handle.toLowerCase(), group]));
  const channels = new Map(
    [...workspace.channels.values()].filter(({ kind }) => kind !== 'dm').map((channel) => [channel.name, channel]),
  );

  const token = (word: string): string => {
    const [, mark, name = ''] = /^([@#])([\p{L}\p{N}][\p{L}\p{N}._-]*)$/u.exec(word) ?? [];
    if (mark === '@') {
      const broadcast = ['here', 'channel', 'everyone'].find((one) => one === name);
      if (broadcast) return `<!${broadcast}>`;
      const user = users.get(name.toLowerCase());
      if (user) return `<@${user.id}|${user.name}>`;
      const group = groups.get(name.toLowerCase());
      if (group) return `<!subteam^${group.id}|@${group.handle}>`;
    }
    const channel = mark === '#' ? channels.get(name) : undefined;
    if (channel) return `<#${channel.id}|${channel.kind === 'private' ? '' : channel.name}>`;
    if (/^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(word)) return `<mailto:${entities(word)}|${entities(word)}>`;
    if (/^https?:\/\/\S+$/.test(word)) return `<${entities(word)}>`;
    return entities(word);
  };

  return text.replace(/[^\s,;"“”'()]+/g, token);
}
