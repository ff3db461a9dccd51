import { createHash } from 'node:crypto';
import { firstNames, lastNames } from '../far-end/names.ts';
import { pick, seededRandom } from '../far-end/random.ts';
import type { WickrDevice, WickrGroup, WickrNetwork, WickrUser } from './state.ts';

/** Somebody who must be in the network, so that a Slack stand-in can have the same person. */
export interface NamedUser {
  /** E-mail. */
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly userId?: string;
  readonly admin?: boolean;
  readonly suspended?: boolean;
  readonly pending?: boolean;
  readonly inviteExpired?: boolean;
  readonly bot?: boolean;
  readonly status?: number;
  readonly omits?: readonly string[];
}

export interface NetworkSeed {
  readonly networkId?: string;
  readonly networkName?: string;
  /** How many users in all, named and odd ones included. */
  readonly people?: number;
  /** The same seed gives the same people. */
  readonly seed?: number;
  /** They come first in the network. */
  readonly named?: readonly NamedUser[];
  /** Whether the accounts that trip careless clients are among the people. Default true. */
  readonly oddities?: boolean;
}

const groups: readonly WickrGroup[] = [
  { id: 'BCTY8Qhe', name: 'Everyone', isDefault: true },
  { id: 'k3ZvWm2P', name: 'Field Operations', isDefault: false },
  { id: 'Rt5Lq9Xa', name: 'Incident Response', isDefault: false },
];

/** A network of obviously fictional people at acme.example, the same for the same seed. */
export function seedNetwork(options: NetworkSeed = {}): WickrNetwork {
  const { networkId = '12345678', networkName = 'acme-prod', people = 300, seed = 1 } = options;
  const random = seededRandom(seed);
  const special = [...(options.named ?? []), ...((options.oddities ?? true) ? oddities : [])];
  const taken = new Set(special.map((it) => it.username.toLowerCase()));

  const users = new Map<string, WickrUser>();
  for (let index = 0; index < Math.max(people, special.length); index += 1) {
    const user = build(special[index] ?? invent(random, taken), index, random);
    users.set(user.userId, user);
  }
  return { networkId, networkName, groups, users, rejected: 2 };
}

/** Each of these is allowed by the service model and has a careless reader somewhere. */
const oddities: readonly NamedUser[] = [
  { username: 'avery.admin@acme.example', firstName: 'Avery', lastName: 'Admin', admin: true },
  { username: 'blake.admin@acme.example', firstName: 'Blake', lastName: 'Admin', admin: true },
  { username: 'deploy.notices.bot', firstName: 'Deploy', lastName: 'Notices', bot: true },
  { username: 'retention.bot', firstName: 'Retention', lastName: 'Keeper', bot: true },
  { username: 'pip.pending@acme.example', firstName: 'Pip', lastName: 'Pending', pending: true },
  {
    username: 'lou.late@acme.example',
    firstName: 'Lou',
    lastName: 'Late',
    pending: true,
    inviteExpired: true,
  },
  { username: 'sasha.suspended@acme.example', firstName: 'Sasha', lastName: 'Suspended', suspended: true },
  // A status the service has not told us of.
  { username: 'mika.mystery@acme.example', firstName: 'Mika', lastName: 'Mystery', status: 7 },
  { username: 'noor.nameless@acme.example', firstName: 'Noor', lastName: 'Nameless', omits: ['userId'] },
  {
    username: 'toni.terse@acme.example',
    firstName: 'Toni',
    lastName: 'Terse',
    omits: ['suspended', 'isAdmin', 'isUser', 'type'],
  },
  // Two ids that are one number, the same e-mail in two spellings, and one e-mail inside another.
  { username: 'zia.zero@acme.example', firstName: 'Zia', lastName: 'Zero', userId: '0004200017' },
  { username: 'zed.zero@acme.example', firstName: 'Zed', lastName: 'Zero', userId: '4200017' },
  { username: 'robin.twin@acme.example', firstName: 'Robin', lastName: 'Twin' },
  { username: 'Robin.Twin@acme.example', firstName: 'Robin', lastName: 'Twin' },
  { username: 'ann.echo@acme.example', firstName: 'Ann', lastName: 'Echo' },
  { username: 'joann.echo@acme.example', firstName: 'Joann', lastName: 'Echo' },
];

function invent(random: () => number, taken: Set<string>): NamedUser {
  const firstName = pick(firstNames, random);
  const lastName = pick(lastNames, random);
  const name = `${firstName}.${lastName}`.toLowerCase();
  let username = `${name}@acme.example`;
  for (let count = 2; taken.has(username); count += 1) username = `${name}${count}@acme.example`;
  taken.add(username);

  const chance = random();
  if (chance < 0.04) return { username, firstName, lastName, suspended: true };
  if (chance < 0.08) return { username, firstName, lastName, pending: true, inviteExpired: chance < 0.06 };
  return { username, firstName, lastName };
}

function build(person: NamedUser, index: number, random: () => number): WickrUser {
  const pending = person.pending ?? false;
  const bot = person.bot ?? false;
  // Drawn for everybody, so that one person's kind does not change all who follow.
  const devices = inventDevices(random);
  const lastLogin = 1_767_225_600 + Math.floor(random() * 2_000_000);
  const group = pick(groups, random);
  return {
    userId: person.userId ?? String(10_000_019 + index * 37),
    username: person.username,
    firstName: person.firstName,
    lastName: person.lastName,
    isAdmin: person.admin ?? false,
    suspended: person.suspended ?? false,
    status: person.status ?? (pending ? 1 : 2),
    isUser: !bot,
    type: bot ? 'bot' : 'user',
    isInviteExpired: person.inviteExpired ?? false,
    inviteCode: pending ? inviteCodeFor(person.username) : null,
    securityGroups: [group.id],
    devices: pending || bot ? [] : devices,
    lastLogin: pending ? null : lastLogin,
    omits: person.omits ?? [],
  };
}

function inventDevices(random: () => number): WickrDevice[] {
  const types = ['Android', 'iOS', 'MacOS', 'Windows'];
  const digits = () => random().toString(36).slice(2, 10).padEnd(8, 'z');
  return types.slice(0, 1 + Math.floor(random() * 3)).map((type) => ({
    appId: digits() + digits(),
    type,
    createdAt: 1_705_329_045 + Math.floor(random() * 30_000_000),
    lastLoginAt: 1_767_225_600 + Math.floor(random() * 2_000_000),
    reset: false,
  }));
}

export function inviteCodeFor(username: string): string {
  return createHash('sha256').update(`invite ${username}`).digest('hex').slice(0, 12);
}
