/** What the composer offers while somebody types: commands after a leading /, people and groups after @. Pure. */

import type { PageCommand, PageUser, PageUserGroup } from '../protocol.ts';

export interface CompletionSource {
  readonly users: Iterable<PageUser>;
  readonly userGroups: Iterable<PageUserGroup>;
  /** Empty where commands do not work: in threads. */
  readonly commands: readonly PageCommand[];
}

export interface CompletionOption {
  readonly id: string;
  /** Replaces what was typed so far, a space follows. */
  readonly insert: string;
  readonly detail: string;
}

export interface Completion {
  /** Where the replaced part begins; it ends at the caret. */
  readonly from: number;
  readonly options: readonly CompletionOption[];
  /** -1 when the typed word is already complete, so that Enter sends instead of choosing. */
  readonly preferred: number;
}

const maxOptions = 8;

export function completionAt(text: string, caret: number, source: CompletionSource): Completion | null {
  const before = text.slice(0, caret);
  const typed = /^\/\S*$/.exec(before)?.[0] ?? /(?:^|[\s,;(])(@[\p{L}\p{N}._-]*)$/u.exec(before)?.[1];
  if (typed === undefined) return null;
  const all = typed.startsWith('/') ? commandOptions(source) : peopleOptions(source);
  const options = all
    .map((option) => ({ option, rank: rankOf(option, typed.toLowerCase()) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank || a.option.insert.localeCompare(b.option.insert))
    .slice(0, maxOptions)
    .map(({ option }) => option);
  const complete = options[0]?.insert.toLowerCase() === typed.toLowerCase();
  if (options.length === 0 || (complete && options.length === 1)) return null;
  return { from: caret - typed.length, options, preferred: complete ? -1 : 0 };
}

/** The description of the command that the text begins with. */
export function commandOf(text: string, commands: readonly PageCommand[]): PageCommand | undefined {
  const name = /^\/\S+(?=\s)/.exec(text)?.[0];
  return name === undefined ? undefined : commands.find((command) => command.command === name);
}

function commandOptions(source: CompletionSource): CompletionOption[] {
  return source.commands.map(({ command, description }) => ({ id: command, insert: command, detail: description }));
}

function peopleOptions(source: CompletionSource): CompletionOption[] {
  const users = [...source.users]
    .filter((user) => user.kind !== 'deactivated')
    .map((user) => ({ id: user.id, insert: `@${user.name}`, detail: user.realName }));
  const groups = [...source.userGroups].map((group) => ({
    id: group.id,
    insert: `@${group.handle}`,
    detail: `${group.name}, ${group.members.length === 1 ? '1 person' : `${group.members.length} people`}`,
  }));
  return [...users, ...groups];
}

/** 3 the whole handle, 2 its beginning, 1 the beginning of a word of the name, 0 no match. */
function rankOf(option: CompletionOption, typed: string): number {
  const insert = option.insert.toLowerCase();
  if (insert === typed) return 3;
  if (insert.startsWith(typed)) return 2;
  if (!typed.startsWith('@')) return 0;
  return option.detail
    .toLowerCase()
    .split(/\s+/)
    .some((word) => word.startsWith(typed.slice(1)))
    ? 1
    : 0;
}
