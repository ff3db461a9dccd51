import { describe, expect, test } from 'vitest';
import { exampleKey } from '../../../sandbox/genauth/server.ts';
import type { Lookup } from '../../../src/directories/lookup.ts';
import { accountId } from '../../../src/ids.ts';
import { manyNamed, nameOf } from '../../support/pool.ts';
import { openPool, signal } from './pool.ts';

const ANN = manyNamed('ann');
const BO = manyNamed('bo');
const people = (named = [ANN, BO]) => ({ pools: [{ ...exampleKey, named, people: 60 }] });
const byEmail = (email: string): Lookup => ({ by: 'email', email });
const byName = (type: string, value: string): Lookup => ({ by: 'name', type, value });
const NOBODY = 'f'.repeat(24);

describe('finding people', () => {
  test('matches what each was named by, in whatever order the pool answers', async () => {
    const { directory, callsOf } = await openPool(people());
    const lookups = [
      byEmail('ANN@acme.example'),
      byEmail('nobody@acme.example'),
      byEmail('bo@acme.example'),
      byName('identity', nameOf(BO, 'identity')),
      byName('sync_relation', nameOf(ANN, 'sync_relation')),
      byName('external_id', 'X-bo'),
      byName('username', 'u.ann'),
      { by: 'id', id: BO.userId ?? '' } as const,
    ];

    const found = await directory.find({ lookups, signal });

    expect(found.map((accounts) => accounts.map(({ id }) => id))).toEqual([
      [ANN.userId],
      [],
      [BO.userId],
      [BO.userId],
      [ANN.userId],
      [BO.userId],
      [ANN.userId],
      [BO.userId],
    ]);
    expect(callsOf('get-user-batch')).toHaveLength(5);
  });

  test('asks for 50 at a time', async () => {
    const { directory, standIn, callsOf } = await openPool();
    const emails = standIn.oracle.users().flatMap(({ email }) => email ?? []);

    const found = await directory.find({ lookups: emails.slice(0, 120).map(byEmail), signal });

    expect(found.every((accounts) => accounts.length === 1)).toBe(true);
    const sizes = callsOf('get-user-batch').map(({ people: count }) => count ?? 0);
    expect(sizes.toSorted((one, other) => one - other)).toEqual([20, 50, 50]);
  });

  test('asks about each alone where one unknown person fails the list', async () => {
    const { directory, callsOf } = await openPool({ ...people(), behaviour: { getUserBatch: 'fail_all' } });

    const found = await directory.find({ lookups: [byEmail('ann@acme.example'), byEmail('x@acme.example')], signal });

    expect(found.map((accounts) => accounts.length)).toEqual([1, 0]);
    expect(callsOf('get-user')).toHaveLength(2);
  });

  test.for(['every', 'first'] as const)(
    'finds both who have a number in two countries, although the pool tells of “%s”',
    async (sharedPhone) => {
      const { directory } = await openPool({ behaviour: { sharedPhone } });

      const [found] = await directory.find({ lookups: [byName('phone', '5550100123')], signal });

      expect(found?.map(({ label }) => label).toSorted()).toEqual(['Feng Phone', 'Phoebe Phone']);
    },
  );

  test('never sends what the service would call malformed', async () => {
    const { directory, standIn } = await openPool();

    const found = await directory.find({ lookups: [{ by: 'id', id: 'x' }, byName('phone', '+1 555')], signal });

    expect(found).toEqual([[], []]);
    expect(standIn.oracle.calls).toEqual([]);
  });
});

