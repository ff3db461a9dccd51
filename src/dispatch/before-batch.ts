import type { Account } from '../directories/account.ts';
import { DirectoryUnavailable } from '../directories/directory.ts';
import type { ManagedDirectory } from '../directories/managed.ts';
import type { Operation } from '../directories/operation.ts';
import type { AccountId } from '../ids.ts';
import { type People, PeopleUnavailable } from '../people/person.ts';
import { loadDecisions } from '../requests/request-records.ts';
import type { Clock } from '../runtime/clock.ts';
import { capClassOf } from '../safeguards/caps.ts';
import { driftOf, reassessed } from '../safeguards/drift.ts';
import { type Involved, involvement, PROTECTED_BY_LIST, protectedSet } from '../safeguards/protected-set.ts';
import { safeguardsOf } from '../safeguards/settings.ts';
import type { Store } from '../store/store.ts';
import { protectedBy } from '../targets/classify.ts';
import type { Log } from '../telemetry/log.ts';
import type { Batch } from './batch.ts';
import { hasDirectoryToItself } from './batch-records.ts';
import { openAccounts, settledAccounts, statesWhenApproved } from './member-records.ts';
import type { Payload } from './payload.ts';

/** Longest that the accounts of one batch may be read. */
const READ_WITHIN_MS = 30_000;
const READ_AGAIN_MS = 10_000;
/** One reading serves the batches that follow each other this quickly: it is not older when the look is over. */
const READ_SERVES_MS = 3_000;
/** Looks at somebody who cannot be read before they are left out, so that the others get their turn. */
const MOST_LOOKS = 5;

export type BeforeBatch =
  | { readonly kind: 'go' }
  /**
   * They are not what was approved any more, each with why. Nobody, where only those who had their outcome before may not be
   * sent again: the others go on without them.
   */
  | { readonly kind: 'spare'; readonly spared: ReadonlyMap<AccountId, string> }
  | { readonly kind: 'wait'; readonly waitMs: number; readonly problem: string };

const GO: BeforeBatch = { kind: 'go' };
const SLACK_WAITS: BeforeBatch = {
  kind: 'wait',
  waitMs: READ_AGAIN_MS,
  problem: 'Slack could not be asked whose accounts those of requester and approvers are; trying again.',
};

export interface BeforeBatchDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly people: Pick<People, 'person'>;
  readonly log: Log;
}

/**
 * The last look at the people of a batch, right before its call: protected accounts, requester and approvers among them,
 * and whoever is no longer as the approval saw them. What cannot be read waits; it never goes blind.
 */
export function createBeforeBatch({ store, clock, people, log }: BeforeBatchDeps) {
  /** Of this process only: another one may look as often again, which costs nothing but time. */
  const looks = new Map<Batch['id'], number>();

  const involvedIn = async ({ request }: Payload): Promise<readonly Involved[]> => {
    const decisions = await loadDecisions(store.db, request.id);
    const approvers = decisions.filter(({ verdict }) => verdict === 'approve').map(({ approver }) => approver);
    const email = async (id: (typeof approvers)[number]) => (await people.person(id))?.email ?? null;
    return [
      { part: 'requester', email: await email(request.requester) },
      ...(await Promise.all(
        approvers.map(async (id): Promise<Involved> => ({ part: 'approver', email: await email(id) })),
      )),
    ];
  };

  return async (
    batch: Batch,
    managed: ManagedDirectory,
    operation: Operation,
    payload: Payload,
  ): Promise<BeforeBatch> => {
    const open = await openAccounts(store.db, batch);
    const takesAway = capClassOf(operation) !== null;
    const isListed = protectedBy(managed.protected);
    const spared = new Map<AccountId, string>();
    const spare = (id: AccountId, reason: string | null) => {
      if (reason !== null && !spared.has(id)) spared.set(id, reason);
    };
    let involved: readonly Involved[] = [];
    try {
      if (takesAway) involved = await involvedIn(payload);
    } catch (error) {
      if (error instanceof PeopleUnavailable) return SLACK_WAITS;
      throw error;
    }
    for (const one of open) {
      if (isListed(one)) spare(one.id, PROTECTED_BY_LIST);
      spare(one.id, involvement(one.email, involved));
    }
    const again = open.length < batch.members.length ? await settledAccounts(store.db, batch) : [];
    const ended = (): BeforeBatch => (spared.size === 0 && !again.some(isListed) ? GO : { kind: 'spare', spared });
    const { drift } = safeguardsOf(managed);
    // Newcomers have no account that could have changed. Whoever became an administrator is looked for in any case.
    if (operation.welcome || (!drift && !takesAway)) return ended();

    const ids = open.map(({ id }) => id).filter((id) => !spared.has(id));
    // What another request has just changed, or an earlier call of this batch, must be seen.
    const serves = batch.doubt === 'none' && (await hasDirectoryToItself(store.db, payload.request, clock.now()));
    const read = await readAccounts(managed, ids, serves ? READ_SERVES_MS : 0);
    if (read.kind === 'wait') return read;
    const planned = await statesWhenApproved(store.db, batch.requestId, ids);
    const unread = ids.filter((id) => !read.accounts.has(id));
    for (const id of ids) {
      const account = read.accounts.get(id);
      const state = planned.get(id);
      if (account === undefined || state === undefined || isOurs(batch, operation, payload, account)) continue;
      if (drift) spare(id, driftOf(state, account));
      if (account === null) continue;
      if (takesAway) spare(id, protectedSet(account, involved));
      if (drift) spare(id, reassessed(operation.assess(account, payload.request.choices)));
    }
    if (unread.length > 0) {
      const made = (looks.get(batch.id) ?? 0) + 1;
      if (made < MOST_LOOKS) {
        looks.set(batch.id, made);
        const problem = `${unread.length} of ${ids.length} accounts could not be read to see whether they changed; trying again.`;
        return { kind: 'wait', waitMs: READ_AGAIN_MS, problem };
      }
      for (const id of unread) spare(id, 'This account could not be read to see whether it had changed.');
    }
    looks.delete(batch.id);
    return ended();
  };

  async function readAccounts(
    { directory }: ManagedDirectory,
    ids: readonly AccountId[],
    withinMs: number,
  ): Promise<
    | { readonly kind: 'read'; readonly accounts: ReadonlyMap<AccountId, Account | null> }
    | Extract<BeforeBatch, { kind: 'wait' }>
  > {
    if (ids.length === 0) return { kind: 'read', accounts: new Map() };
    try {
      return { kind: 'read', accounts: await directory.read(ids, AbortSignal.timeout(READ_WITHIN_MS), withinMs) };
    } catch (error) {
      if (!(error instanceof DirectoryUnavailable)) throw error;
      log.warn({ err: error, directory: directory.name }, 'Accounts could not be read before a batch');
      const problem = `${error.message}, so nobody knows whether these accounts changed since they were asked for; trying again.`;
      return { kind: 'wait', waitMs: READ_AGAIN_MS, problem };
    }
  }
}

/** What an earlier call of the same batch may have done is no drift. */
function isOurs(batch: Batch, operation: Operation, { request }: Payload, account: Account | null): boolean {
  if (batch.doubt === 'none' || operation.look) return false;
  return operation.readBack(account, request.choices) === 'in-effect';
}
