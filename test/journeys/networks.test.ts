import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { type Player, readableText } from '../../sandbox/slack/driver.ts';
import type { Message } from '../../sandbox/slack/records.ts';
import { ALICE, APPROVALS_CHANNEL, GENERAL_CHANNEL } from '../../sandbox/slack/seed.ts';
import type { WickrUser } from '../../sandbox/wickr/state.ts';
import { COMPOSE } from '../../src/slack/blocks/compose-modal.ts';
import { answerTo, readable } from '../support/asking.ts';
import { waitForCard } from '../support/bot-in-sandbox.ts';
import { approved, finished, ordinaryPeople, previewed, submitted, suspendCommand } from '../support/journey.ts';
import { wellSpoken } from '../support/well-spoken.ts';

/** Two networks in which the same people have the same ids and e-mails: whoever confuses them is found out. */

const PROD = { networkId: '12345678', networkName: 'acme-prod' };
const LAB = { networkId: '87654321', networkName: 'acme-lab' };

const withLab = (text: string): string =>
  text
    .replace(
      'channels:',
      `  acme-lab:
    kind: wickr
    networkId: "${LAB.networkId}"
    region: us-east-1
    pace:
      callsPerSecond: 100
      inFlight: 1

channels:`,
    )
    .replaceAll('directories: [acme-prod]', 'directories: [acme-prod, acme-lab]');

const TWO = { networks: [PROD, LAB], yaml: withLab };

function changedIn({ wickr }: Sandbox, { networkId }: typeof PROD): readonly string[] {
  return wickr.oracle.effects
    .filter(({ changed, network }) => changed && network === networkId)
    .map(({ userId }) => userId)
    .toSorted();
}

const idsOf = (people: readonly WickrUser[]): readonly string[] => people.map(({ userId }) => userId).toSorted();
const namesOf = (people: readonly WickrUser[]): string => people.map(({ username }) => username).join(' ');

async function approvedAndDone(sandbox: Sandbox, card: Message): Promise<void> {
  await approved(sandbox, card);
  await finished(sandbox, card);
}

const isSuspended = ({ wickr }: Sandbox, { networkId }: typeof PROD, { userId }: WickrUser) =>
  wickr.state.user(networkId, userId)?.suspended;

describe.concurrent('where the configuration has no default', () => {
  test.for([
    '/wickr suspend @erin --reason "left"',
    '/wickr suspend --group "Field Operations" --reason "left"',
    '/wickr lookup @erin',
  ])('“%s” is answered with the networks there are', (command) =>
    wellSpoken(async (sandbox) => {
      const answer = await answerTo(sandbox, sandbox.slack.as(ALICE), command);

      expect(answer.text).toContain('Say which directory you mean with --in: acme-prod, acme-lab.');
      expect(sandbox.wickr.oracle.calls.filter(({ operation }) => operation.startsWith('List'))).toEqual([]);
    }, TWO),
  );

  test('the form asks too, and goes where it was told', () =>
    wellSpoken(
      async (sandbox) => {
        const alice = sandbox.slack.as(ALICE);
        const [person] = ordinaryPeople(sandbox, 1);
        if (!person) throw new Error('nobody');
        const filled = {
          [COMPOSE.operation]: chosen('suspend'),
          [COMPOSE.list]: typed(person.username),
          [COMPOSE.reason]: typed('left'),
        };
        await openForm(sandbox, alice);

        await alice.submit(filled);
        expect(alice.modalInputs()).not.toEqual([]);
        await alice.submit({ ...filled, [COMPOSE.directory]: chosen('acme-lab') });
        await sandbox.slack.waitFor('the preview', () =>
          readableText(alice.modal()?.view['blocks']).includes('Suspend 1 person in acme-lab?'),
        );
        await alice.submit({});
        await approvedAndDone(sandbox, await waitForCard(sandbox, /Waiting for approval/));

        expect(changedIn(sandbox, LAB)).toEqual([person.userId]);
        expect(changedIn(sandbox, PROD)).toEqual([]);
      },
      // Slack itself asks for what is not optional.
      { ...TWO, notes: [{ errors: { directory: 'Please complete this required field.' } }] },
    ));
});

const typed = (value: string) => ({ type: 'plain_text_input', value });
const chosen = (value: string) => ({ type: 'static_select', selected_option: { value } });

async function openForm({ slack }: Sandbox, player: Player): Promise<void> {
  await player.command(GENERAL_CHANNEL, '/wickr');
  await slack.waitFor('the form', () => player.modalInputs().length > 0);
}

describe.concurrent('where the configuration has a default', () => {
  const options = {
    ...TWO,
    yaml: (text: string) => withLab(text).replace('channels:', 'defaults:\n  wickr: acme-lab\n\nchannels:'),
  };

  test('it is meant when none is named, and the other when it is', () =>
    wellSpoken(async (sandbox) => {
      const [one, other] = ordinaryPeople(sandbox, 2);
      if (!one || !other) throw new Error('nobody');

      await approvedAndDone(sandbox, await submitted(sandbox, suspendCommand([one])));
      await approvedAndDone(sandbox, await submitted(sandbox, `${suspendCommand([other])} --in ACME-Prod`));

      expect(changedIn(sandbox, LAB)).toEqual([one.userId]);
      expect(changedIn(sandbox, PROD)).toEqual([other.userId]);
    }, options));
});

