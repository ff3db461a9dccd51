import type { LookUp } from '../directories/directory.ts';
import { chooseDirectory } from '../directories/managed.ts';
import { expand } from '../targets/expand.ts';
import { mixedTypes } from '../targets/one-type.ts';
import { refused } from './answers.ts';
import { PREVIEW_WITHIN_MS, type UseCaseDeps } from './deps.ts';
import { readable } from './preview.ts';
import type { Actor, LookedUp, LookupAsk } from './use-cases.ts';

/** What a directory knows of people. Changes nothing and asks nobody, but is for those whom the policy lets look. */
export async function lookup(
  deps: UseCaseDeps,
  { actor, kind, directory: name, people }: LookupAsk,
): Promise<LookedUp> {
  const chosen = chooseDirectory(deps.directories, kind, name);
  if (chosen.kind === 'refused') return chosen;
  const { directory } = chosen.managed;
  const rights = await deps.rights.mayLook(actor, directory.name);
  if (rights.kind === 'refused') return rights;
  if (people.identifiers.length + people.unreadable.length === 0) return refused('Say whom to look up.');

  const mixed = directory.namesByOneType ? mixedTypes(people.identifiers) : null;
  if (mixed !== null) return refused(mixed);

  return readable(deps, directory.name, async (): Promise<LookedUp> => {
    const signal = AbortSignal.timeout(PREVIEW_WITHIN_MS);
    const expanded = await expand(deps.people, people.identifiers, signal, directory.lookupOf);
    // What is no mention, e-mail or id may still be a directory's own name for somebody.
    const asHashes = people.unreadable.filter(({ typed }) => directory.isHash(typed));
    const lookups: LookUp['lookups'] = [
      ...expanded.flatMap((one) => (one.kind === 'lookup' ? [{ typed: one.typed, lookup: one.lookup }] : [])),
      ...asHashes.map(({ typed }) => ({ typed, lookup: { by: 'hash', hash: typed } as const })),
    ];
    const answer = await directory.lookUp({ lookups, signal });
    const unknown = [
      ...expanded.flatMap((one) => (one.kind === 'invalid' ? [{ typed: one.typed, reason: one.reason }] : [])),
      ...people.unreadable.filter((one) => !asHashes.includes(one)),
    ];
    deps.log.info({ directory: directory.name, people: lookups.length, actor: actor.id }, 'People were looked up');
    return {
      kind: 'looked-up',
      directory: directory.name,
      found: answer.found,
      missing: [...answer.missing, ...unknown],
    };
  });
}

/** Directories of a kind in which this person may look people up. */
export async function mayLookUp(deps: UseCaseDeps, actor: Actor, kind: string): Promise<readonly string[]> {
  const names = [...deps.directories.all.values()].flatMap(({ directory }) =>
    directory.kind === kind ? [directory.name] : [],
  );
  const rights = await Promise.all(names.map((name) => deps.rights.mayLook(actor, name)));
  return names.filter((_, index) => rights[index]?.kind === 'allowed');
}
