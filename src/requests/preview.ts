import { newSalt } from '../audit/sealed.ts';
import { accountState } from '../directories/account.ts';
import { DirectoryUnavailable, type Selection } from '../directories/directory.ts';
import { chooseDirectory, type ManagedDirectory } from '../directories/managed.ts';
import type { Operation } from '../directories/operation.ts';
import { type RequestId, requestId } from '../ids.ts';
import { PeopleUnavailable } from '../people/person.ts';
import { breathe, calmly } from '../runtime/calmly.ts';
import { uuidV7 } from '../runtime/random.ts';
import { capClassOf, overCap } from '../safeguards/caps.ts';
import type { ReadIdentifiers, Target } from '../targets/target.ts';
import { refused, refusedBy } from './answers.ts';
import { askedFor } from './asked-for.ts';
import { type ChoosePeople, type ChosenPeople, choosePeople } from './choose-people.ts';
import { adminsNamed, countAdmins, type NamedAdmins } from './count-admins.ts';
import { DRAFT_LIVES_MS, PREVIEW_WITHIN_MS, type UseCaseDeps } from './deps.ts';
import { makePlan, type PlannedChange } from './plan.ts';
import type { Request } from './request.ts';
import { viewOf } from './request-records.ts';
import type { AskedFor } from './rights.ts';
import { seal } from './seal.ts';
import { shareAlike } from './share-alike.ts';
import { spareProtected } from './spare-protected.ts';
import { namedIn, storeDraft } from './store-draft.ts';
import { adminsIn, toldAdmins, toldSafeguards } from './told-safeguards.ts';
import type { Actor, Ask, Previewed, Refused } from './use-cases.ts';
import type { StoredTarget } from './view.ts';
import { askCap, rememberSize, sizeOf } from './within-caps.ts';

/** From what was asked to a stored draft: who is meant, what would happen to each, and who would have to agree. */
export async function preview(deps: UseCaseDeps, ask: Ask): Promise<Previewed> {
  const chosen = chooseDirectory(deps.directories, ask.kind, ask.directory);
  if (chosen.kind === 'refused') return chosen;
  const { managed } = chosen;
  const operation = managed.directory.operations.get(ask.operation);
  if (!operation) return refused(`“${ask.operation}” is not something ${managed.directory.name} can do.`);
  return draft(deps, {
    actor: ask.actor,
    managed,
    operation,
    people: ask.people,
    selection: ask.selection,
    options: { kind: 'typed', values: ask.options },
    reason: ask.reason,
    retryOf: null,
  });
}

export interface DraftOf {
  readonly actor: Actor;
  readonly managed: ManagedDirectory;
  readonly operation: Operation;
  readonly people: ReadIdentifiers;
  readonly selection: Selection | null;
  readonly options: ChoosePeople['options'];
  readonly reason: string | null;
  readonly retryOf: RequestId | null;
}

/** Checks the right to ask, resolves everyone against the directory as it is now, and stores the draft. */
export async function draft(
  deps: UseCaseDeps,
  { actor, managed, operation, people, selection, options, reason, retryOf }: DraftOf,
): Promise<Previewed> {
  const { directory } = managed;
  const verb = operation.words.verb;
  const rights = await deps.rights.mayAsk(actor, { directory: directory.name, operation: verb });
  if (rights.kind === 'refused') return rights;

  const meant = await whoIsMeant(deps, { actor, managed, operation, people, selection, options });
  if (meant.kind === 'refused') return meant;
  const { targets, changes, asked, admins: named } = meant;
  if (asked === null) {
    const nothing = { kind: 'nothing-to-do', operation: verb, directory: directory.name, targets } as const;
    if (named === 0) return nothing;
    const counted = await readCounts(deps, managed, operation, named);
    return counted.kind === 'refused' ? counted : { ...nothing, admins: toldAdmins(directory, counted) };
  }

  const needed = await deps.rights.mayAsk(actor, { directory: directory.name, operation: verb }, asked);
  if (needed.kind === 'refused') return needed;

  const now = deps.clock.now();
  const counted = await readCounts(deps, managed, operation, named);
  if (counted.kind === 'refused') return counted;
  const { size } = counted;
  const scope = { managed, operation, wanted: changes.length, request: null };
  const cap = await askCap(deps.store.db, scope, size, now);
  if (cap?.kind === 'over') return refusedBy('cap', overCap(cap));
  const { sealed, kept } = seal(meant.secrets, deps.random);
  const plan = makePlan({
    kind: directory.kind,
    directory: directory.name,
    operation: verb,
    choices: meant.choices,
    sealed,
    salt: newSalt(deps.random),
    changes,
  });
  const undigested: Omit<Request, 'digest'> = {
    id: requestId(uuidV7(now, deps.random)),
    version: 1,
    kind: directory.kind,
    directory: directory.name,
    operation: verb,
    requester: actor.id,
    requesterTeam: actor.teamId,
    reason,
    state: {
      kind: 'drafted',
      lapsesAt: now + DRAFT_LIVES_MS,
      ...namedIn(targets.length),
      ...adminsIn(directory, counted),
    },
    choiceWords: meant.choiceWords,
    people: plan.changes.length,
    choices: plan.choices,
    sealed,
    retryOf,
    createdAt: now,
    updatedAt: now,
  };
  const facts = { ...asked, reason: needed.reason };
  const request = await storeDraft(deps, { request: undigested, plan, targets, secrets: kept }, facts);
  const view = await viewOf(deps.store.db, request);
  deps.log.info(
    { requestId: request.id, people: changes.length, identifiers: targets.length },
    'A request was drafted',
  );
  const safeguards = toldSafeguards(view, managed, operation, cap, { ...needed, ...counted });
  const { deciders, quorum, stages } = needed;
  return { kind: 'previewed', view, targets, deciders: mentions(deciders), quorum, stages, safeguards };
}

