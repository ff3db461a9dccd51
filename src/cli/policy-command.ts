import type { Cast } from '../approvals/rehearsal.ts';
import { DIRECTORY_KINDS } from '../bot.ts';
import { readCommand } from '../commands/read-command.ts';
import { chooseDirectory } from '../directories/managed.ts';
import type { SlackUserId } from '../ids.ts';
import { LOOKUP } from '../requests/rights.ts';
import type { ReadIdentifiers } from '../targets/target.ts';
import { WrongUsage } from './command.ts';
import type { PolicyFile } from './policy-file.ts';

/** What a slash command typed in a terminal asks for. */
export interface TypedCommand {
  readonly directory: string;
  readonly operation: string;
  /** How many it names. A rule such as --suspended names nobody. */
  readonly people: number;
  readonly targets: readonly SlackUserId[];
  readonly emails: readonly string[];
  readonly reason: string | null;
}

/** In a terminal nobody types what Slack makes of a mention. */
const asMention = (text: string): string =>
  text.replace(/@([UW][A-Z0-9]{1,30})\b/g, '<@$1>').replace(/@(S[A-Z0-9]{1,30})\b/g, '<!subteam^$1>');

const quoted = (text: string): string => (/\s/.test(text) ? `"${text.replaceAll('"', '')}"` : text);

/** `words`: `/wickr`, `delete`, `@U0123ABCDEF` … as a shell splits them. */
export function readTypedCommand(
  words: readonly string[],
  { directories, config }: PolicyFile,
  cast: Cast,
): TypedCommand {
  const [slash = '', ...rest] = words;
  const kind = DIRECTORY_KINDS.find((one) => slash === `/${one.kind}`);
  const commands = DIRECTORY_KINDS.map((one) => `/${one.kind}`).join(' or ');
  if (!kind) throw new WrongUsage(`Type the command after --, beginning with ${commands}.`);
  const ofKind = directories.filter((one) => one.kind === kind.kind);
  const read = readCommand(asMention(rest.map(quoted).join(' ')), {
    ...kind,
    optionsOf: (verb) => [...new Set(ofKind.flatMap(({ operations }) => operations.get(verb)?.options ?? []))],
    now: 0,
  });
  if (read.kind === 'refused') throw new WrongUsage(read.reason);
  if (read.kind !== 'run' && read.kind !== 'lookup')
    throw new WrongUsage(`${slash} ${rest[0] ?? ''} asks for no change: name an operation and people.`);
  const all = new Map(
    ofKind.map((directory) => [directory.name, { directory, protected: [], pace: { callsPerSecond: 1, inFlight: 1 } }]),
  );
  const chosen = chooseDirectory({ all, defaults: config.defaults }, kind.kind, read.directory);
  if (chosen.kind === 'refused') throw new WrongUsage(chosen.reason);
  return {
    directory: chosen.managed.directory.name,
    operation: read.kind === 'run' ? read.operation : LOOKUP,
    ...peopleOf(read.people, cast),
    reason: read.kind === 'run' ? read.reason : null,
  };
}

function peopleOf(
  { identifiers, unreadable }: ReadIdentifiers,
  { people, groups }: Cast,
): Pick<TypedCommand, 'people' | 'targets' | 'emails'> {
  const targets = identifiers.flatMap((one) => {
    if (one.kind === 'mention') return [one.slackUserId];
    return one.kind === 'user-group' ? (groups.get(one.slackUserGroupId) ?? []) : [];
  });
  const emails = identifiers.flatMap((one) => (one.kind === 'email' ? [one.email] : []));
  const ofTargets = targets.flatMap((id) => people.get(id)?.email ?? []);
  const others = identifiers.filter(({ kind }) => kind !== 'mention' && kind !== 'user-group').length;
  return {
    people: new Set(targets).size + others + unreadable.length,
    targets: [...new Set(targets)],
    emails: [...emails, ...ofTargets],
  };
}
