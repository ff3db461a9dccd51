import { expect } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { readableText } from '../../sandbox/slack/driver.ts';
import type { Message } from '../../sandbox/slack/records.ts';
import { ALICE, BOB, GENERAL_CHANNEL } from '../../sandbox/slack/seed.ts';
import type { WickrUser } from '../../sandbox/wickr/state.ts';
import { waitForCard } from './bot-in-sandbox.ts';
import { readCsv } from './read-csv.ts';

/** What people do in a journey, so that a test can be read as a story. Alice asks, Bob decides. */

const NETWORK = '12345678';
/** The slowest journeys wait for Muster's own pauses; the limit only decides how late a failure is told. */
const PATIENCE_MS = 45_000;

/** Ordinary people of the network: they would change, and nothing about them is special; nor do they decide, which nobody may about themselves. */
export function ordinaryPeople({ wickr }: Sandbox, count: number): readonly WickrUser[] {
  const plain = [...(wickr.state.network(NETWORK)?.users.values() ?? [])].filter(
    (user) =>
      /^person\d+@|^[a-z]+\.[a-z]+\d*@/.test(user.username) &&
      !/echo|twin|zero|carol\.diaz|^bob\./i.test(user.username) &&
      !user.isAdmin &&
      user.isUser &&
      !user.suspended &&
      user.status === 2 &&
      user.omits.length === 0,
  );
  if (plain.length < count) throw new Error(`There are only ${plain.length} ordinary people`);
  return plain.slice(0, count);
}

export const suspendCommand = (people: readonly WickrUser[], reason = 'left'): string =>
  `/wickr suspend ${people.map(({ username }) => username).join(' ')} --reason "${reason}"`;

/** Alice gives the command; answers the preview that only she sees. */
export async function previewed({ slack }: Sandbox, command: string): Promise<Message> {
  const alice = slack.as(ALICE);
  const before = alice.ephemerals().length;
  await alice.command(GENERAL_CHANNEL, command);
  return slack.waitFor(
    'the preview',
    () => alice.ephemerals().find((message, at) => at >= before && alice.hasButton(message, 'Submit for approval')),
    PATIENCE_MS,
  );
}

/** Alice gives the command and submits what the preview shows; answers the card. */
export async function submitted(sandbox: Sandbox, command: string): Promise<Message> {
  await sandbox.slack.as(ALICE).click(await previewed(sandbox, command), 'Submit for approval');
  return waitForCard(sandbox, /Waiting for approval/);
}

/** Bob approves. */
export function approved({ slack }: Sandbox, card: Message): Promise<void> {
  return slack.as(BOB).click(card, 'Approve');
}

/** Bob resumes as often as the run pauses, until it has ended. */
export async function resumedToTheEnd(
  sandbox: Sandbox,
  card: Message,
  { patienceMs = PATIENCE_MS, calmly = (work: () => Promise<void>) => work() } = {},
): Promise<void> {
  const { slack } = sandbox;
  for (;;) {
    const seen = await cardSaying(sandbox, card, /Finished|Paused/, patienceMs);
    if (/Finished/.test(seen.text)) return;
    const { text } = seen;
    await calmly(() => slack.as(BOB).click(seen, 'Resume'));
    await slack.waitFor(
      'the run to go on',
      () => slack.workspace.find(card.channel, card.ts)?.text !== text,
      patienceMs,
    );
  }
}

/** This card, once it says that. */
export function cardSaying(
  { slack }: Sandbox,
  { channel, ts }: Message,
  what: RegExp,
  patienceMs = PATIENCE_MS,
): Promise<Message> {
  return slack.waitFor(
    `a card that says ${what}`,
    () => {
      const card = slack.workspace.find(channel, ts);
      return card && what.test(card.text) ? card : null;
    },
    patienceMs,
  );
}

/** This card, once the request has ended well. */
export const finished = (sandbox: Sandbox, card: Message): Promise<Message> => cardSaying(sandbox, card, /Finished/);

/** Alice asks, Bob approves; answers the card when all is over. */
export async function carriedOut(sandbox: Sandbox, people: readonly WickrUser[]): Promise<Message> {
  const card = await submitted(sandbox, suspendCommand(people));
  await approved(sandbox, card);
  return finished(sandbox, card);
}

