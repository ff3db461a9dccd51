import type { Directory } from '../directories/directory.ts';
import type { Operation } from '../directories/operation.ts';
import type { People } from '../people/person.ts';
import { classify, type Looked } from './classify.ts';
import { expand } from './expand.ts';
import type { ReadIdentifiers, Target } from './target.ts';

export interface ResolveTargets {
  readonly people: People;
  readonly directory: Directory;
  readonly operation: Operation;
  readonly protectedAccounts: readonly string[];
  readonly read: ReadIdentifiers;
  readonly signal: AbortSignal;
}

/**
 * From what was typed to who is meant and what would become of each. Changes nothing.
 * @throws PeopleUnavailable, DirectoryUnavailable when somebody could not be looked up
 */
export async function resolveTargets({
  people,
  directory,
  operation,
  protectedAccounts,
  read,
  signal,
}: ResolveTargets): Promise<readonly Target[]> {
  const expanded = await expand(people, read.identifiers);
  const lookups = expanded.flatMap((one) => (one.kind === 'lookup' ? [one.lookup] : []));
  const found = (lookups.length === 0 ? [] : await directory.find({ lookups, signal })).values();
  const looked = expanded.map((one): Looked => {
    if (one.kind === 'invalid') return one;
    const { value: accounts } = found.next();
    if (!accounts) throw new Error('The directory answered fewer lookups than it was asked');
    return { ...one, accounts };
  });
  const unreadable = read.unreadable.map(({ typed, reason }): Looked => ({ kind: 'invalid', typed, reason }));
  return classify({
    looked: [...looked, ...unreadable],
    operation,
    protectedAccounts,
    place: `the ${directory.kindTitle} ${directory.name}`,
  });
}