describe('reading people back', () => {
  test('says who is there, who is gone, and nothing of those it could not read', async () => {
    const { directory } = await openPool(people());
    const ids = [accountId(ANN.userId ?? ''), accountId(NOBODY)];

    const read = await directory.read(ids, signal);

    expect([...read].map(([id, account]) => [id, account?.label ?? null])).toEqual([
      [ANN.userId, 'Person ann'],
      [NOBODY, null],
    ]);
  });

  test('takes no missing row for an absence when a row has no usable id', async () => {
    const { directory, standIn, callsOf } = await openPool(people());
    standIn.faults.inject(
      {
        id: 'odd-row',
        title: 'a row without an id',
        operations: ['get-user-batch'],
        behaviour: {
          kind: 'rewrite',
          rewrite: (answer) => ({ ...answer, body: answer.body.replace(`"${ANN.userId}"`, '"?"') }),
        },
      },
      1,
    );

    const read = await directory.read([accountId(ANN.userId ?? '')], signal);

    expect(read.get(accountId(ANN.userId ?? ''))?.label).toBe('Person ann');
    expect(callsOf('get-user')).toHaveLength(1);
  });

  test('tells a pool that does not let us in from one that knows nobody', async () => {
    const { directory } = await openPool(people(), { accessKeySecret: 'wrong' });

    await expect(directory.read([accountId(ANN.userId ?? '')], signal)).rejects.toMatchObject({
      name: 'DirectoryUnavailable',
      problem: 'credentials',
    });
  });
});

describe('selecting people', () => {
  const rule = { group: null, pending: false, expired: false, suspended: false, inactiveForMs: null };

  test('believes the pool, and not its search, who is suspended', async () => {
    const { directory, standIn, idOf } = await openPool({ behaviour: { searchLagMs: 60_000 } });
    const late = idOf('sasha.suspended@acme.example');
    await directory.operations
      .get('activate')
      ?.apply({ token: 't', members: [accountId(late)], details: new Map(), choices: {}, signal });

    const selected = await directory.select({ ...rule, suspended: true }, signal);

    const truly = standIn.oracle.users().filter(({ status }) => status === 'Suspended');
    expect(selected).toMatchObject({ kind: 'selected', untold: 0 });
    const ids = selected.kind === 'selected' ? selected.accounts.map(({ id }) => id) : [];
    expect(ids.toSorted()).toEqual(truly.map(({ userId }) => userId).toSorted());
    expect(ids).not.toContain(late);
  });

  test('counts whoever never logged in as inactive for as long as the account is old', async () => {
    const { directory, idOf } = await openPool();

    const selected = await directory.select({ ...rule, inactiveForMs: 86_400_000 }, signal);

    const ids = selected.kind === 'selected' ? selected.accounts.map(({ id }) => id) : [];
    expect(ids).toContain(idOf('nell.new@acme.example'));
    expect(ids).not.toContain(idOf('archie.archived@acme.example'));
  });

  test('refuses what a user pool cannot tell, and everybody', async () => {
    const { directory } = await openPool();

    expect(await directory.select({ ...rule, pending: true }, signal)).toMatchObject({ kind: 'refused' });
    expect(await directory.select(rule, signal)).toMatchObject({ kind: 'refused' });
  });
});

test('a look-up tells what the pool knows of somebody, and of whom it knows nothing', async () => {
  const { directory } = await openPool(people());
  const lookups = ['ann@acme.example', 'x@acme.example'].map((email) => ({ typed: email, lookup: byEmail(email) }));

  const { found, missing } = await directory.lookUp({ lookups, signal });

  expect(missing.map(({ typed }) => typed)).toEqual(['x@acme.example']);
  expect(found).toMatchObject([{ groupNames: null, devices: null, account: { label: 'Person ann' } }]);
  const facts = new Map(found[0]?.facts?.map(({ name, value }) => [name, value]));
  expect([...facts.keys()]).toEqual(['Username', 'Phone', 'External id', 'Log-ins', 'Logged in to', 'Came by']);
  expect(facts.get('Phone')).toBe(`+1 ${ANN.phone}`);
});

test('mentions are found by e-mail, or by the Slack id as external id', async () => {
  const person = { id: 'U1', teamId: 'T1', displayName: 'ann', email: 'ann@acme.example', standing: 'member' } as never;

  expect((await openPool()).directory.lookupOf).toBeUndefined();
  expect((await openPool({}, { mentions: 'external-id' })).directory.lookupOf?.(person)).toEqual({
    by: 'name',
    type: 'external_id',
    value: 'U1',
  });
});

test('a check tells the pool and how many are in it', async () => {
  const { directory, standIn } = await openPool();

  expect(await directory.check(signal)).toEqual({
    title: `user pool ${exampleKey.poolId}`,
    people: standIn.oracle.users().length,
  });
});
