import { createHash } from 'node:crypto';
import { firstNames, lastNames } from '../far-end/names.ts';
import { pick, seededRandom } from '../far-end/random.ts';
import type { NamedUser } from './named-user.ts';
import { oddities } from './oddities.ts';
import type { PoolContent } from './pool.ts';
import type { App, GenAuthUser, Login } from './user.ts';

export interface PoolSeed {
  /** 24 hex characters; also the access key's id. Generated when not given. */
  readonly poolId?: string;
  /** The access key's secret. Generated when not given. */
  readonly secret?: string;
  /** How many users in all, named and odd ones included. Default 300. */
  readonly people?: number;
  /** The same seed gives the same people. */
  readonly seed?: number;
  /** They come first in the pool. */
  readonly named?: readonly NamedUser[];
  /** Whether the accounts that trip careless clients are among the people. Default true. */
  readonly oddities?: boolean;
}

export interface Key {
  readonly poolId: string;
  readonly secret: string;
}

/** More than one kick-users call can name. */
const appCount = 60;
const appNames = ['Handbook', 'Expenses', 'Timesheets'];

/** A pool of obviously fictional people at acme.example, the same for the same seed. */
export function seedPool({ poolId, secret }: Key, options: PoolSeed = {}): PoolContent {
  const { people = 300, seed = 1 } = options;
  const random = seededRandom(seed);
  const apps = Array.from(
    { length: appCount },
    (_, index): App => ({
      appId: hexId(`app ${index}`),
      appName: appNames[index] ?? `Tool ${index + 1}`,
    }),
  );
  const special = [...(options.named ?? []), ...((options.oddities ?? true) ? oddities : [])];
  const taken = new Set(special.flatMap(({ email }) => (email === undefined ? [] : [email.toLowerCase()])));
  const users = Array.from({ length: Math.max(people, special.length) }, (_, index) =>
    build(special[index] ?? invent(random, taken, index), `${seed} ${index}`, apps, random),
  );
  const archived = users
    .filter(({ status }) => status === 'Archived')
    .map(({ userId, statusChangedAt }) => ({ userId, archivedAt: statusChangedAt }));
  return { poolId, secret, apps, users, archived };
}

function invent(random: () => number, taken: Set<string>, index: number): NamedUser {
  const [first, last] = [pick(firstNames, random), pick(lastNames, random)];
  const address = `${first}.${last}`.toLowerCase();
  let email = `${address}@acme.example`;
  for (let count = 2; taken.has(email); count += 1) email = `${address}${count}@acme.example`;
  taken.add(email);
  return {
    name: `${first} ${last}`,
    email,
    username: email.slice(0, email.indexOf('@')),
    externalId: `E${String(index).padStart(6, '0')}`,
    status: random() < 0.04 ? 'Suspended' : 'Activated',
  };
}

const spring2025 = Date.UTC(2025, 2, 1);
const day = 24 * 60 * 60_000;

function build(person: NamedUser, key: string, apps: readonly App[], random: () => number): GenAuthUser {
  // Drawn for everybody, so that one person's kind does not change all who follow.
  const createdAt = spring2025 + Math.floor(random() * 200 * day);
  const logins = person.neverLoggedIn ? [] : inventLogins(createdAt, apps, random);
  const { status = 'Activated' } = person;
  return {
    userId: person.userId ?? hexId(`user ${key}`),
    status,
    statusChangedAt: createdAt,
    createdAt,
    updatedAt: createdAt,
    email: person.email?.toLowerCase() ?? null,
    phone: person.phone ?? null,
    phoneCountryCode: person.phone === undefined ? null : (person.phoneCountryCode ?? '+1'),
    username: person.username ?? null,
    externalId: person.externalId ?? null,
    name: person.name,
    nickname: null,
    profile: { company: 'Acme' },
    customData: {},
    userSourceType: person.syncRelations ? 'sync' : 'adminCreated',
    resetPasswordOnNextLogin: false,
    departmentIds: [hexId('department 1')],
    identities: (person.identities ?? []).map((it) => ({
      ...it,
      identityId: hexId(`identity ${key}`),
      type: 'generic',
    })),
    syncRelations: person.syncRelations ?? [],
    sessions: status === 'Activated' || status === 'Suspended' ? sessionsOf(person, logins, apps) : [],
    logins,
  };
}

function sessionsOf(person: NamedUser, logins: readonly Login[], apps: readonly App[]): readonly string[] {
  if (person.loggedInto === 'everything') return apps.map(({ appId }) => appId);
  return person.loggedInto === 'nothing' ? [] : [...new Set(logins.map(({ appId }) => appId))];
}

function inventLogins(createdAt: number, apps: readonly App[], random: () => number): readonly Login[] {
  const count = 1 + Math.floor(random() * 3);
  return Array.from({ length: count }, (_, index) => ({
    appId: pick(apps.slice(0, appNames.length), random).appId,
    clientIp: `192.0.2.${1 + Math.floor(random() * 250)}`,
    userAgent: 'Mozilla/5.0',
    at: createdAt + (count - index) * day,
  }));
}

const hexId = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 24);
