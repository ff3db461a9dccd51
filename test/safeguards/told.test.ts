import { expect, test } from 'vitest';
import { STANDARD_SAFEGUARDS } from '../../src/safeguards/settings.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { addErase } from '../support/erase.ts';
import { account } from '../support/fake-directory.ts';

const accounts = [
  ...Array.from({ length: 700 }, (_, index) => account(String(1_000 + index))),
  account('9', { admin: true }),
];

async function standard() {
  const domain = await buildDomain({ accounts, safeguards: STANDARD_SAFEGUARDS });
  addErase(domain.directory);
  return domain;
}

test('a preview tells everything that stands before its effect, with the arithmetic', async () => {
  const { cast, preview, useCases } = await standard();
  const ids = accounts.slice(0, 12).map(({ id }) => id);

  const previewed = await preview(byId(...ids, '9'), 'erase');

  if (previewed.kind !== 'previewed') throw new Error('No preview');
  expect(previewed.safeguards).toEqual([
    '1 person left out as protected.',
    'acme-prod has 1 active administrator; 1 of them was named and is left out: 1 - 0 = 1 remains. With them changed it would be 1 - 1 = 0, and at least 2 have to remain.',
    'Cap: 0 in the last 24 hours + 0 asked for or under way + 12 now = 12 of at most 35 people changed for good in acme-prod (5 % of its 701 people).',
    'To submit it you type: erase 12 acme-prod',
    'After the last approval it cools down for 72 hours, in which it can be stopped.',
    'Sent as 1, then 5, then up to 50 at a time; each stage is settled and read back before the next.',
  ]);
  const again = await useCases.showDraft(previewed.view.request.id, actor(cast.alice));
  expect(again).toMatchObject({ safeguards: previewed.safeguards });
});

test('a large request is submitted with a phrase, though it can be undone; a small one without', async () => {
  const { cast, preview, useCases } = await standard();
  const submit = async (count: number, phrase: string | null) => {
    const previewed = await preview(byId(...accounts.slice(0, count).map(({ id }) => id)));
    if (previewed.kind !== 'previewed') throw new Error('No preview');
    return useCases.submit(previewed.view.request.id, actor(cast.alice), { reason: null, phrase });
  };

  expect(await submit(100, null)).toMatchObject({ kind: 'needs-phrase', phrase: 'suspend 100 acme-prod', large: true });
  expect((await submit(100, 'suspend 100 acme-prod')).kind).toBe('done');
  expect((await submit(20, null)).kind).toBe('done');
});
