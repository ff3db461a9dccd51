import { describe, expect, test } from 'vitest';
import type { FaultBehaviour } from '../../sandbox/far-end/fault.ts';
import { ALICE, BOB, GENERAL_CHANNEL } from '../../sandbox/slack/seed.ts';
import { failItems, poison } from '../../sandbox/wickr/fault-catalogue.ts';
import { answerTo } from '../support/asking.ts';
import { startBotInSandbox } from '../support/bot-in-sandbox.ts';
import {
  approved,
  cardSaying,
  carriedOut,
  expectToldAsItHappened,
  finished,
  ordinaryPeople,
  previewed,
  submitted,
  suspendCommand,
} from '../support/journey.ts';

/** Wickr goes wrong in every way it can, between approval and report. Each test has a bot and a network of its own. */

const ALWAYS = Number.POSITIVE_INFINITY;
const TEST_MS = 60_000;

const READS = ['GetUser', 'ListUsers'];

const impatient = (yaml: string): string => yaml.replace(/( +)region: .*/, '$&\n$1timeouts: { total: 1s }');

/** A fault with shorter times than the catalogue's. */
const mutationFault = (behaviour: FaultBehaviour) => ({
  id: behaviour.kind,
  title: behaviour.kind,
  operations: 'mutations' as const,
  behaviour,
});

describe.concurrent('everybody is suspended once and told so after', { timeout: TEST_MS }, () => {
  test.for([
    ['a throttle that does not say how long', ['throttle']],
    ['a 500 before the effect', ['error-500']],
    ['a 500 after the effect', ['error-500-after']],
    ['a 503 before the effect', ['error-503']],
    ['a 503 after the effect', ['error-503-after']],
    ['a page of HTML with 502 before the effect', ['html-502']],
    ['a page of HTML with 502 after the effect', ['html-502-after']],
    ['a connection reset before the effect', ['reset-before']],
    ['a connection reset after the effect', ['reset-after']],
    ['a connection that breaks amid the answer', ['break-off']],
    ['an answer of cut JSON', ['cut-body']],
    ['an answer of the wrong types', ['wrong-types']],
    ['an answer that leaves somebody out', ['missing-entry']],
    ['an answer that names a stranger', ['foreign-id']],
    ['an answer that names somebody twice', ['repeated-id']],
    ['an answer that calls somebody done and failed', ['doubled-id']],
    ['a throttle whose name carries a URI', ['throttle', 'error-name-uri']],
    ['a 401 that renewed credentials cure', ['unauthorized']],
    ['a token that expired and is renewed', ['expired-token']],
    ['one fault after another', ['throttle', 'error-503-after', 'missing-entry']],
  ] as const)('%s', async ([, faults]) => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const people = ordinaryPeople(sandbox, 3);
    const card = await submitted(sandbox, suspendCommand(people));
    for (const fault of faults) sandbox.wickr.faults.set(fault, 1, { operations: 'mutations' });

    await approved(sandbox, card);
    await finished(sandbox, card);

    await expectToldAsItHappened(sandbox, card, people);
    expect(sandbox.wickr.faults.list().filter(({ remaining }) => remaining > 0)).toEqual([]);
  });

  test.for(['silence-before', 'silence-after'])('a server that falls silent: %s', async (fault) => {
    await using bot = await startBotInSandbox({ yaml: impatient });
    const { sandbox } = bot;
    const people = ordinaryPeople(sandbox, 3);
    const card = await submitted(sandbox, suspendCommand(people));
    sandbox.wickr.faults.set(fault, 1, { operations: 'mutations' });

    await approved(sandbox, card);
    await finished(sandbox, card);

    await expectToldAsItHappened(sandbox, card, people);
  });

  test('an effect that comes long after its connection broke, when Wickr has forgotten the token', async () => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const { wickr } = sandbox;
    const people = ordinaryPeople(sandbox, 3);
    const card = await submitted(sandbox, suspendCommand(people));
    wickr.behaviour.tokenMemory = { kind: 'ignored' };
    // Long after the first look, so that the call is made again before it.
    wickr.faults.inject(mutationFault({ kind: 'late-effect', delayMs: 10_000 }), 1);

    await approved(sandbox, card);
    await finished(sandbox, card);
    await expect.poll(() => wickr.oracle.effects.length, { timeout: 30_000 }).toBe(2 * people.length);

    await expectToldAsItHappened(sandbox, card, people);
  });

  test.for(['reset-after', 'missing-entry'])('%s, although reads show the change late', async (fault) => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const people = ordinaryPeople(sandbox, 3);
    const card = await submitted(sandbox, suspendCommand(people));
    sandbox.wickr.faults.set(fault, 1);
    sandbox.wickr.faults.inject(mutationFault({ kind: 'lag', lagMs: 2_000 }), 1);

    await approved(sandbox, card);
    await finished(sandbox, card);

    await expectToldAsItHappened(sandbox, card, people);
  });

  test.for(['error-500', 'reset-before', 'throttle', 'forbidden', 'wrong-types'])(
    'a doubt whose reading back meets %s',
    async (fault) => {
      await using bot = await startBotInSandbox();
      const { sandbox } = bot;
      const people = ordinaryPeople(sandbox, 3);
      const card = await submitted(sandbox, suspendCommand(people));
      sandbox.wickr.faults.set('break-off', 1);
      sandbox.wickr.faults.set(fault, 4, { operations: READS });

      await approved(sandbox, card);
      await finished(sandbox, card);

      await expectToldAsItHappened(sandbox, card, people);
    },
  );
});