/** Everything that stands under a card. */
export function threadText({ slack }: Sandbox, card: Message): string {
  return slack
    .threadOf(card)
    .map(({ text, blocks }) => `${text}\n${readableText(blocks)}`)
    .join('\n');
}

export type Told = 'succeeded' | 'failed' | 'unconfirmed' | 'skipped';

const REPORT = /^(Succeeded|Failed|Unconfirmed|Skipped): /;

/** What the thread has told so far of people, by account id, in its order; whoever is told of twice is there twice. */
function toldBy({ slack }: Sandbox, card: Message): readonly (readonly [string, string])[] {
  return slack.threadOf(card).flatMap(({ text, blocks, files }) => {
    const outcome = REPORT.exec(text)?.[1]?.toLowerCase();
    const named = outcome === undefined ? [] : [...readableText(blocks).matchAll(/^• .* · (\d+)$/gm)];
    const rows = files
      .filter(({ name }) => name.includes('result'))
      .flatMap(({ bytes }) => readCsv(Buffer.from(bytes).toString('utf8')).slice(1));
    return [
      ...named.map(([, id = '']) => [id, outcome ?? ''] as const),
      ...rows.flatMap(([, , , id = '', , told = '']) => (id === '' ? [] : [[id, told] as const])),
    ];
  });
}

/** What the thread says became of each of these people, by account id, once it says something of all of them. */
export async function told(
  sandbox: Sandbox,
  card: Message,
  people: readonly WickrUser[],
): Promise<ReadonlyMap<string, string>> {
  const pairs = await sandbox.slack.waitFor(
    'the report',
    () => {
      const soFar = toldBy(sandbox, card);
      return people.every(({ userId }) => soFar.some(([id]) => id === userId)) ? soFar : null;
    },
    PATIENCE_MS,
  );
  const outcomes = new Map(pairs);
  const contradicted = pairs.filter(([id, outcome]) => outcomes.get(id) !== outcome).map(([id]) => id);
  expect(contradicted).toEqual([]);
  return outcomes;
}

/**
 * The promise of the whole: card, thread and network say the same of everybody, nobody was changed twice, nobody else was
 * touched, and Wickr's rules were kept.
 */
export async function expectToldAsItHappened(
  sandbox: Sandbox,
  card: Message,
  people: readonly WickrUser[],
  others: ReadonlyMap<WickrUser, Exclude<Told, 'succeeded'>> = new Map(),
): Promise<void> {
  const { oracle } = sandbox.wickr;

  const outcomes = await told(sandbox, card, people);
  const changed = oracle.effects.filter((effect) => effect.changed).map(({ userId }) => userId);

  expect(outcomes).toEqual(new Map(people.map((one) => [one.userId, others.get(one) ?? 'succeeded'])));
  expect(changed.toSorted()).toEqual(
    people
      .filter((one) => !others.has(one))
      .map(({ userId }) => userId)
      .toSorted(),
  );
  const ended = sandbox.slack.workspace.find(card.channel, card.ts);
  const succeeded = people.length - others.size;
  if (succeeded > 0) expect(ended?.text).toContain(`${succeeded.toLocaleString('en')} suspended`);
  for (const kind of ['failed', 'unconfirmed', 'skipped'] as const) {
    const count = [...others.values()].filter((other) => other === kind).length;
    if (count > 0) expect(ended?.text).toContain(`${count} ${kind}`);
    else expect(ended?.text).not.toContain(kind);
  }
  expect(oracle.violations).toEqual([]);
}

/** One card, and nothing said twice in its thread or to the requester. */
export function expectNothingDoubled({ slack }: Sandbox, card: Message): void {
  const texts = (messages: readonly Message[]) => messages.map(({ text }) => text);
  const thread = texts(slack.threadOf(card));
  const notices = texts(slack.as(ALICE).directMessages());
  expect(slack.messagesIn(card.channel).map(({ ts }) => ts)).toEqual([card.ts]);
  expect(thread).toEqual([...new Set(thread)]);
  expect(notices).toEqual([...new Set(notices)]);
}
