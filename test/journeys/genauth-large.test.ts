import { expect, test } from 'vitest';
import { ALICE } from '../../sandbox/slack/seed.ts';
import { PHRASE } from '../../src/slack/blocks/reason-modal.ts';
import { startBotInSandbox, waitForCard } from '../support/bot-in-sandbox.ts';
import { approved, cardSaying, previewed } from '../support/journey.ts';
import { csvInPool, csvRows } from '../support/pool.ts';

/** Two thousand people deleted by e-mail, some of them unknown, some named twice, on a bad day. */

const TYPED = 2_000;
const UNKNOWN = 60;
const TWICE = 20;
const KNOWN = TYPED - UNKNOWN - TWICE;
const BATCH = 50;
const PATIENCE_MS = 240_000;

/** How often what strikes, and whom. Each costs a call that came to nothing, and what it takes to find out. */
const STRIKES = [
  { fault: 'throttle-wait', times: 3, operations: ['delete-users-batch'] },
  { fault: 'throttle', times: 3, operations: ['get-user-batch'] },
  { fault: 'reset-after', times: 4, operations: ['delete-users-batch'] },
  { fault: 'reset-before', times: 2, operations: ['delete-users-batch', 'get-user-batch'] },
] as const;

test('2,000 people deleted by e-mail are each accounted for, nobody else is touched, and hardly a call is wasted', {
  timeout: 2 * PATIENCE_MS,
}, async () => {
  await using bot = await startBotInSandbox({
    pool: { people: 2_600, oddities: false },
    yaml: (text) => text.replace('kind: genauth', 'kind: genauth\n    deleteOnlySuspended: false'),
  });
  const { sandbox } = bot;
  const { slack, genauth } = sandbox;
  const { oracle, faults } = genauth;
  const before = oracle.users();
  const meant = before.filter(({ email }) => /^[a-z]+\.[a-z]+\d*@/.test(email ?? '')).slice(-KNOWN);
  const emails = meant.map(({ email }) => email ?? '');
  const unknown = Array.from({ length: UNKNOWN }, (_, index) => `nobody${index}@acme.example`);
  const twice = emails.slice(100, 100 + TWICE).map((email) => email.toUpperCase());
  const typed = [...emails.slice(0, 1_000), ...unknown, ...twice, ...emails.slice(1_000)];
  expect([meant.length, typed.length]).toEqual([KNOWN, TYPED]);
  const alice = slack.as(ALICE);

  const preview = await previewed(sandbox, `/genauth delete --by email --reason "office closed"\n${typed.join('\n')}`);
  expect(preview.text).toContain(`Delete ${KNOWN.toLocaleString('en')} people in acme-pool?`);
  expect(preview.text).toContain(`${UNKNOWN} not found`);
  await alice.click(preview, 'Submit for approval');
  await slack.waitFor('the modal', () => alice.modalInputs().length > 0);
  await alice.submit({ [PHRASE.block]: { type: 'plain_text_input', value: `delete ${KNOWN} acme-pool` } });
  const card = await waitForCard(sandbox, /Waiting for approval/);
  const resolved = oracle.calls.length;
  for (const { fault, times, operations } of STRIKES) faults.set(fault, times, { operations });
  await approved(sandbox, card);
  await cardSaying(sandbox, card, /Finished/, PATIENCE_MS);

  const ids = meant.map(({ userId }) => userId);
  expect(await csvInPool(sandbox, card)).toEqual(new Map(ids.map((id) => [id, 'succeeded'])));
  const rows = await csvRows(sandbox, card);
  expect(rows.filter(([, , , , classification]) => classification === 'not found')).toHaveLength(UNKNOWN);
  expect(rows).toHaveLength(KNOWN + UNKNOWN);
  const left = oracle.users().map(({ userId }) => userId);
  expect(left).toEqual(before.map(({ userId }) => userId).filter((id) => !ids.includes(id)));
  expect(oracle.effects.map(({ userId }) => userId).toSorted()).toEqual(ids.toSorted());
  expect(faults.list().filter(({ remaining }) => remaining > 0)).toEqual([]);

  // What cannot be undone begins with one person and then five; before each batch the accounts are looked at again.
  const batches = 2 + Math.ceil((KNOWN - 1 - 5) / BATCH);
  const minimum = { resolve: Math.ceil((TYPED - TWICE) / BATCH), delete: batches, verify: batches };
  const safeguards = { size: 1, drift: batches };
  const least = 1 + minimum.resolve + minimum.delete + minimum.verify + safeguards.size + safeguards.drift;
  const struck = STRIKES.reduce((sum, { times }) => sum + times, 0);
  const made = oracle.calls.length;
  process.stdout.write(
    `${TYPED} people deleted by e-mail: ${made} calls (${resolved} of them for the preview); at least ${least} ` +
      `(1 token, ${minimum.resolve} to resolve, ${minimum.delete} to delete, ${minimum.verify} to verify, and for the ` +
      `safeguards ${safeguards.size} for the pool's size and ${safeguards.drift} to look again before a batch); ${struck} were struck\n`,
  );
  expect(resolved).toBe(1 + minimum.resolve + safeguards.size);
  // A call that is struck is made again, and one whose answer was lost is looked into.
  expect(made).toBeLessThanOrEqual(least + 2 * struck);
});