describe.concurrent('a preview', { timeout: TEST_MS }, () => {
  test.for([
    'throttle',
    'error-500',
    'html-502',
    'reset-before',
    'cut-body',
    'wrong-types',
    'unauthorized',
    'expired-token',
  ])('shows everybody after %s', async (fault) => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const people = ordinaryPeople(sandbox, 3);
    sandbox.wickr.faults.set(fault, 1, { operations: READS });

    const preview = await previewed(sandbox, suspendCommand(people));

    expect(preview.text).toContain('3 people');
    expect(sandbox.wickr.faults.list().filter(({ remaining }) => remaining > 0)).toEqual([]);
    expect(sandbox.wickr.oracle.violations).toEqual([]);
  });

  test.for([
    ['forbidden', /does not let us in: Forbidden/],
    ['unauthorized', /does not accept our AWS credentials/],
    ['error-500', /is out of order/],
    ['reset-before', /does not answer/],
    ['throttle', /asks us to slow down/],
  ] as const)('is refused in words when Wickr keeps answering %s', async ([fault, words]) => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const alice = sandbox.slack.as(ALICE);
    sandbox.wickr.faults.set(fault, ALWAYS);

    await alice.command(GENERAL_CHANNEL, suspendCommand(ordinaryPeople(sandbox, 3)));

    await sandbox.slack.waitFor('words', () => alice.ephemerals().find(({ text }) => words.test(text)));
  });
});

describe.concurrent('a throttle that says how long', { timeout: TEST_MS }, () => {
  test('holds every batch until then', async () => {
    await using bot = await startBotInSandbox({ extraPeople: 120 });
    const { sandbox } = bot;
    const people = ordinaryPeople(sandbox, 120);
    const card = await submitted(sandbox, suspendCommand(people));
    sandbox.wickr.faults.set('throttle-wait', 2, { operations: 'mutations' });

    await approved(sandbox, card);
    await finished(sandbox, card);

    await expectToldAsItHappened(sandbox, card, people);
  });

  test('holds what others look up meanwhile', async () => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const [erin, frank, grace] = ordinaryPeople(sandbox, 3);
    if (!erin || !frank || !grace) throw new Error('too few people');
    const card = await submitted(sandbox, suspendCommand([erin, frank]));
    sandbox.wickr.faults.set('throttle-wait', 1, { operations: 'mutations' });

    await approved(sandbox, card);
    await cardSaying(sandbox, card, /asked for a slower pace/);
    await previewed(sandbox, suspendCommand([grace]));
    await finished(sandbox, card);

    await expectToldAsItHappened(sandbox, card, [erin, frank]);
  });

  test('holds the batches when it was a lookup that was throttled', async () => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const [erin, frank, grace] = ordinaryPeople(sandbox, 3);
    if (!erin || !frank || !grace) throw new Error('too few people');
    const card = await submitted(sandbox, suspendCommand([erin, frank]));
    sandbox.wickr.faults.set('throttle-wait', 1, { operations: READS });
    const throttled = Promise.withResolvers<void>();
    sandbox.wickr.oracle.onCall(({ status }) => (status === 429 ? throttled.resolve() : undefined));

    // A preview would be served by the listing of the first one.
    const lookedUp = answerTo(sandbox, sandbox.slack.as(ALICE), `/wickr lookup ${grace.username}`);
    await throttled.promise;
    // Whatever Muster answers now, it answers after it has heard of the throttle.
    await answerTo(sandbox, sandbox.slack.as(BOB), '/wickr status');
    await approved(sandbox, card);
    await lookedUp;
    await finished(sandbox, card);

    await expectToldAsItHappened(sandbox, card, [erin, frank]);
  });
});