describe.concurrent('people who are in both networks', () => {
  test('have the same ids and e-mails there, or these stories show nothing', () =>
    wellSpoken(async ({ wickr }) => {
      const of = ({ networkId }: typeof PROD) =>
        [...(wickr.state.network(networkId)?.users.values() ?? [])].map(({ userId, username }) => [userId, username]);

      expect(of(PROD).length).toBeGreaterThan(100);
      expect(of(LAB)).toEqual(of(PROD));
    }, TWO));

  test('are changed only where it was asked for, also when both networks are worked on at once', () =>
    wellSpoken(async (sandbox) => {
      const people = ordinaryPeople(sandbox, 120);
      const [inProd, inLab] = [people.slice(0, 70), people.slice(50)];

      const first = await submitted(sandbox, `/wickr suspend ${namesOf(inProd)} --in acme-prod --reason "left"`);
      await sandbox.slack
        .as(ALICE)
        .click(
          await previewed(sandbox, `/wickr suspend ${namesOf(inLab)} --in acme-lab --reason "left"`),
          'Submit for approval',
        );
      const second = await sandbox.slack.waitFor('the other card', () =>
        sandbox.slack.messagesIn(APPROVALS_CHANNEL).find(({ ts, text }) => ts !== first.ts && /acme-lab/.test(text)),
      );
      await Promise.all([first, second].map((card) => approvedAndDone(sandbox, card)));

      expect(changedIn(sandbox, PROD)).toEqual(idsOf(inProd));
      expect(changedIn(sandbox, LAB)).toEqual(idsOf(inLab));
      const tokensOf = ({ networkId }: typeof PROD) =>
        sandbox.wickr.oracle.effects.filter(({ network }) => network === networkId).map(({ token }) => token);
      const ofLab = new Set(tokensOf(LAB));
      expect(tokensOf(PROD).filter((token) => ofLab.has(token))).toEqual([]);
    }, TWO));

  test('named by their id mean the account of the network that was named', () =>
    wellSpoken(async (sandbox) => {
      const [person] = ordinaryPeople(sandbox, 1);
      if (!person) throw new Error('nobody');

      const card = await submitted(sandbox, `/wickr suspend ${person.userId} --in acme-lab --reason "left"`);
      await approvedAndDone(sandbox, card);

      expect(isSuspended(sandbox, LAB, person)).toBe(true);
      expect(isSuspended(sandbox, PROD, person)).toBe(false);
    }, TWO));

  test('are selected by what holds of them in the network that was named', () =>
    wellSpoken(async (sandbox) => {
      const [person] = ordinaryPeople(sandbox, 1);
      if (!person) throw new Error('nobody');
      await approvedAndDone(sandbox, await submitted(sandbox, `${suspendCommand([person])} --in acme-lab`));

      const command = `/wickr unsuspend ${person.username} --suspended --reason "back"`;
      const inProd = await answerTo(sandbox, sandbox.slack.as(ALICE), `${command} --in acme-prod`);
      expect(inProd.text).toContain('Nobody in acme-prod would be unsuspended.');
      await approvedAndDone(sandbox, await submitted(sandbox, `${command} --in acme-lab`));

      expect(isSuspended(sandbox, LAB, person)).toBe(false);
      expect(changedIn(sandbox, PROD)).toEqual([]);
    }, TWO));

  test('are looked up, and their requests found, in the network that was named', () =>
    wellSpoken(async (sandbox) => {
      const alice = sandbox.slack.as(ALICE);
      const [person] = ordinaryPeople(sandbox, 1);
      if (!person) throw new Error('nobody');
      await approvedAndDone(sandbox, await submitted(sandbox, `${suspendCommand([person])} --in acme-lab`));

      const lookedUpIn = (name: string) => answerTo(sandbox, alice, `/wickr lookup ${person.username} --in ${name}`);
      const historyOf = (name: string) =>
        answerTo(sandbox, alice, `/wickr history --about ${person.userId} --in ${name}`);

      expect(readable(await lookedUpIn('acme-lab'))).toContain('Active, suspended, no administrator.');
      expect(readable(await lookedUpIn('acme-prod'))).toContain('Active, not suspended, no administrator.');
      expect(readable(await historyOf('acme-lab'))).toContain('Suspend 1 person in acme-lab');
      expect((await historyOf('acme-prod')).text).toBe('No request that you may see fits this.');
    }, TWO));
});

test('whoever may ask in one network may not for that reason in another', () =>
  wellSpoken(
    async (sandbox) => {
      const alice = sandbox.slack.as(ALICE);
      for (const command of ['suspend @erin --reason "left"', 'lookup @erin']) {
        const answer = await answerTo(sandbox, alice, `/wickr ${command} --in acme-prod`);
        expect(answer.text).toMatch(/^The policy does not let you .* in acme-prod\./);
      }

      await approvedAndDone(sandbox, await submitted(sandbox, '/wickr suspend @erin --in acme-lab --reason "left"'));

      expect(changedIn(sandbox, LAB)).toHaveLength(1);
      expect(changedIn(sandbox, PROD)).toEqual([]);
    },
    { ...TWO, yaml: (text) => withLab(text).replace('[acme-prod, acme-lab]', '[acme-lab]') },
  ));
