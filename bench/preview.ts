import { performance } from 'node:perf_hooks';
import { ALICE, APPROVALS_CHANNEL, BOB, GENERAL_CHANNEL } from '../sandbox/slack/seed.ts';
import { startBotInSandbox } from '../test/support/bot-in-sandbox.ts';
import type { Bench, Measurement } from './table.ts';

/**
 * How long a person waits, with the bot and both stand-ins in one process on loopback. The floor is what the
 * same stand-ins need for a bare delivery to the bot and back, measured in the same run.
 */

const ROUNDS = 20;
const PEOPLE = 100;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const ms = (value: number): string => `${value.toFixed(1)} ms`;

async function measure(): Promise<readonly Measurement[]> {
  const running = await startBotInSandbox({ extraPeople: 1_000 });
  const { slack, wickr } = running.sandbox;
  const alice = slack.as(ALICE);
  const emails = (count: number) =>
    Array.from({ length: count }, (_, index) => `person${String(index + 1).padStart(4, '0')}@acme.example`).join(' ');

  async function timed(command: string): Promise<{ readonly ackMs: number; readonly shownMs: number }> {
    const before = alice.ephemerals().length;
    const start = performance.now();
    await alice.command(GENERAL_CHANNEL, command);
    const ackMs = performance.now() - start;
    await slack.waitFor('the answer', () => alice.ephemerals().length >= before + 2);
    return { ackMs, shownMs: performance.now() - start };
  }

  const rounds = async (command: string) => {
    const measured = [];
    for (let round = 0; round < ROUNDS; round += 1) measured.push(await timed(command));
    return { ack: median(measured.map(({ ackMs }) => ackMs)), shown: median(measured.map(({ shownMs }) => shownMs)) };
  };

  await timed(`/wickr suspend ${emails(PEOPLE)} --reason bench`);
  const floor = await rounds('/wickr status');
  const preview = await rounds(`/wickr suspend ${emails(PEOPLE)} --reason bench`);
  await alice.command(GENERAL_CHANNEL, `/wickr suspend ${emails(1_000)} --reason bench`);
  const shown = await slack.waitFor('the preview', () =>
    alice
      .ephemerals()
      .findLast((message) => message.text.includes('1,000 people') && alice.hasButton(message, 'Submit for approval')),
  );
  await alice.click(shown, 'Submit for approval');
  const card = await slack.waitFor('the card', () =>
    slack.messagesIn(APPROVALS_CHANNEL).findLast(({ text }) => /Waiting for approval/.test(text)),
  );
  const approvedAt = performance.now();
  await slack.as(BOB).click(card, 'Approve');
  await slack.waitFor(
    'the end',
    () => slack.messagesIn(APPROVALS_CHANNEL).some(({ text }) => /Finished/.test(text)),
    60_000,
  );
  const tookMs = performance.now() - approvedAt;
  const calls = wickr.oracle.calls.filter(({ operation }) => operation === 'BatchToggleUserSuspendStatus').length;
  await running.stop();
  const against = (ours: number, bare: number) =>
    `${ms(ours)}, ${(ours / bare).toFixed(2)} times the floor of ${ms(bare)}`;
  return [
    { measured: `a preview of ${PEOPLE} people is acknowledged`, value: against(preview.ack, floor.ack), target: '' },
    { measured: `a preview of ${PEOPLE} people is shown`, value: against(preview.shown, floor.shown), target: '' },
    {
      measured: `1,000 people in ${calls} calls at 100 calls/s, from approval to the finished card`,
      value: `${ms(tookMs)}, floor by pace alone ${ms((calls - 1) * 10)}`,
      target: '',
    },
  ];
}

export const preview: Bench = {
  name: 'preview',
  about: `median of ${ROUNDS} rounds in a warm directory; the floor is a command without people`,
  run: measure,
};
