import type { Account } from '../directories/account.ts';
import type { Directory, Selection } from '../directories/directory.ts';
import type { Choices, Operation, Prepared, ResolvedChoices, Secrets } from '../directories/operation.ts';
import { breathe } from '../runtime/calmly.ts';
import { classifyAccounts } from '../targets/classify.ts';
import { mixedTypes } from '../targets/one-type.ts';
import { resolveTargets } from '../targets/resolve.ts';
import type { ReadIdentifiers, Target } from '../targets/target.ts';
import { refused } from './answers.ts';
import { PREVIEW_WITHIN_MS, type UseCaseDeps } from './deps.ts';
import type { Refused } from './use-cases.ts';

export interface ChoosePeople {
  readonly directory: Directory;
  readonly operation: Operation;
  readonly protectedAccounts: readonly string[];
  readonly people: ReadIdentifiers;
  readonly selection: Selection | null;
  /** As typed: `{group: "Field Operations"}`; or what an earlier request had pinned. */
  readonly options: TypedOptions | PinnedChoices;
}

export interface TypedOptions {
  readonly kind: 'typed';
  readonly values: Readonly<Record<string, string>>;
}

export interface PinnedChoices {
  readonly kind: 'pinned';
  readonly choices: Choices;
  readonly words: string | null;
}

export interface ChosenPeople {
  readonly kind: 'chosen';
  readonly targets: readonly Target[];
  readonly choices: Choices;
  readonly secrets: Secrets;
  readonly choiceWords: string | null;
}

/**
 * From what was typed to exact people, what the operation means for each, and what it needs besides.
 * Throws PeopleUnavailable or DirectoryUnavailable; changes nothing.
 */
export async function choosePeople(
  deps: Pick<UseCaseDeps, 'people'>,
  { directory, operation, protectedAccounts, people, selection, options }: ChoosePeople,
): Promise<ChosenPeople | Refused> {
  const mixed = directory.namesByOneType ? mixedTypes(people.identifiers) : null;
  if (mixed !== null) return refused(mixed);
  const signal = AbortSignal.timeout(PREVIEW_WITHIN_MS);
  const resolved = await resolveChoices(operation, options, signal);
  if (resolved.kind === 'refused') return resolved;
  const { choices, words, secrets = {} } = resolved;

  const selected = selection === null ? null : await directory.select(selection, signal);
  if (selected?.kind === 'refused') return refused(selected.reason);
  // Of 100,000 people each of these takes a tenth of a second.
  await breathe();
  const nobodyNamed = people.identifiers.length === 0 && people.unreadable.length === 0;
  const targets =
    selected !== null && nobodyNamed
      ? // As they were read just now: reading them again would take as many calls, and tell the same.
        classifyAccounts(selected.accounts, { operation, choices, protectedAccounts })
      : await resolveTargets({
          people: deps.people,
          directory,
          operation,
          choices,
          protectedAccounts,
          read: people,
          signal,
        });
  const narrowed = selected === null || nobodyNamed ? targets : narrow(targets, selected.accounts);
  const prepared = await prepare(operation, narrowed, choices, signal);
  const everyone = [...prepared, ...untold(selected?.untold ?? 0)];
  return { kind: 'chosen', targets: everyone, choices, secrets, choiceWords: words };
}

/** Those whom the directory says too little of are not selected, and nobody leaves them out in silence. */
function untold(count: number): readonly Target[] {
  if (count === 0) return [];
  const typed = [count === 1 ? '1 person' : `${count} people`];
  return [{ kind: 'invalid', typed, reason: 'The directory does not tell whether the options select them.' }];
}

async function resolveChoices(
  operation: Operation,
  options: ChoosePeople['options'],
  signal: AbortSignal,
): Promise<ResolvedChoices> {
  if (options.kind === 'pinned') return { kind: 'chosen', choices: options.choices, words: options.words };
  const known = operation.options ?? [];
  const unknown = Object.keys(options.values).find((name) => !known.includes(name));
  if (unknown !== undefined) return refused(`“${operation.words.verb}” takes no --${unknown}.`);
  return operation.choose ? operation.choose(options.values, signal) : { kind: 'chosen', choices: {}, words: null };
}

/** Leaves out who was named and whom the rule does not select. */
function narrow(targets: readonly Target[], selected: readonly Account[]): readonly Target[] {
  const ids = new Set(selected.map(({ id }) => id));
  return targets.map((target) => {
    if (target.kind !== 'will-change' || ids.has(target.account.id)) return target;
    return { kind: 'invalid', typed: target.typed, reason: 'Not among those the options select.' };
  });
}

/** Pins what the operation must know of each account, such as its devices; some turn out not to need or to allow it. */
async function prepare(
  operation: Operation,
  targets: readonly Target[],
  choices: Choices,
  signal: AbortSignal,
): Promise<readonly Target[]> {
  if (!operation.prepare) return targets;
  const changing = targets.flatMap((target) => (target.kind === 'will-change' ? [target.account] : []));
  const prepared = await operation.prepare(changing, choices, signal);
  return targets.map((target) =>
    target.kind === 'will-change' ? withDetails(target, prepared.get(target.account.id)) : target,
  );
}

function withDetails(target: Extract<Target, { kind: 'will-change' }>, prepared: Prepared | undefined): Target {
  const { typed, account } = target;
  switch (prepared?.kind) {
    case 'prepared':
      return { ...target, details: prepared.details };
    case 'already-so':
      return { kind: 'already-so', typed, account, reason: prepared.reason };
    case 'invalid':
      return { kind: 'invalid', typed, reason: prepared.reason };
    case undefined:
      return { kind: 'invalid', typed, reason: 'The directory did not tell what is needed for this.' };
  }
}
