import { parse } from 'csv-parse/sync';
import type { FarEnd } from '../far-end.ts';
import type { SlackMessage } from '../slack/simulated-slack.ts';
import type { Crowd } from '../world/crowd.ts';
import { APPROVALS } from '../world/process.ts';
import type { StoredPerson, StoredRequest } from './stored.ts';
import type { Verdicts } from './verdicts.ts';

export interface ThreadParts {
  readonly verdicts: Verdicts;
  readonly farEnd: FarEnd;
  readonly crowd: Crowd;
  readonly stored: readonly StoredRequest[];
  readonly messages: readonly SlackMessage[];
}

const NEVER_SHOWN = new Set(['drafted', 'cancelled', 'lapsed']);
/** People a thread names in messages; more go into a file. */
const MOST_NAMED = 40;

const CARD_SAYS: Readonly<Record<string, string>> = {
  rejected: 'Rejected by',
  withdrawn: 'Withdrawn by',
  expired: 'Expired',
  stopped: 'Stopped by',
  finished: 'Finished',
};

/** What a reader of Slack is told in the end, against the store: one card, one thread, everybody's outcome, each once. */
export async function threadsTellTheTruth(parts: ThreadParts): Promise<void> {
  for (const request of parts.stored) if (!NEVER_SHOWN.has(request.state)) await tells(request, parts);
  const known = new Set(parts.stored.map(({ id }) => id));
  for (const { mark, fileName } of parts.messages) {
    const about = mark?.request ?? parts.stored.find(({ id }) => fileName?.includes(id))?.id ?? '';
    if (!known.has(about)) parts.verdicts.against('Slack shows nothing that is not stored', `${mark?.key ?? fileName}`);
  }
}

async function tells(request: StoredRequest, { verdicts, farEnd, crowd, messages }: ThreadParts): Promise<void> {
  const { id, state, operation, targets } = request;
  const mine = messages.filter(({ mark, fileName }) => mark?.request === id || fileName?.endsWith(`-${id}.csv`));
  /** What a process sends that was frozen on its way to Slack comes on top: nothing there can tell it from another. */
  const named = (key: string): readonly SlackMessage[] => {
    const all = mine.filter(({ mark, fileName }) => mark?.key === key || fileName?.split('-').includes(key));
    const meant = all.filter(({ stale }) => !stale);
    return meant.length > 0 ? meant : all.slice(0, 1);
  };
  const wrong = (law: string, detail: string) => verdicts.against(law, `${id} ${operation} ${state}: ${detail}`);
  const planned = targets.filter(({ kind }) => kind === 'will-change');
  const many = planned.length > MOST_NAMED;

  const cards = named('card');
  const card = cards.at(-1);
  if (!card) {
    wrong('every request has its card', 'there is none');
    return;
  }
  if (cards.length > 1) wrong('nothing is posted twice', `${cards.length} cards`);
  if (card.channel !== APPROVALS) wrong('every request has its card', `in ${card.channel}`);
  const says = CARD_SAYS[state];
  if (says !== undefined && !(card.text.includes(says) && (wordsAlone(card) || card.blocks.includes(says)))) {
    wrong('the card shows the present state', card.text);
  }
  if (card.blocks.includes('"text":"Approve"')) wrong('an ended request has no buttons', 'Approve');

  /** Exactly one of these under the card. */
  const one = (key: string): SlackMessage | null => {
    const [first, ...others] = named(key);
    if (!first) wrong('the thread is complete', `no ${key}`);
    else if (others.length > 0) wrong('nothing is posted twice', `${others.length + 1} times ${key}`);
    else if (first.threadTs === null || !named('card').some(({ ts }) => ts === first.threadTs)) {
      wrong('the thread is under its card', key);
    }
    return first ?? null;
  };
  const names = (message: SlackMessage | null, people: readonly StoredPerson[], key: string): void => {
    if (!message || wordsAlone(message)) return;
    const said = message.blocks;
    for (const person of planned) {
      const is = said.includes(person.email ?? person.key ?? '?');
      if (is !== people.includes(person)) wrong('the thread names exactly whom it is about', `${key}: ${person.email}`);
    }
  };

  if (many) {
    const file = one('people');
    if (file) await compare(file, targets, wrong, false);
  } else names(one('people:1'), planned, 'people');

  const outcomes = ['succeeded', 'failed', 'unconfirmed', 'skipped'] as const;
  const of = (outcome: string) => planned.filter((person) => person.outcome === outcome);
  if (state === 'finished' || state === 'stopped') {
    const summary = one('report:summary');
    const done = farEnd.operations.find(({ verb }) => verb === operation)?.done ?? operation;
    const words = { succeeded: done, failed: 'failed', unconfirmed: 'unconfirmed', skipped: 'skipped' };
    for (const outcome of outcomes) {
      const people = of(outcome);
      const told = `${people.length.toLocaleString('en-US')} ${words[outcome]}`;
      if (people.length > 0 && !card.text.includes(told))
        wrong('the card counts everybody', `“${told}” is not in: ${card.text}`);
      if (people.length > 0 && !summary?.text.includes(told)) wrong('the summary counts everybody', told);
      const isNamed = people.length > 0 && (!many || outcome === 'failed' || outcome === 'unconfirmed');
      if (!isNamed) {
        if (named(`report:${outcome}`).length > 0)
          wrong('the thread tells nothing that is not so', `report:${outcome}`);
        continue;
      }
      const report = one(`report:${outcome}`);
      if (people.length <= MOST_NAMED) names(report, people, `report:${outcome}`);
    }
    if (many) {
      const file = one('results');
      if (file) await compare(file, targets, wrong, true);
    }
  }
  const notice = { rejected: 1, expired: 1, stopped: 1, finished: 1 }[state] ?? 0;
  const told = named(`notice:${state}`);
  if (told.length > notice) wrong('nothing is posted twice', `${told.length} times notice:${state}`);
  if (told.some(({ channel }) => channel !== `D-${crowd.alice}`))
    wrong('the requester is told', `in ${told[0]?.channel}`);
}

/** Slack refused the blocks, so that only the short text was sent. */
const wordsAlone = ({ blocks }: SlackMessage): boolean => blocks === 'null';

/** A file against the store, row by row. */
async function compare(
  { content }: SlackMessage,
  targets: readonly StoredPerson[],
  wrong: (law: string, detail: string) => void,
  withOutcomes: boolean,
): Promise<void> {
  const text = (await content?.text()) ?? '';
  const [, ...rows]: string[][] = parse(text.replace(/^\ufeff/, ''));
  const column = (row: readonly string[], index: number) => row[index] ?? '';
  const told = rows.map((row) => `${column(row, 2)} ${withOutcomes ? column(row, 5) : ''}`);
  const expected = targets.map(
    ({ email, kind, outcome }) => `${email ?? ''} ${withOutcomes && kind === 'will-change' ? outcome : ''}`,
  );
  if (told.join() !== expected.join())
    wrong('the file tells what is stored', `${told.length} rows for ${expected.length} people`);
}
