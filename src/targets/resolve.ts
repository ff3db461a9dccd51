import type { Directory } from '../directories/directory.ts';
import type { Lookup } from '../directories/lookup.ts';
import type { Choices, Operation } from '../directories/operation.ts';
import type { People } from '../people/person.ts';
import { classify, lookupKey } from './classify.ts';
import { expand } from './expand.ts';
import type { ReadIdentifiers, Target } from './target.ts';

export interface ResolveTargets {
  readonly people: People;
  readonly directory: Pick<Directory, 'find' | 'lookupOf'>;
  readonly operation: Pick<Operation, 'assess' | 'welcome'>;
  readonly choices: Choices;
  /** E-mails and native ids that nobody may touch through Muster. */
  readonly protectedAccounts: readonly string[];
  readonly read: ReadIdentifiers;
  readonly signal: AbortSignal;
}

/**
 * Whom a text means, and what the operation would mean for each of them. Those who can be looked up stand in the order
 * typed, what could not be read at the end. Throws PeopleUnavailable or DirectoryUnavailable; changes nothing.
 */
export async function resolveTargets({
  people,
  directory,
  operation,
  choices,
  protectedAccounts,
  read,
  signal,
}: ResolveTargets): Promise<readonly Target[]> {
  const expanded = await expand(people, read.identifiers, signal, directory.lookupOf);
  const lookups = new Map<string, Lookup>(
    expanded.flatMap((one) => (one.kind === 'lookup' ? [[lookupKey(one.lookup), one.lookup] as const] : [])),
  );
  const answers = lookups.size === 0 ? [] : await directory.find({ lookups: [...lookups.values()], signal });
  if (answers.length !== lookups.size) throw new Error('A directory left lookups unanswered');
  const found = new Map([...lookups.keys()].map((key, index) => [key, answers[index] ?? []]));
  const unreadable = read.unreadable.map(({ typed, reason }): Target => ({ kind: 'invalid', typed: [typed], reason }));
  return [...classify({ expanded, found, operation, choices, protectedAccounts }), ...unreadable];
}
