import type { AccountId, DirectoryName } from '../../ids.ts';
import type { SteadyClock } from '../../runtime/clock.ts';
import type { Random } from '../../runtime/random.ts';
import type { Log } from '../../telemetry/log.ts';
import { type Account, isActiveAdmin } from '../account.ts';
import {
  type Directory,
  type DirectoryFacts,
  DirectoryUnavailable,
  type FindAccounts,
  type FoundAccounts,
  type GroupName,
  type LookUp,
  type LookUpAnswer,
  type Selected,
  type Selection,
} from '../directory.ts';
import type { Operation } from '../operation.ts';
import { Accounts } from './accounts.ts';
import type { WickrClient } from './client.ts';
import { devicesOf } from './devices.ts';
import { SecurityGroups } from './groups.ts';
import { lookUp } from './look-up.ts';
import { wickrOperations } from './operations/catalogue.ts';
import type { OperationRules } from './operations/parts.ts';
import { unusable } from './pages.ts';
import { patiently, type ReadingParts } from './reading.ts';
import { select } from './select.ts';

export const WICKR_KIND = 'wickr';
export const WICKR_TITLE = 'AWS Wickr network';

/** Username hashes are opaque; those in AWS's samples have 64 letters and digits. */
const UNAME = /^[A-Za-z0-9]{32,128}$/;

/** Only a listing of everybody tells who is an administrator: ten pages are the most that is read for it. */
const ADMINS_COUNTED_UP_TO = 1_000;
/** Muster touches no administrator, so what it changed since a listing does not matter for their number. */
const ADMINS_KNOWN_FOR_MS = 3_000;

export interface WickrDirectoryParts {
  readonly name: DirectoryName;
  readonly networkId: string;
  readonly region: string;
  readonly endpoint?: URL;
  readonly rules: OperationRules;
  readonly client: WickrClient;
  readonly clock: SteadyClock;
  readonly random: Random;
  readonly log: Log;
}

export class WickrDirectory implements Directory {
  readonly kind = WICKR_KIND;
  readonly kindTitle = WICKR_TITLE;
  readonly adminsCountedUpTo = ADMINS_COUNTED_UP_TO;
  readonly name: DirectoryName;
  readonly endpoint?: URL;
  readonly operations: ReadonlyMap<string, Operation>;
  readonly #parts: WickrDirectoryParts;
  readonly #reading: ReadingParts;
  readonly #accounts: Accounts;
  readonly #groups: SecurityGroups;

  constructor(parts: WickrDirectoryParts) {
    const { client, clock, random, log, rules } = parts;
    this.name = parts.name;
    if (parts.endpoint) this.endpoint = parts.endpoint;
    this.#parts = parts;
    this.#reading = { clock, random, place: `the ${WICKR_TITLE} ${parts.name}` };
    this.#accounts = new Accounts({ client, reading: this.#reading, log });
    this.#groups = new SecurityGroups(client, this.#reading);
    this.operations = wickrOperations({
      client,
      rules,
      accounts: this.#accounts,
      groups: this.#groups,
      devices: (id, signal) => devicesOf(id, client, this.#reading, signal),
    });
  }

  find(find: FindAccounts): Promise<FoundAccounts> {
    return this.#accounts.find(find);
  }

  read(
    ids: readonly AccountId[],
    signal: AbortSignal,
    withinMs?: number,
  ): Promise<ReadonlyMap<AccountId, Account | null>> {
    return this.#accounts.read(ids, signal, withinMs);
  }

  select(selection: Selection, signal: AbortSignal): Promise<Selected> {
    return select(selection, { accounts: this.#accounts, groups: this.#groups, clock: this.#parts.clock }, signal);
  }

  isHash(text: string): boolean {
    return UNAME.test(text);
  }

  lookUp(wanted: LookUp): Promise<LookUpAnswer> {
    const { client, random, clock } = this.#parts;
    const reading = this.#reading;
    return lookUp(wanted, { accounts: this.#accounts, groups: this.#groups, client, reading, random, clock });
  }

  size(signal: AbortSignal): Promise<number> {
    return this.#accounts.size(signal);
  }

  async admins(signal: AbortSignal): Promise<number | null> {
    if ((await this.size(signal)) > ADMINS_COUNTED_UP_TO) return null;
    const { all } = await this.#accounts.everyoneWithin(ADMINS_KNOWN_FOR_MS, signal);
    return all.filter(isActiveAdmin).length;
  }

  async groupNames(signal: AbortSignal): Promise<readonly GroupName[]> {
    const groups = await this.#groups.lately(signal);
    const several = groups.filter(({ isDefault }) => isDefault).length > 1;
    return groups.map(({ name, isDefault }) => ({ name, isDefault: isDefault && !several }));
  }

  async check(signal: AbortSignal): Promise<DirectoryFacts> {
    const { client, networkId, region } = this.#parts;
    const where = `network ${networkId} in ${region}`;
    const network = await patiently(() => client.getNetwork(signal), this.#reading, signal).catch((error: unknown) => {
      throw explained(error, {
        'not-found': `AWS knows no ${where}: check networkId and region`,
        forbidden: `the credentials need wickr:GetNetwork on ${where}; AWS may answer the same way when there is none`,
      });
    });
    if (network.networkId !== networkId) {
      throw unusable(`AWS answered with network ${network.networkId} instead of ${where}`, this.#reading.place);
    }
    const count = await patiently(() => client.getUsersCount(signal), this.#reading, signal).catch((error: unknown) => {
      throw explained(error, { forbidden: `the credentials also need wickr:GetUsersCount on ${where}` });
    });
    this.#accounts.keepSize(count.total);
    return { title: network.networkName ?? `network ${networkId}`, people: count.total };
  }

  close(): Promise<void> {
    return this.#parts.client.close();
  }
}

/** Adds what to do about it to a failed check. */
function explained(error: unknown, advice: Partial<Record<DirectoryUnavailable['problem'], string>>): unknown {
  if (!(error instanceof DirectoryUnavailable)) return error;
  const hint = advice[error.problem];
  return hint === undefined
    ? error
    : new DirectoryUnavailable(error.problem, `${error.message} – ${hint}`, { cause: error });
}
