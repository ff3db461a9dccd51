import { expect, test } from 'vitest';
import { protectedSet } from '../../src/safeguards/protected-set.ts';
import { buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';

const alice = { part: 'requester', email: 'Alice@acme.example' } as const;

test.each([
  ['an administrator', { admin: true }, 'This is an administrator of the directory.'],
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