interface Counts {
  readonly kind: 'counted';
  readonly size: number | null;
  readonly admins: NamedAdmins | null;
}

interface Meant extends Omit<ChosenPeople, 'kind' | 'targets'> {
  readonly kind: 'meant';
  readonly targets: readonly StoredTarget[];
  readonly changes: readonly PlannedChange[];
  /** Null where nobody would change. */
  readonly asked: AskedFor | null;
  /** How many administrators were named. */
  readonly admins: number;
}

/** Everyone who was named, in the form in which they are stored: the accounts that were read for it are not kept. */
async function whoIsMeant(
  deps: UseCaseDeps,
  { actor, managed, operation, ...named }: Omit<DraftOf, 'reason' | 'retryOf'>,
): Promise<Meant | Refused> {
  const { directory, protected: protectedAccounts } = managed;
  const resolved = await choose(deps, { directory, operation, protectedAccounts, ...named });
  if (resolved.kind === 'refused') return resolved;
  const spared = await readable(deps, directory.name, async () => ({
    kind: 'spared' as const,
    targets: await spareProtected(deps, actor, operation, resolved.targets),
  }));
  if (spared.kind === 'refused') return spared;
  const { targets, changes } = await calmly(inStoredForm(spared.targets));
  await breathe();
  const asked = changes.length === 0 ? null : await askedFor(deps, managed, operation, spared.targets);
  return { ...resolved, kind: 'meant', targets, changes, asked, admins: adminsNamed(spared.targets) };
}

/** Targets between two pauses: some milliseconds. */
const TARGETS_PER_PAUSE = 5_000;

function* inStoredForm(targets: readonly Target[]): Generator<void, Pick<Meant, 'targets' | 'changes'>> {
  const shared = shareAlike();
  const stored: StoredTarget[] = [];
  const changes: PlannedChange[] = [];
  for (const target of targets) {
    if (stored.length > 0 && stored.length % TARGETS_PER_PAUSE === 0) yield;
    stored.push(storedTarget(target, stored.length));
    if (target.kind !== 'will-change') continue;
    const { account, details = {} } = target;
    changes.push(shared({ accountId: account.id, state: accountState(account), details }));
  }
  return { targets: stored, changes };
}

/** Only where a cap needs it. */
async function readCounts(
  deps: UseCaseDeps,
  managed: ManagedDirectory,
  operation: Operation,
  named: number,
): Promise<Counts | Refused> {
  if (capClassOf(operation) === null) return { kind: 'counted', size: null, admins: null };
  const { directory } = managed;
  const signal = AbortSignal.timeout(PREVIEW_WITHIN_MS);
  return readable(deps, directory.name, async () => {
    const size = await sizeOf(directory, signal);
    // Submission and approval count again, against what was last read.
    if (size !== null) await deps.store.write((tx) => rememberSize(tx, directory.name, size));
    return { kind: 'counted', size, admins: { ...(await countAdmins(deps, managed)), named } } as const;
  });
}

async function choose(deps: UseCaseDeps, who: ChoosePeople): Promise<ChosenPeople | Refused> {
  return readable(deps, who.directory.name, () => choosePeople(deps, who));
}

/** What may be said when a directory or Slack cannot be read: nothing was changed. */
export async function readable<T>(
  deps: Pick<UseCaseDeps, 'log'>,
  directory: string,
  work: () => Promise<T | Refused>,
): Promise<T | Refused> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DirectoryUnavailable) {
      deps.log.warn({ err: error, directory }, 'A directory could not be read');
      return refused(`${error.message} Nothing was changed and nobody was asked.`);
    }
    if (error instanceof PeopleUnavailable) {
      deps.log.warn({ err: error }, 'Slack could not be asked who is meant');
      return refused(
        'Slack could not be asked who these people are just now, so nothing was done. Please try again in a minute.',
      );
    }
    throw error;
  }
}

function storedTarget(target: Target, position: number): StoredTarget {
  const account = 'account' in target ? target.account : null;
  return {
    position,
    kind: target.kind,
    typed: target.typed,
    accountId: account?.id ?? null,
    label: account?.label ?? target.typed[0] ?? '',
    email: account?.email ?? null,
    detail: target.kind === 'will-change' ? (target.details?.['words'] ?? null) : null,
    reason: target.kind === 'will-change' ? null : target.reason,
    outcome: null,
  };
}

/** Many approvers would drown the sentence. */
const DECIDERS_NAMED = 8;

export function mentions(people: ReadonlySet<string>): string {
  const named = [...people].slice(0, DECIDERS_NAMED).map((id) => `<@${id}>`);
  const more = people.size - named.length;
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
}