describe.concurrent('somebody who cannot be suspended', { timeout: TEST_MS }, () => {
  test.for([400, 422] as const)('and spoils the batch with %i fails alone among fifty', async (status) => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const people = ordinaryPeople(sandbox, 50);
    const culprit = people[31];
    if (!culprit) throw new Error('too few people');
    sandbox.wickr.faults.inject(poison([culprit.userId], status), ALWAYS);

    const card = await carriedOut(sandbox, people);

    await expectToldAsItHappened(sandbox, card, people, new Map([[culprit, 'failed']]));
  });

  test('fails with the reason Wickr gives, and the others do not', async () => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const people = ordinaryPeople(sandbox, 5);
    const [failing] = people;
    if (!failing) throw new Error('too few people');
    sandbox.wickr.faults.inject(failItems([failing.userId], 'User is locked'), ALWAYS);

    const card = await carriedOut(sandbox, people);

    await expectToldAsItHappened(sandbox, card, people, new Map([[failing, 'failed']]));
    await sandbox.slack.waitFor('the reason', () =>
      sandbox.slack.threadOf(card).find(({ text }) => text.includes('User is locked')),
    );
  });

  test('is not called failed when an earlier answer was lost and they were suspended after all', async () => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const people = ordinaryPeople(sandbox, 4);
    const [culprit] = people;
    if (!culprit) throw new Error('too few people');
    sandbox.wickr.faults.set('error-503-after', 1);
    sandbox.wickr.faults.inject(poison([culprit.userId]), ALWAYS);

    const card = await carriedOut(sandbox, people);

    await expectToldAsItHappened(sandbox, card, people);
  });
});

describe.concurrent('a request pauses and can be resumed', { timeout: TEST_MS }, () => {
  test.for([
    ['unauthorized', /Paused: .*does not accept Muster's credentials.*renew them; then resume/],
    ['expired-token', /Paused: .*does not accept Muster's credentials.*renew them; then resume/],
    ['forbidden', /Paused: .*does not let Muster do this: Forbidden.*grant it; then resume/],
  ] as const)('when Wickr keeps answering %s', async ([fault, sentence]) => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const { slack, wickr } = sandbox;
    const people = ordinaryPeople(sandbox, 3);
    const card = await submitted(sandbox, suspendCommand(people));
    wickr.faults.set(fault, ALWAYS, { operations: 'mutations' });

    await approved(sandbox, card);
    const paused = await cardSaying(sandbox, card, sentence);
    await slack.waitFor('word to the requester', () =>
      slack
        .as(ALICE)
        .directMessages()
        .find(({ text }) => text.includes('Paused')),
    );
    expect(wickr.oracle.effects).toEqual([]);
    expect(paused.text).toContain('3 waiting');

    wickr.faults.set(fault, 0);
    await slack.as(ALICE).click(card, 'Resume');
    await slack.waitFor('a refusal: whoever asked does not decide', () =>
      slack
        .as(ALICE)
        .ephemerals()
        .find(({ text }) => /somebody else/.test(text)),
    );
    await slack.as(BOB).click(card, 'Resume');
    await finished(sandbox, card);

    await expectToldAsItHappened(sandbox, card, people);
  });

  test('with a call in doubt, and a stop instead tells what had happened', async () => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const { slack, wickr } = sandbox;
    const people = ordinaryPeople(sandbox, 3);
    const card = await submitted(sandbox, suspendCommand(people));
    wickr.faults.set('error-503-after', 1);
    wickr.faults.set('forbidden', ALWAYS, { operations: 'mutations' });

    await approved(sandbox, card);
    await cardSaying(sandbox, card, /Paused/);
    await slack.as(ALICE).click(card, 'Stop');
    await cardSaying(sandbox, card, /Stopped/);

    await expectToldAsItHappened(sandbox, card, people);
  });
});

test('a run that is stopped leaves alone whoever was not sent', { timeout: TEST_MS }, async () => {
  await using bot = await startBotInSandbox();
  const { sandbox } = bot;
  const { slack, wickr } = sandbox;
  const people = ordinaryPeople(sandbox, 3);
  const card = await submitted(sandbox, suspendCommand(people));
  wickr.faults.set('throttle', ALWAYS, { operations: 'mutations' });

  await approved(sandbox, card);
  await cardSaying(sandbox, card, /asked for a slower pace/);
  await slack.as(ALICE).click(card, 'Stop');
  await cardSaying(sandbox, card, /Stopped/);

  await expectToldAsItHappened(sandbox, card, people, new Map(people.map((one) => [one, 'skipped'])));
});
