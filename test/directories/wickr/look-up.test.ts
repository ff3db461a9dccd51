import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LookUp } from '../../../src/directories/directory.ts';
import { type Behaviour, FarEnd, json } from './far-end.ts';
import { directoryFor, HandClock, network, never, type Row, userRow } from './harness.ts';

let farEnd: FarEnd;
let clock: HandClock;
let directory: ReturnType<typeof directoryFor>;
beforeEach(async () => {
  farEnd = await FarEnd.open();
  clock = new HandClock();
  directory = directoryFor({ endpoint: farEnd.url, clock });
});
afterEach(async () => {
  await farEnd[Symbol.asyncDispose]();
  await directory.close();
});

const groups = json(200, { securityGroups: [{ id: 'g9', name: 'Field', isDefault: true }] });
const rows: readonly Row[] = [
  userRow('1', { username: 'Ada@example.com', lastActivity: 1_768_000_000, securityGroups: ['g9', 'g0'] }),
  userRow('2', { status: 1, isInviteExpired: true }),
];
const hashes: Record<string, string> = { h1: 'ada@example.com', h3: 'notices.bot', h4: 'gone@example.com' };
const world: Behaviour = (response, seen) => {
  if (seen.path.endsWith('/security-groups')) return groups(response, seen);
  if (seen.path.endsWith('/1/devices')) {
    const devices = [{ appId: 'a', type: 'iOS', statusText: 'Active', lastLogin: 'May 1st 2026, 1:00:00 pm' }, {}];
    return json(200, { devices })(response, seen);
  }
  if (seen.path.endsWith('/devices')) return json(200, { devices: [] })(response, seen);
  if (seen.path.endsWith('/uname-lookup')) {
    const { unames } = JSON.parse(seen.body) as { unames: string[] };
    const known = unames.filter((uname) => uname in hashes);
    const failed = unames.filter((uname) => !(uname in hashes)).map((uname) => ({ uname, reason: 'Uname not found' }));
    const successful = known.map((uname) => ({ uname, username: hashes[uname] }));
    return json(200, { successful, failed })(response, seen);
  }
  return network(rows)(response, seen);
};
const email = (address: string): LookUp['lookups'][number] => ({
  typed: address,
  lookup: { by: 'email', email: address },
});
const hash = (text: string): LookUp['lookups'][number] => ({ typed: text, lookup: { by: 'hash', hash: text } });
const lookUp = (...lookups: LookUp['lookups']) => directory.lookUp({ lookups, signal: never });

describe('a look-up', () => {
  test('tells all there is of somebody', async () => {
    farEnd.always(world);

    const { found, missing } = await lookUp(email('ada@example.com'));

    expect(missing).toEqual([]);
    expect(found).toEqual([
      {
        typed: 'ada@example.com',
        account: expect.objectContaining({ id: '1', lastActivityAt: 1_768_000_000_000, groups: ['g9', 'g0'] }),
        groupNames: ['Field', 'g0'],
        devices: [
          { id: 'a', name: 'iOS, Active', lastLogin: 'May 1st 2026, 1:00:00 pm' },
          { id: null, name: 'Device', lastLogin: null },
        ],
      },
    ]);
  });

  test('keeps what only a list knows of an invitation', async () => {
    farEnd.always(world);

    const { found } = await lookUp(email('person2@example.com'));

    expect(found[0]?.account).toMatchObject({ membership: 'pending', inviteExpired: true, lastActivityAt: null });
  });

  test('resolves username hashes, and says what became of the others', async () => {
    farEnd.always(world);

    const { found, missing } = await lookUp(hash('h1'), hash('h2'), hash('h3'), hash('h4'), email('no@example.com'));

    expect(found.map(({ typed, account }) => [typed, account.id])).toEqual([['h1', '1']]);
    expect(missing).toEqual([
      { typed: 'h2', reason: 'This is no username hash of this network.' },
      { typed: 'h3', reason: 'This stands for notices.bot, which is no e-mail address.' },
      { typed: 'h4', reason: 'There is no such account in this network.' },
      { typed: 'no@example.com', reason: 'There is no such account in this network.' },
    ]);
  });

  test('asks for hashes in parts of fifty, each under a token', async () => {
    farEnd.always(world);

    await lookUp(...Array.from({ length: 51 }, (_, n) => hash(`x${n}`)), hash('x0'));

    const calls = farEnd.seen.map(({ body, headers }) => [JSON.parse(body).unames.length, headers['x-client-token']]);
    expect(calls.map(([count]) => count)).toEqual([50, 1]);
    expect(new Set(calls.map(([, token]) => token)).size).toBe(2);
  });

  test('shows everybody an address has', async () => {
    farEnd.always((response, seen) => {
      if (seen.path.endsWith('/users')) {
        return json(200, { users: [...rows, userRow('3', { username: 'ADA@example.com' })] })(response, seen);
      }
      if (seen.path.endsWith('/3')) return json(200, { userId: '3' })(response, seen);
      return world(response, seen);
    });

    expect((await lookUp(email('ada@example.com'))).found.map(({ account }) => account.id)).toEqual(['1', '3']);
  });

  test('looks anew, whatever was listed a moment ago', async () => {
    farEnd.always(world);
    const lookups = ['1', '2'].map((id) => ({ by: 'id', id }) as const);
    await directory.find({ lookups, signal: never });
    farEnd.always((response, seen) => {
      if (seen.path.endsWith('/users'))
        return json(200, { users: [userRow('2', { suspended: true })] })(response, seen);
      return world(response, seen);
    });

    expect((await lookUp(email('person2@example.com'))).found[0]?.account.suspended).toBe(true);
  });

  test('throws when the devices may not be read', async () => {
    farEnd.always((response, seen) =>
      seen.path.endsWith('/devices') ? json(403, { message: 'no' })(response, seen) : world(response, seen),
    );

    await expect(lookUp(email('ada@example.com'))).rejects.toMatchObject({ problem: 'forbidden' });
  });
});

test.each([
  ['f'.repeat(64), true],
  ['aB3'.repeat(20), true],
  ['f'.repeat(31), false],
  ['ada@example.com', false],
  ['0042', false],
])('%s may be a username hash: %s', (text, expected) => {
  expect(directory.isHash(text)).toBe(expected);
});

test('group names are asked for once a minute, however often they are completed', async () => {
  farEnd.always(world);

  await directory.groupNames(never);
  clock.ms += 59_999;
  expect(await directory.groupNames(never)).toEqual([{ name: 'Field', isDefault: true }]);
  expect(farEnd.seen).toHaveLength(1);

  clock.ms += 1;
  await directory.groupNames(never);
  expect(farEnd.seen).toHaveLength(2);
});
