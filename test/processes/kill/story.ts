import { readableText } from '../../../sandbox/slack/driver.ts';
import type { Message } from '../../../sandbox/slack/records.ts';
import { ALICE, APPROVALS_CHANNEL, BOB, GENERAL_CHANNEL } from '../../../sandbox/slack/seed.ts';
import type { World } from './world.ts';

/** A post whose fate is unknown is looked for only when its call can no longer be under way. */
const RECOVERS_WITHIN_MS = 90_000;
/** So long a person looks at a button that does nothing before clicking it again. */
const CLICKS_AGAIN_AFTER_MS = 5_000;
const CLICKS = 15;

export type Verb = 'suspend' | 'unsuspend';
const DONE = { suspend: 'suspended', unsuspend: 'unsuspended' } as const;

/** One request of Alice that Bob approves, for everybody there is. */
export interface Story {
  readonly verb: Verb;
  readonly card: Message;
  readonly people: readonly string[];
  /** What had happened before it: effects, messages to Alice. */
  readonly before: { readonly effects: number; readonly notices: number };
  isOver(): boolean;
}

/** Acts, and acts again as a person would, until what should come of it is there. */
async function insist<T>(what: string, act: () => Promise<unknown>, seen: () => Promise<T>): Promise<T> {
  for (let clicks = 1; ; clicks += 1) {
    await act().catch(() => {});
    try {
      return await seen();
    } catch (error) {
      if (clicks >= CLICKS) throw new Error(`${what} did not come about`, { cause: error });
    }
  }
}

export async function begin(
  { sandbox: { slack, wickr } }: World,
  verb: Verb,
  people: readonly string[],
): Promise<Story> {
  const alice = slack.as(ALICE);
  const cards = slack.messagesIn(APPROVALS_CHANNEL).length;
  const notices = alice.directMessages().length;
  const drafts = alice.ephemerals().length;
  const preview = await insist(
    'the preview',
    () => alice.command(GENERAL_CHANNEL, `/wickr ${verb} ${people.join(' ')} --reason "office closed"`),
    () =>
      slack.waitFor(
        'the preview',
        () => alice.ephemerals().find((one, at) => at >= drafts && alice.hasButton(one, 'Submit for approval')),
        CLICKS_AGAIN_AFTER_MS * 3,
      ),
  );
  const card = await insist(
    'the card',
    () => alice.click(preview, 'Submit for approval'),
    () => slack.waitFor('the card', () => slack.messagesIn(APPROVALS_CHANNEL)[cards], CLICKS_AGAIN_AFTER_MS),
  );
  const now = () => slack.workspace.find(card.channel, card.ts)?.text ?? '';
  return {
    verb,
    card,
    people,
    before: { effects: wickr.oracle.effects.length, notices },
    isOver: () => /Finished/.test(now()),
  };
}

/** Bob clicks until the card no longer waits for him. */
export async function approve({ sandbox: { slack } }: World, { card }: Story): Promise<void> {
  await insist(
    'the approval',
    () => slack.as(BOB).click(card, 'Approve'),
    () =>
      slack.waitFor(
        'the approval',
        () => !/Waiting for approval/.test(slack.workspace.find(card.channel, card.ts)?.text ?? ''),
        CLICKS_AGAIN_AFTER_MS,
      ),
  );
}

/** What is wrong with a story that has come to its end; nothing, if the promise was kept. Waits for what is still to be told. */
export async function judge({ sandbox: { slack, wickr } }: World, story: Story): Promise<readonly string[]> {
  const { card, people, before, verb } = story;
  const alice = slack.as(ALICE);
  const problems: string[] = [];
  const eventually = async (what: string, look: () => unknown) => {
    await slack.waitFor(what, () => Boolean(look()), RECOVERS_WITHIN_MS).catch(() => problems.push(`lost: ${what}`));
  };
  const thread = () => slack.threadOf(card);
  const results = () => thread().flatMap(({ files }) => files.filter(({ name }) => name.includes('result')));
  const notices = () =>
    alice
      .directMessages()
      .slice(before.notices)
      .filter(({ text }) => /[Ff]inished/.test(text));
  const count = people.length.toLocaleString('en');
  await eventually('the end', () => story.isOver());
  await eventually('the results as a file', () => results().length > 0);
  const summary = new RegExp(`Of ${count} people: ${count} ${DONE[verb]}`);
  await eventually('the summary', () => thread().some(({ text }) => summary.test(text)));
  await eventually('word to the requester', () => notices().length > 0);

  const named = new Set(people);
  const expected = [...(wickr.state.network('12345678')?.users.values() ?? [])].filter((one) =>
    named.has(one.username),
  );
  const effects = wickr.oracle.effects.slice(before.effects).filter(({ changed }) => changed);
  const changed = effects.map(({ userId }) => userId);
  const distinct = new Set(changed);
  if (distinct.size !== changed.length) problems.push(`changed twice: ${changed.length - distinct.size} people`);
  const missed = expected.filter(({ userId }) => !distinct.has(userId)).length;
  if (missed > 0) problems.push(`lost: ${missed} people were not changed`);
  if (distinct.size > expected.length - missed) problems.push('changed: somebody who was not asked for');
  for (const { what } of wickr.oracle.violations.map((one) => ({ what: JSON.stringify(one) }))) {
    problems.push(`a rule of the directory was broken: ${what}`);
  }
  const contents = thread().map(
    ({ text, blocks, files }) => `${text} ${readableText(blocks)} ${files.map(({ name }) => name).join()}`,
  );
  if (new Set(contents).size !== contents.length) problems.push('told twice: something in the thread');
  if (results().length !== 1) problems.push(`told twice: ${results().length} files with results`);
  if (notices().length !== 1) problems.push(`told twice: ${notices().length} messages to the requester`);
  const rows = Buffer.from(results()[0]?.bytes ?? [])
    .toString('utf8')
    .trim()
    .split('\n');
  const succeeded = rows.filter((row) => row.includes('succeeded')).length;
  const other = rows.slice(1).find((row) => !row.includes('succeeded'));
  if (succeeded !== people.length)
    problems.push(`not told as done: ${succeeded} of ${people.length} succeeded; the first other row: ${other}`);
  return problems;
}
