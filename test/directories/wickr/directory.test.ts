import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Lookup } from '../../../src/directories/lookup.ts';
import type { WickrDirectory } from '../../../src/directories/wickr/directory.ts';
import { peopleOf } from '../../../src/directories/wickr/people.ts';
import { UserPage } from '../../../src/directories/wickr/schema.ts';
import { deadAddress, FarEnd, json, reset, silence, text } from './far-end.ts';
import { directoryFor, HandClock, id, ids, LogBook, network, never, type Row, type Setup, userRow } from './harness.ts';

let farEnd: FarEnd;
let clock: HandClock;
const directories: WickrDirectory[] = [];

beforeEach(async () => {
  farEnd = await FarEnd.open();
  clock = new HandClock();
});
afterEach(async () => {
  await farEnd[Symbol.asyncDispose]();
  await Promise.all(directories.splice(0).map((directory) => directory.close()));
});

function open(setup: Partial<Setup> = {}): WickrDirectory {
  const directory = directoryFor({ endpoint: farEnd.url, clock, ...setup });
  directories.push(directory);
  return directory;
}

const rows = (count: number): Row[] => ids(count).map((userId) => userRow(userId));
const email = (address: string): Lookup => ({ by: 'email', email: address });
const byId = (wanted: string): Lookup => ({ by: 'id', id: wanted });
const find = (directory: WickrDirectory, ...lookups: Lookup[]) => directory.find({ lookups, signal: never });
const idsOf = (found: readonly (readonly { id: string }[])[]) => found.map((accounts) => accounts.map((one) => one.id));
const calls = () =>
  farEnd.seen.map(({ path, query }) => `${path.replace('/networks/01234567/', '')}${query.get('username') ? '?' : ''}`);

