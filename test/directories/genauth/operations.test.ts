import { describe, expect, test } from 'vitest';
import type { Operation } from '../../../src/directories/operation.ts';
import { accountId } from '../../../src/ids.ts';
import { openPool, signal } from './pool.ts';

const EMAIL = {
  activated: 'nell.new@acme.example',
  suspended: 'sasha.suspended@acme.example',
  deactivated: 'dana.disabled@acme.example',
  resigned: 'robin.resigned@acme.example',
  archived: 'archie.archived@acme.example',
} as const;

async function assessed(verb: string, more: Record<string, unknown> = {}) {
  const { directory } = await openPool({}, more);
  const operation = directory.operations.get(verb);
  const lookups = Object.values(EMAIL).map((email) => ({ by: 'email', email }) as const);
  const found = await directory.find({ lookups, signal });
  return Object.fromEntries(
    Object.keys(EMAIL).map((status, index) => {
      const [account] = found[index] ?? [];
      return [status, account && operation?.assess(account, {}).kind];
    }),
  );
}

const YES = 'will-change';
const NO = 'invalid';
const SO = 'already-so';

test.for([
  ['suspend', { activated: YES, suspended: SO, deactivated: NO, resigned: NO, archived: NO }],
  ['activate', { activated: SO, suspended: YES, deactivated: NO, resigned: NO, archived: NO }],
  ['delete', { activated: NO, suspended: YES, deactivated: YES, resigned: YES, archived: SO }],
  ['resign', { activated: YES, suspended: YES, deactivated: YES, resigned: SO, archived: NO }],
  ['kick', { activated: YES, suspended: YES, deactivated: YES, resigned: YES, archived: NO }],
  ['invite', { activated: SO, suspended: SO, deactivated: SO, resigned: SO, archived: SO }],
] as const)('%s is for those of fitting status', async ([verb, kinds]) => {
  expect(await assessed(verb)).toEqual(kinds);
});

test('deletion of activated people has to be allowed', async () => {
  expect(await assessed('delete', { deleteOnlySuspended: false })).toMatchObject({ activated: YES });
});

test('an account whose status is none we know is left alone, whatever is asked', async () => {
  const { directory, standIn, idOf } = await openPool();
  standIn.faults.inject(
    {
      id: 'odd-status',
      title: 'a status that is not documented',
      operations: ['get-user-batch'],
      behaviour: {
        kind: 'rewrite',
        rewrite: (answer) => ({ ...answer, body: answer.body.replace('"Activated"', '"Frozen"') }),
      },
    },
    1,
  );
  const [[account] = []] = await directory.find({ lookups: [{ by: 'id', id: idOf(EMAIL.activated) }], signal });

  for (const verb of ['suspend', 'activate', 'delete', 'resign']) {
    expect(account && directory.operations.get(verb)?.assess(account, {}).kind, verb).toBe(NO);
  }
});

test('what cannot be undone is in the tier that says so', async () => {
  const { directory } = await openPool();
  const grave = [...directory.operations].filter(([, { traits }]) => !traits.reversible).map(([verb]) => verb);

  expect(grave).toEqual(['delete', 'resign']);
});

describe('options', () => {
  test.for([
    ['suspend', { kick: 'yes' }, { kind: 'chosen', choices: { kick: 'yes' } }],
    ['suspend', { kick: 'no' }, { kind: 'chosen', choices: {} }],
    ['activate', { kick: 'perhaps' }, { kind: 'refused' }],
    ['kick', { apps: 'x' }, { kind: 'refused' }],
    ['kick', {}, { kind: 'chosen', choices: {}, words: null }],
    ['invite', { app: 'x' }, { kind: 'refused' }],
    ['invite', {}, { kind: 'chosen', choices: { app: 'a'.repeat(24) } }],
  ] as const)('%s with %j', async ([verb, typed, expected]) => {
    const { directory } = await openPool({}, { inviteAppId: 'A'.repeat(24) });

    expect(await directory.operations.get(verb)?.choose?.(typed, signal)).toMatchObject(expected);
  });
});

const call = (operation: Operation | undefined, members: readonly string[], more: object = {}) =>
  operation?.apply({ token: 't', members: members.map(accountId), details: new Map(), choices: {}, signal, ...more });

