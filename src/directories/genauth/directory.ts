import type { AccountId, DirectoryName } from '../../ids.ts';
import type { SlackPerson } from '../../people/person.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Log } from '../../telemetry/log.ts';
import type { Account } from '../account.ts';
import type {
  Directory,
  DirectoryFacts,
  FindAccounts,
  FoundAccounts,
  GroupName,
  LookUp,
  LookUpAnswer,
  Selected,
  Selection,
} from '../directory.ts';
import type { Lookup } from '../lookup.ts';
import type { Operation } from '../operation.ts';
import { accountOf } from './account-of.ts';
import type { GenAuthClient } from './client.ts';
import { lookUp } from './look-up.ts';
import { genAuthOperations } from './operations/catalogue.ts';
import type { OperationParts, OperationRules } from './operations/parts.ts';
import { select } from './select.ts';
import { loggedInApps } from './sessions.ts';
import { valueFrom } from './unavailable.ts';
import { Users } from './users.ts';

export const GENAUTH_KIND = 'genauth';
export const GENAUTH_TITLE = 'GenAuth user pool';

export interface GenAuthDirectoryParts {
  readonly name: DirectoryName;
  /** The user pool's id, which is also that of its key. */
  readonly poolId: string;
  /** What a Slack mention is looked up by. */
  readonly mentions: 'email' | 'external-id';
  readonly rules: OperationRules;
  readonly endpoint: URL;
  readonly client: GenAuthClient;
  readonly probe: NonNullable<Directory['probe']>;
  readonly clock: Clock;
  readonly log: Log;
}

export class GenAuthDirectory implements Directory {
  readonly kind = GENAUTH_KIND;
  readonly kindTitle = GENAUTH_TITLE;
  readonly namesByOneType = true;
  readonly name: DirectoryName;
  readonly endpoint: URL;
  readonly probe: NonNullable<Directory['probe']>;
  readonly lookupOf?: (person: SlackPerson) => Lookup | null;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly #parts: GenAuthDirectoryParts & { readonly place: string };
  readonly #users: Users;
  readonly #sessions: OperationParts['sessions'];

  constructor(parts: GenAuthDirectoryParts) {
    const place = `the ${GENAUTH_TITLE} ${parts.name}`;
    this.name = parts.name;
    this.endpoint = parts.endpoint;
    this.probe = parts.probe;
    this.#parts = { ...parts, place };
    this.#users = new Users(this.#parts);
    this.#sessions = (id, signal) => loggedInApps(id, this.#parts, signal);
    this.operations = genAuthOperations({ ...parts, users: this.#users, sessions: this.#sessions });
    if (parts.mentions === 'external-id') {
      this.lookupOf = ({ id }) => ({ by: 'name', type: 'external_id', value: id });
    }
  }

  async find({ lookups, signal }: FindAccounts): Promise<FoundAccounts> {
    return (await this.#users.find(lookups, signal)).map((users) => users.map(accountOf));
  }

  async read(ids: readonly AccountId[], signal: AbortSignal): Promise<ReadonlyMap<AccountId, Account | null>> {
    const users = await this.#users.read(ids, signal);
    return new Map([...users].map(([id, user]) => [id, user && accountOf(user)]));
  }

  select(selection: Selection, signal: AbortSignal): Promise<Selected> {
    return select(selection, { ...this.#parts, users: this.#users }, signal);
  }

  isHash(): boolean {
    return false;
  }

  lookUp(wanted: LookUp): Promise<LookUpAnswer> {
    return lookUp(wanted, { users: this.#users, sessions: this.#sessions });
  }

  async groupNames(): Promise<readonly GroupName[]> {
    return [];
  }

  async check(signal: AbortSignal): Promise<DirectoryFacts> {
    const { client, place, poolId } = this.#parts;
    const page = valueFrom(await client.listUsers({ page: 1, limit: 1 }, signal), place);
    return { title: `user pool ${poolId}`, people: page.totalCount };
  }

  close(): Promise<void> {
    return this.#parts.client.close();
  }
}