describe('finding people', () => {
  test('asks for one person alone, and takes only the exact address', async () => {
    farEnd.next(
      json(200, {
        users: [
          userRow('1', { username: 'xada@example.com' }),
          userRow('2', { username: 'Ada@Example.com' }),
          userRow('3', { username: 'ada@example.com.evil.com' }),
        ],
      }),
    );

    const found = await find(open(), email('ada@example.com'));

    expect(idsOf(found)).toEqual([['2']]);
    expect(calls()).toEqual(['users?']);
  });

  test('looks through every page of a filtered list', async () => {
    farEnd.next(
      json(200, { users: [userRow('1', { username: 'ada@example.com.au' })], nextToken: 'v1:pagination:next' }),
      json(200, { users: [userRow('2', { username: 'ada@example.com' })], nextToken: '' }),
    );

    const found = await find(open(), email('ada@example.com'));

    expect(idsOf(found)).toEqual([['2']]);
    expect(farEnd.seen[1]?.query.get('nextToken')).toBe('v1:pagination:next');
  });

  test('returns several accounts of one address: refusing is not its business', async () => {
    farEnd.next(
      json(200, {
        users: [userRow('1', { username: 'ada@example.com' }), userRow('2', { username: 'ADA@example.com' })],
      }),
    );

    expect(idsOf(await find(open(), email('ada@example.com')))).toEqual([['1', '2']]);
  });

  test('tries lower case when the filter turns out to heed case', async () => {
    farEnd.always(network([userRow('1', { username: 'ada@example.com' })]));

    expect(idsOf(await find(open(), email('Ada@Example.com')))).toEqual([['1']]);
  });

  test('looks at everyone before it calls an address unknown, as the filter may heed case', async () => {
    farEnd.always(network([userRow('1', { username: 'Ada@Example.com' }), userRow('2')]));

    const found = await find(open(), email('ada@example.com'));

    expect(idsOf(found)).toEqual([['1']]);
    expect(calls()).toEqual(['users?', 'users/count', 'users']);
  });

  test('spends no long listing on an address that seems unknown', async () => {
    farEnd.always(network(rows(2_001)));

    expect(idsOf(await find(open(), email('nobody@example.com')))).toEqual([[]]);
    expect(calls()).toEqual(['users?', 'users/count']);
  });

  test('lists everyone when that takes fewer calls, in the order of the lookups', async () => {
    farEnd.always(network(rows(250)));

    const found = await find(
      open(),
      ...['250', '7', '999', '101'].map((n) => email(`PERSON${n}@example.com`)),
      byId('9'),
    );

    expect(idsOf(found)).toEqual([['250'], ['7'], [], ['101'], ['9']]);
    expect(calls()).toEqual(['users/count', 'users', 'users', 'users']);
    expect(farEnd.seen[1]?.query.get('maxResults')).toBe('100');
  });

  test('asks one by one when the network is large', async () => {
    farEnd.always(network(rows(501)));

    const found = await find(open(), email('person500@example.com'), byId('501'), byId('502'), byId('not an id'));

    expect(idsOf(found)).toEqual([['500'], ['501'], [], []]);
    expect(calls().sort()).toEqual(['users/501', 'users/502', 'users/count', 'users?']);
  });

  test('looks anew for every preview, since another replica or the console may have changed what was listed', async () => {
    farEnd.always(network(rows(3)));
    const directory = open();
    await find(directory, byId('1'), byId('2'));
    farEnd.always(network([userRow('1', { suspended: true }), userRow('2'), userRow('3'), userRow('4')]));

    const found = await find(directory, byId('1'), byId('4'));

    expect(idsOf(found)).toEqual([['1'], ['4']]);
    expect(found[0]?.[0]?.suspended).toBe(true);
  });

  test('counts administrators in what was listed up to three seconds ago', async () => {
    farEnd.always(network([userRow('1', { isAdmin: true }), userRow('2'), userRow('3')]));
    const directory = open();
    await find(directory, byId('1'), byId('2'));
    const before = farEnd.seen.length;

    clock.ms += 2_999;
    expect(await directory.admins(never)).toBe(1);
    expect(farEnd.seen).toHaveLength(before);

    clock.ms += 1;
    await directory.admins(never);
    expect(farEnd.seen.length).toBeGreaterThan(before);
  });

  test('does not crash on rows without an id, and says in the log how many there were', async () => {
    const log = new LogBook();
    farEnd.next(json(200, { users: [{ username: 'ada@example.com' }, userRow('2', { username: 'ada@example.com' })] }));

    const found = await find(open({ log }), email('ada@example.com'));

    expect(idsOf(found)).toEqual([['2']]);
    expect(log.entries).toContainEqual(expect.objectContaining({ level: 'warn', fields: { rowsWithoutId: 1 } }));
  });

  test('stops at a page token that comes twice', async () => {
    farEnd.always(json(200, { users: [userRow('1')], nextToken: 'again' }));

    await expect(find(open(), email('ada@example.com'))).rejects.toMatchObject({ problem: 'unreadable' });
    expect(farEnd.seen).toHaveLength(2);
  });

  test('returns exactly the accounts whose address differs in case only', () => {
    const address = fc.stringMatching(/^[a-cA-C]{1,2}@[xX]\.io$/);
    fc.assert(
      fc.property(fc.array(address), address, (addresses, wanted) => {
        const users = addresses.map((username, index) => userRow(String(index), { username }));

        const found = peopleOf(UserPage.parse({ users }).accounts).matching(email(wanted));

        const expected = addresses.flatMap((one, index) =>
          one.toLowerCase() === wanted.toLowerCase() ? [String(index)] : [],
        );
        expect(found.map((account) => account.id)).toEqual(expected);
      }),
    );
  });
});

