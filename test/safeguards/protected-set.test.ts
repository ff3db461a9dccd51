import { expect, test } from 'vitest';
import { protectedSet } from '../../src/safeguards/protected-set.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';

const alice = { part: 'requester', email: 'Alice@acme.example' } as const;

test.each([
  ['an administrator', { admin: true }, 'This is an administrator of the directory.'],
  [
    'somebody of whom nobody knows whether they are one',
    { admin: 'unknown' },
    'This may be an administrator: the directory does not say.',
  ],
  ['a bot', { kind: 'bot' }, 'This is a bot or service account.'],
  ['the account of whoever asked', { email: 'ALICE@acme.example' }, 'This is the account of whoever asked.'],
  ['an ordinary person', {}, null],
  ['a person without an e-mail', { email: null }, null],
] as const)('%s is protected or not', (_, more, said) => {
  expect(protectedSet(account('1', more), [alice])).toBe(said);
});

test('whoever asks cannot lock themselves out, and can let themselves in', async () => {
  const own = account('7', { email: 'u0alice@acme.example' });
  const { directory, preview } = await buildDomain({ accounts: [own, account('8')] });

  const suspended = await preview(byId('7', '8'));
  directory.accounts.set(own.id, { ...own, suspended: true });
  const unsuspended = await preview(byId('7'), 'unsuspend');

  if (suspended.kind !== 'previewed' || unsuspended.kind !== 'previewed') throw new Error('No preview');
  expect(suspended.targets.map(({ kind, reason }) => [kind, reason])).toEqual([
    ['protected', 'This is the account of whoever asked.'],
    ['will-change', null],
  ]);
  expect(unsuspended.view.request.people).toBe(1);
});

test('a preview tells how many of those who may approve it is about, and they cannot', async () => {
  const bob = account('7', { email: 'u0bob@acme.example' });
  const { cast, preview, submitted, useCases } = await buildDomain({ accounts: [bob, account('8')] });

  const previewed = await preview(byId('7', '8'));
  const others = await preview(byId('8'));
  const id = await submitted(byId('7', '8'));
  const own = await useCases.approve(id, actor(cast.bob));
  const other = await useCases.approve(id, actor(cast.carol));

  if (previewed.kind !== 'previewed' || others.kind !== 'previewed') throw new Error('No preview');
  const said = '1 person who may approve such requests is among those it would change, and cannot decide on this one.';
  expect([previewed.safeguards, others.safeguards].map((told) => told?.includes(said))).toEqual([true, false]);
  expect(own).toMatchObject({ kind: 'refused', reason: expect.stringContaining('This request is about you') });
  expect(other.kind).toBe('done');
});

test('whoever approved and turns out to be among the people is not changed, and neither is anybody else by their yes', async () => {
  const robert = account('7', { email: 'robert@acme.example' });
  const { cast, clock, directory, newDispatcher, people, state, stopped, submitted, useCases } = await buildDomain({
    accounts: [robert, account('8')],
  });
  const id = await submitted(byId('7', '8'));
  await useCases.approve(id, actor(cast.bob));
  people.add('U0BOB', { email: 'Robert@acme.example' });

  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(async () => (await state(id)) === 'paused');
  await stopped(dispatcher);

  expect(directory.effects).toEqual([]);
});
