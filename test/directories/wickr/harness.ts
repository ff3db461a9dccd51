import { randomBytes } from 'node:crypto';
import type { Account } from '../../../src/directories/account.ts';
import { openTransport } from '../../../src/directories/http/transport.ts';
import type { BatchCall, Operation } from '../../../src/directories/operation.ts';
import type { Timeouts } from '../../../src/directories/wickr/calling.ts';
import { type WickrClient, wickrClient } from '../../../src/directories/wickr/client.ts';
import { type AwsCredentials, rememberedCredentials } from '../../../src/directories/wickr/credentials.ts';
import { WickrDirectory } from '../../../src/directories/wickr/directory.ts';
import type { OperationRules } from '../../../src/directories/wickr/operations/parts.ts';
import { type AccountId, accountId, directoryName } from '../../../src/ids.ts';
import type { SteadyClock } from '../../../src/runtime/clock.ts';
import type { Log } from '../../../src/telemetry/log.ts';
import type { Behaviour, Seen } from './far-end.ts';
import { json } from './far-end.ts';

export const NOW = Date.UTC(2026, 0, 15, 12, 34, 56);
export const never = new AbortController().signal;
export const id = accountId;

/** A clock that moves only when told to or slept on; remembers how long it was slept on. */
export class HandClock implements SteadyClock {
  ms = NOW;
  /** By how much the time of day has jumped; nobody waits longer or shorter for it. */
  jumpedMs = 0;
  readonly slept: number[] = [];

  now(): number {
    return this.ms + this.jumpedMs;
  }

  elapsed(): number {
    return this.ms;
  }

  async sleep(durationMs: number): Promise<void> {
    this.slept.push(durationMs);
    this.ms += durationMs;
  }
}

export class LogBook implements Log {
  readonly entries: { readonly level: string; readonly fields: unknown; readonly message: unknown }[] = [];
  readonly #note =
    (level: string) =>
    (fields: unknown, message?: unknown): void => {
      this.entries.push({ level, fields, message });
    };
  debug: Log['debug'] = this.#note('debug');
  info: Log['info'] = this.#note('info');
  warn: Log['warn'] = this.#note('warn');
  error: Log['error'] = this.#note('error');
  fatal: Log['fatal'] = this.#note('fatal');

  child(): Log {
    return this;
  }
}

export function newKeys(): AwsCredentials {
  return { accessKeyId: `AKID${randomBytes(6).toString('hex')}`, secretAccessKey: randomBytes(20).toString('hex') };
}

export interface Setup {
  readonly endpoint: URL;
  readonly clock?: HandClock;
  readonly log?: LogBook;
  readonly timeouts?: Partial<Timeouts>;
  readonly load?: () => Promise<AwsCredentials>;
  readonly networkId?: string;
  readonly rules?: Partial<OperationRules>;
}

export function clientFor(setup: Setup): WickrClient {
  const clock = setup.clock ?? new HandClock();
  const timeouts = { connectMs: 5_000, headersMs: 30_000, bodyMs: 30_000, totalMs: 60_000, ...setup.timeouts };
  return wickrClient({
    networkId: setup.networkId ?? '01234567',
    endpoint: setup.endpoint,
    region: 'us-east-1',
    credentials: rememberedCredentials(setup.load ?? (async () => newKeys()), clock),
    transport: openTransport(setup.endpoint, timeouts, 8),
    timeouts,
    clock,
    log: setup.log ?? new LogBook(),
  });
}

export function directoryFor(setup: Setup): WickrDirectory {
  const clock = setup.clock ?? new HandClock();
  return new WickrDirectory({
    name: directoryName('acme-prod'),
    networkId: setup.networkId ?? '01234567',
    region: 'us-east-1',
    rules: { deleteOnlySuspended: true, preview: false, ...setup.rules },
    client: clientFor({ ...setup, clock }),
    clock,
    random: { fraction: () => 0.5, bytes: (count) => randomBytes(count) },
    log: setup.log ?? new LogBook(),
  });
}

export type Row = Record<string, unknown>;

/** A row as ListUsers gives it. */
export function userRow(userId: string, changes: Row = {}): Row {
  return {
    userId,
    firstName: 'Person',
    lastName: userId,
    username: `person${userId}@example.com`,
    isAdmin: false,
    suspended: false,
    status: 2,
    type: 'user',
    isUser: true,
    securityGroups: ['group-1'],
    inviteCode: 'DO-NOT-KEEP',
    ...changes,
  };
}

/** As much of a network as reading needs: count, paging by offset with 100 a page, exact `username` filter, single users. */
export function network(rows: readonly Row[]): Behaviour {
  return (response, seen) => {
    const [, , , , rest] = seen.path.split('/');
    const respond = (status: number, body: unknown, headers: Record<string, string> = {}) =>
      json(status, body, headers)(response, seen);
    if (rest === 'count') return respond(200, { pending: 0, active: 1, rejected: 0, remaining: 0, total: rows.length });
    if (rest !== undefined) {
      const row = rows.find(({ userId }) => userId === rest);
      if (row === undefined) {
        return respond(404, { message: 'User not found.' }, { 'x-amzn-errortype': 'ResourceNotFoundError' });
      }
      const { type: _type, isUser: _isUser, ...user } = row;
      return respond(200, user);
    }
    return respond(200, listed(rows, seen));
  };
}

function listed(rows: readonly Row[], { query }: Seen) {
  const username = query.get('username');
  const matching = username === null ? rows : rows.filter((row) => row['username'] === username);
  const from = Number(query.get('nextToken') ?? '0');
  const to = from + Number(query.get('maxResults') ?? '10');
  return { users: matching.slice(from, to), ...(to < matching.length ? { nextToken: String(to) } : {}) };
}

/** A batch call about these people, with nothing chosen and no details. */
export function batch(members: readonly string[], more: Partial<BatchCall> = {}): BatchCall {
  return { token: 'batch:1', members: members.map(id), details: new Map(), choices: {}, signal: never, ...more };
}

export function operationOf(directory: WickrDirectory, verb: string): Operation {
  const found = directory.operations.get(verb);
  if (found === undefined) throw new Error(`No operation ${verb}`);
  return found;
}

export function account(changes: Partial<Account> = {}): Account {
  return {
    id: id('1'),
    label: 'Ada',
    email: 'ada@example.com',
    membership: 'active',
    suspended: false,
    admin: false,
    kind: 'person',
    inviteExpired: false,
    groups: ['group-1'],
    lastActivityAt: null,
    ...changes,
  };
}

export function ids(count: number): AccountId[] {
  return Array.from({ length: count }, (_, index) => accountId(String(index + 1)));
}