describe('a read that fails', () => {
  test('is tried again after a throttle, for as long as the server asks', async () => {
    farEnd.always(network(rows(1)));
    farEnd.next(json(429, {}, { 'retry-after': '3' }), reset);

    const found = await find(open(), byId('1'));

    expect(idsOf(found)).toEqual([['1']]);
    expect(clock.slept).toEqual([3_000, 200]);
  });

  test('is not tried again when the server asks for minutes', async () => {
    farEnd.always(json(429, {}, { 'retry-after': '600' }));

    await expect(find(open(), byId('1'))).rejects.toMatchObject({ name: 'DirectoryUnavailable', problem: 'throttled' });
    expect(farEnd.seen).toHaveLength(1);
  });

  test.each([
    ['three 503s', json(503, { message: 'down' }), 'unreachable', 3],
    ['HTML with status 502', text(502, '<html>'), 'unreachable', 3],
    ['three broken answers', text(200, '{"userId"'), 'unreadable', 3],
    ['403', json(403, { message: 'no' }), 'forbidden', 1],
    ['401, with fresh credentials too', json(401, { message: 'no' }), 'credentials', 2],
    ['422', json(422, {}), 'unreadable', 1],
    ['a redirect', text(301, '', { location: 'https://example.com' }), 'unreadable', 1],
    ['a 404 that is not Wickr speaking', text(404, '<html>nothing here</html>'), 'not-found', 1],
  ])('with %s says why', async (_what, behaviour, problem, attempts) => {
    farEnd.always(behaviour);

    await expect(find(open(), byId('1'))).rejects.toMatchObject({ problem });
    expect(farEnd.seen).toHaveLength(attempts);
  });

  test('because nobody listens says so', async () => {
    const directory = open({ endpoint: await deadAddress() });

    await expect(find(directory, byId('1'))).rejects.toThrow(/^The AWS Wickr network acme-prod cannot be reached: /);
  });

  test('because it was stopped is not tried again', async () => {
    const stop = new AbortController();
    farEnd.always((...met) => {
      stop.abort();
      silence(...met);
    });

    await expect(open().find({ lookups: [byId('1')], signal: stop.signal })).rejects.toMatchObject({
      problem: 'unreachable',
    });
    expect(farEnd.seen).toHaveLength(1);
  });
});