test('suspending with --kick is done when no log-in is left, and a yes to that is not believed', async () => {
  const { directory, standIn, idOf } = await openPool();
  const suspend = directory.operations.get('suspend');
  const ids = [idOf('avery.everywhere@acme.example'), idOf('noor.nowhere@acme.example')].map(accountId);
  const choices = { kick: 'yes' };

  const result = await call(suspend, ids, { choices });

  // Whoever was logged in nowhere needs no look.
  expect(result?.kind === 'answered' && [...result.items.keys()]).toEqual([ids[1]]);
  const look = { members: ids, details: new Map(), choices, signal };
  expect(await suspend?.look?.(look)).toEqual(new Map(ids.map((id) => [id, 'in-effect'])));
  expect(await suspend?.look?.({ ...look, choices: {} })).toBeNull();
  expect(standIn.oracle.user(ids[0] ?? '')?.sessions).toEqual([]);
  // Sixty applications are more than a call can name.
  expect(standIn.oracle.calls.filter(({ operation }) => operation === 'kick-users')).toHaveLength(2);
});

test('a throttle among the log-ins puts all in doubt, since the status was changed', async () => {
  const { directory, standIn, idOf } = await openPool();
  standIn.faults.set('throttle', 1, { operations: ['kick-users'] });

  const result = await call(directory.operations.get('suspend'), [idOf('avery.everywhere@acme.example')], {
    choices: { kick: 'yes' },
  });

  expect(result).toMatchObject({ kind: 'unavailable', status: 429 });
});

test('an invitation is not sent to a batch in which somebody has an account by now', async () => {
  const { directory, standIn } = await openPool();

  const result = await call(directory.operations.get('invite'), ['new@acme.example', EMAIL.activated]);

  expect(result).toMatchObject({ kind: 'refused', status: 409 });
  expect(result && 'inDoubt' in result).toBe(false);
  expect(standIn.oracle.effects).toEqual([]);
});

test('an invitation carries no password, and the name it was given', async () => {
  const { directory, standIn } = await openPool();
  const app = standIn.apps[0]?.appId ?? '';
  const id = accountId('new@acme.example');

  const result = await call(directory.operations.get('invite'), [id], {
    details: new Map([[id, { firstName: 'Ann', lastName: 'Example' }]]),
    choices: { app },
  });

  expect(result).toMatchObject({ kind: 'answered', items: new Map([[id, { kind: 'succeeded' }]]) });
  expect(standIn.oracle.users().find(({ email }) => email === id)?.name).toBe('Ann Example');
  expect(standIn.messages()).toMatchObject([{ kind: 'invitation', to: id, appId: app }]);
});

test('kicking pins what somebody is logged in to now', async () => {
  const { directory, standIn, idOf } = await openPool();
  const kick = directory.operations.get('kick');
  const lookups = ['avery.everywhere@acme.example', 'noor.nowhere@acme.example'].map(
    (email) => ({ by: 'email', email }) as const,
  );
  const accounts = (await directory.find({ lookups, signal })).flat();
  const chosen = standIn.apps[0]?.appId ?? '';

  const all = await kick?.prepare?.(accounts, {}, signal);
  const one = await kick?.prepare?.(accounts, { apps: JSON.stringify([chosen]) }, signal);

  const avery = accountId(idOf('avery.everywhere@acme.example'));
  const pinned = (prepared: typeof all) => {
    const got = prepared?.get(avery);
    return got?.kind === 'prepared' ? JSON.parse(got.details['appIds'] ?? '[]') : got;
  };
  expect(pinned(all)).toHaveLength(60);
  expect(pinned(one)).toEqual([chosen]);
  expect([...(all ?? [])].map(([, { kind }]) => kind)).toEqual(['prepared', 'already-so']);
});

const REMOVED_MEANWHILE = 'f'.repeat(24);

test('log-ins of more applications than a call can name: a refusal after the first part is in doubt, as that part was done', async () => {
  const { directory, standIn, idOf, callsOf } = await openPool();
  const id = accountId(idOf('avery.everywhere@acme.example'));
  const before = standIn.oracle.user(id)?.sessions ?? [];
  const removed = [...before.slice(0, 50), REMOVED_MEANWHILE];

  const result = await call(directory.operations.get('kick'), [id], {
    details: new Map([[id, { appIds: JSON.stringify(removed) }]]),
  });

  expect(callsOf('kick-users')).toHaveLength(2);
  expect(standIn.oracle.user(id)?.sessions).toHaveLength(before.length - 50);
  expect(result).toMatchObject({
    kind: 'lost',
    reason: expect.stringMatching(/The log-ins of 50 applications had ended\./),
  });
});