describe('reading accounts back', () => {
  const read = (directory: WickrDirectory, ...wanted: string[]) => directory.read(wanted.map(id), never);

  test('goes past the remembered listing', async () => {
    farEnd.always(network(rows(3)));
    const directory = open();
    await find(directory, byId('1'), byId('2'));

    farEnd.always(network([userRow('1', { suspended: true }), userRow('2'), userRow('3')]));
    const [few, many] = [await read(directory, '1'), await read(directory, '1', '2')];

    expect(few.get(id('1'))?.suspended).toBe(true);
    expect(many.get(id('1'))?.suspended).toBe(true);
  });

  test('one listing serves several looks where something older will do, whatever was changed meanwhile', async () => {
    farEnd.always(network(rows(300)));
    const directory = open();
    const look = (...wanted: string[]) => directory.read(wanted.map(id), never, 3_000);
    await look(...ids(50));
    const before = calls().length;

    await directory.operations.get('suspend')?.apply({
      token: 't',
      members: [id('1')],
      details: new Map(),
      choices: {},
      signal: never,
    });
    await look('60', '61');
    const counted = await directory.admins(never);

    expect(calls().length).toBe(before + 1);
    expect(counted).toBe(0);
    clock.ms += 3_000;
    await look(...ids(50));
    expect(calls().length).toBe(before + 4);
  });

  test('somebody whom the listing that serves does not show is asked about', async () => {
    farEnd.always(network(rows(300)));
    const directory = open();
    await directory.read(ids(50).map(id), never, 3_000);
    farEnd.always(json(200, userRow('9000')));

    expect((await directory.read([id('9000')], never, 3_000)).get(id('9000'))).toMatchObject({ id: '9000' });
  });

  test('tells "there is no such person" from "could not be read this time"', async () => {
    farEnd.always((response, seen) => {
      if (seen.path.endsWith('/2')) return text(200, 'not json')(response, seen);
      return network(rows(500))(response, seen);
    });

    const found = await open().read([id('2'), id('3'), id('777'), id('not-an-id')], never);

    expect(found.has(id('2'))).toBe(false);
    expect(found.get(id('777'))).toBeNull();
    expect(found.get(id('not-an-id'))).toBeNull();
  });

  test.each([
    ['404', json(404, { message: 'User not found.' }, { 'x-amzn-errortype': 'ResourceNotFoundError' })],
    ['400', json(400, { message: 'Invalid userId.' }, { 'x-amzn-errortype': 'BadRequestError:http://internal/' })],
    ['a nameless 404', json(404, { message: 'User not found.' })],
  ])('takes %s for "no such person"', async (_what, behaviour) => {
    farEnd.always(behaviour);

    expect(await read(open(), '5')).toEqual(new Map([[id('5'), null]]));
  });

  test('does not believe an answer about someone else', async () => {
    farEnd.always(json(200, userRow('6')));

    await expect(read(open(), '5')).rejects.toMatchObject({ problem: 'unreadable' });
  });

  test('asks again for those a listing left out before calling them unknown', async () => {
    farEnd.always((response, seen) => {
      const listed = seen.path.endsWith('/users');
      return network(listed ? rows(2) : rows(3))(response, seen);
    });

    const found = await read(open(), '1', '2', '3', '4');

    expect([...found].map(([key, account]) => [key, account?.id ?? null])).toEqual([
      ['1', '1'],
      ['2', '2'],
      ['3', '3'],
      ['4', null],
    ]);
    expect(calls()).toEqual(['users/count', 'users', 'users/3', 'users/4']);
  });

  test('keeps what was read when the far side fails midway, and stops asking', async () => {
    farEnd.always((response, seen) => {
      if (seen.path.endsWith('/count')) return json(200, { total: 100_000 })(response, seen);
      if (seen.path.endsWith('/1')) return network(rows(1))(response, seen);
      return json(403, { message: 'no' })(response, seen);
    });

    const found = await open().read(ids(50), never);

    expect([...found.keys()]).toEqual(['1']);
    expect(farEnd.seen.length).toBeLessThan(12);
  });

  test('throws when nothing at all could be read', async () => {
    farEnd.always(json(403, { message: 'no' }));

    await expect(read(open(), '1', '2')).rejects.toMatchObject({ problem: 'forbidden' });
  });
});

describe('the check', () => {
  const networkAnswer = json(200, { networkId: '01234567', networkName: 'Acme Messaging' });

  test('tells the name of the network and how many people are in it', async () => {
    farEnd.next(networkAnswer, json(200, { pending: 5, active: 25, rejected: 2, remaining: 15, total: 32 }));

    expect(await open().check(never)).toEqual({ title: 'Acme Messaging', people: 32 });
    expect(calls()).toEqual(['/networks/01234567', 'users/count']);
  });

  test.each([
    ['an unknown network', json(404, { message: 'Network not found' }), 'not-found', /networkId and region/],
    ['a missing right', json(403, { message: 'not authorized' }), 'forbidden', /wickr:GetNetwork on network 01234567/],
    ['bad credentials', json(401, { message: 'bad token' }), 'credentials', /bad token/],
    ['another network', json(200, { networkId: '99999999' }), 'unreadable', /99999999/],
  ])('explains %s', async (_what, behaviour, problem, words) => {
    farEnd.always(behaviour);

    const failure = await open()
      .check(never)
      .catch((error: unknown) => error);

    expect(failure).toMatchObject({ problem, message: expect.stringMatching(words) });
  });

  test('names the other right it needs', async () => {
    farEnd.next(networkAnswer, json(403, { message: 'no' }));

    await expect(open().check(never)).rejects.toThrow(/wickr:GetUsersCount/);
  });
});
