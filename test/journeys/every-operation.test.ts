import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { readableText } from '../../sandbox/slack/driver.ts';
import type { Message } from '../../sandbox/slack/records.ts';
import { ALICE } from '../../sandbox/slack/seed.ts';
import { failItems } from '../../sandbox/wickr/fault-catalogue.ts';
import type { WickrUser } from '../../sandbox/wickr/state.ts';
import { WICKR_VERBS } from '../../src/directories/wickr/operations/catalogue.ts';
import { PHRASE } from '../../src/slack/blocks/reason-modal.ts';
import { THREAD_PAGE } from '../../src/slack/blocks/thread.ts';
import { waitForCard } from '../support/bot-in-sandbox.ts';
import { approved, finished, ordinaryPeople, previewed, resumedToTheEnd, type Told } from '../support/journey.ts';
import { GROUPS, NETWORK, put, usersOf } from '../support/network.ts';
import { readCsv } from '../support/read-csv.ts';
import { wellSpoken } from '../support/well-spoken.ts';

/**
 * Every operation in every weather. A new operation is one more row: who it is for, what is typed, how the network shows
 * it, and what is known after a lost answer. Each time the network's own record is held against card, thread and CSV.
 */

/** More than a thread names in messages, so that everybody's outcome comes as a CSV besides. */
const PEOPLE = THREAD_PAGE + 1;
const FAILING = 3;
const ALWAYS = Number.POSITIVE_INFINITY;

/** Somebody the operation is for; `key` is what card, thread and CSV know them by. */
interface Subject {
  readonly key: string;
  readonly typed: string;
}

interface Row {
  readonly verb: string;
  /** As in "41 suspended". */
  readonly done: string;
  /** In the preview's headline. */
  readonly headline: string;
  readonly mutation: string;
  /** Puts so many people into the network for whom it would change something. */
  readonly cast: (sandbox: Sandbox) => readonly Subject[];
  readonly options?: string;
  /** Does the network show it of this person? */
  readonly shows: (user: WickrUser | null) => boolean;
  /** What is known of the people of one call after its answer was lost; `affected` is how many people that are. */
  readonly inDoubt: { readonly outcome: 'succeeded' | 'unconfirmed'; readonly affected: number };
}

const members = (sandbox: Sandbox, change: (user: WickrUser) => Partial<WickrUser> = () => ({})): readonly Subject[] =>
  ordinaryPeople(sandbox, PEOPLE).map((one) => {
    const { userId, username } = put(sandbox, { ...one, ...change(one) });
    return { key: userId, typed: username };
  });

const device = (appId: string) => ({ appId, type: 'iOS', createdAt: 1, lastLoginAt: 1, reset: false });

const ROWS: readonly Row[] = [
  {
    verb: 'suspend',
    done: 'suspended',
    headline: 'Suspend',
    mutation: 'BatchToggleUserSuspendStatus',
    cast: (sandbox) => members(sandbox),
    shows: (user) => user?.suspended === true,
    inDoubt: { outcome: 'succeeded', affected: PEOPLE },
  },
  {
    verb: 'unsuspend',
    done: 'unsuspended',
    headline: 'Unsuspend',
    mutation: 'BatchToggleUserSuspendStatus',
    cast: (sandbox) => members(sandbox, () => ({ suspended: true })),
    shows: (user) => user?.suspended === false,
    inDoubt: { outcome: 'succeeded', affected: PEOPLE },
  },
  {
    verb: 'delete',
    done: 'deleted',
    headline: 'Delete',
    mutation: 'BatchDeleteUser',
    cast: (sandbox) => members(sandbox, () => ({ suspended: true })),
    shows: (user) => user === null,
    inDoubt: { outcome: 'succeeded', affected: PEOPLE },
  },
  {
    verb: 'invite',
    done: 'invited',
    headline: 'Invite',
    mutation: 'BatchCreateUser',
    cast: () =>
      Array.from({ length: PEOPLE }, (_, index) => {
        const email = `newcomer${String(index).padStart(3, '0')}@acme.example`;
        return { key: email, typed: email };
      }),
    options: '--group "Field Operations"',
    shows: (user) => user?.status === 1 && user.securityGroups.join() === GROUPS.field,
    inDoubt: { outcome: 'succeeded', affected: PEOPLE },
  },
  {
    verb: 'reinvite',
    done: 'reinvited',
    headline: 'Reinvite',
    mutation: 'BatchReinviteUser',
    cast: (sandbox) => members(sandbox, () => ({ status: 1, isInviteExpired: true, devices: [], lastLogin: null })),
    shows: (user) => user?.isInviteExpired === false,
    // An account shows that it was invited, not how often, and a second invitation cannot be called back.
    inDoubt: { outcome: 'unconfirmed', affected: PEOPLE },
  },
  {
    verb: 'reset-devices',
    done: 'signed out of their devices',
    headline: 'Reset devices of',
    mutation: 'BatchResetDevicesForUser',
    cast: (sandbox) => members(sandbox, ({ userId }) => ({ devices: [device(`${userId}a`), device(`${userId}b`)] })),
    options: '--devices ios',
    shows: (user) => user?.devices.every(({ reset }) => reset) === true,
    // One person a call, and nothing that could be read back says whether it happened.
    inDoubt: { outcome: 'unconfirmed', affected: 1 },
  },
  {
    verb: 'move',
    done: 'moved',
    headline: 'Move',
    mutation: 'UpdateUser',
    cast: (sandbox) => members(sandbox, () => ({ securityGroups: [GROUPS.everyone] })),
    options: `--group ${GROUPS.field}`,
    shows: (user) => user?.securityGroups.join() === GROUPS.field,
    inDoubt: { outcome: 'succeeded', affected: 1 },
  },
];

/** Alice asks, typing what has to be typed; answers the card. */
async function asked(sandbox: Sandbox, { verb, headline, options = '' }: Row, people: readonly Subject[]) {
  const alice = sandbox.slack.as(ALICE);
  const preview = await previewed(
    sandbox,
    `/wickr ${verb} ${options} --reason "a journey"\n${people.map(({ typed }) => typed).join('\n')}`,
  );
  expect(preview.text).toContain(`${headline} ${PEOPLE} people in acme-prod?`);
  await alice.click(preview, 'Submit for approval');
  if (verb === 'delete') {
    await sandbox.slack.waitFor('the modal', () => alice.modal());
    await alice.submit({ [PHRASE.block]: { type: 'plain_text_input', value: `delete ${PEOPLE} acme-prod` } });
  }
  return waitForCard(sandbox, /Waiting for approval/);
}

/** Whom the network itself says the operation happened to, by key, and how often. */
function happened(sandbox: Sandbox, { mutation }: Row, people: readonly Subject[]): ReadonlyMap<string, number> {
  const newcomers = new Map(usersOf(sandbox).map(({ username, userId }) => [userId, username]));
  const keys = new Set(people.map(({ key }) => key));
  const times = new Map<string, number>();
  for (const { operation, userId, changed } of sandbox.wickr.oracle.effects) {
    if (!changed) continue;
    const key = keys.has(userId) ? userId : (newcomers.get(userId) ?? userId);
    expect([operation, keys.has(key)]).toEqual([mutation, true]);
    times.set(key, (times.get(key) ?? 0) + 1);
  }
  return times;
}

/** The CSV of a request: everybody's outcome, by key. Nobody is in it twice. */
async function csvOutcomes(sandbox: Sandbox, card: Message): Promise<ReadonlyMap<string, string>> {
  const { bytes } = await sandbox.slack.waitFor('the results as a file', () =>
    sandbox.slack
      .threadOf(card)
      .flatMap(({ files }) => files)
      .find(({ name }) => name.includes('results')),
  );
  const rows = readCsv(Buffer.from(bytes).toString('utf8')).slice(1);
  const outcomes = rows.map(([, , email = '', id = '', , outcome = '']) => [id === '' ? email : id, outcome] as const);
  expect(new Set(outcomes.map(([key]) => key)).size).toBe(rows.length);
  return new Map(outcomes);
}

/** Whom the thread names under one kind of outcome; more than a page of them are in the file. */
function namedAs(sandbox: Sandbox, card: Message, kind: string): readonly string[] {
  const post = sandbox.slack.threadOf(card).find(({ text }) => text.startsWith(`${kind}: `));
  return post ? [...readableText(post.blocks).matchAll(/^• (?:.* · )?(\S+)$/gm)].map(([, key = '']) => key) : [];
}

const counted = (outcomes: ReadonlyMap<string, string>, kind: Told): number =>
  [...outcomes.values()].filter((outcome) => outcome === kind).length;

/** Card, thread, CSV and network say the same of everybody: `expected` of those in it, done of all others. */
async function expectOneTruth(
  sandbox: Sandbox,
  row: Row,
  people: readonly Subject[],
  card: Message,
  expected: ReadonlyMap<string, 'failed' | 'unconfirmed'>,
): Promise<void> {
  const all = new Map(people.map(({ key }) => [key, expected.get(key) ?? 'succeeded']));
  const failed = counted(all, 'failed');
  const unconfirmed = counted(all, 'unconfirmed');
  const succeeded = PEOPLE - failed - unconfirmed;
  const parts = [
    ...(succeeded > 0 ? [`${succeeded} ${row.done}`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(unconfirmed > 0 ? [`${unconfirmed} unconfirmed`] : []),
  ];

  const ended = await finished(sandbox, card);
  expect(ended.text).toContain(`Of ${PEOPLE} people: ${parts.join(' and ')}.`);
  expect(await csvOutcomes(sandbox, card)).toEqual(all);
  for (const [kind, count] of [
    ['Failed', failed],
    ['Unconfirmed', unconfirmed],
  ] as const) {
    const named = namedAs(sandbox, card, kind);
    expect(named.filter((key) => all.get(key) !== kind.toLowerCase())).toEqual([]);
    expect(new Set(named).size).toBe(Math.min(count, THREAD_PAGE));
  }

  const times = happened(sandbox, row, people);
  const users = new Map(usersOf(sandbox).flatMap((user) => [[user.userId, user] as const, [user.username, user]]));
  for (const { key } of people) {
    const outcome = all.get(key);
    const user = users.get(key) ?? null;
    const told = { key, outcome, times: times.get(key) ?? 0, shown: row.shows(user) };
    if (outcome === 'succeeded') expect(told).toEqual({ ...told, times: 1, shown: true });
    if (outcome === 'failed') expect(told).toEqual({ ...told, times: 0, shown: false });
    if (outcome === 'unconfirmed') expect(told.times).toBeLessThanOrEqual(1);
  }
}

const each = (keys: readonly string[], outcome: 'failed' | 'unconfirmed') => new Map(keys.map((key) => [key, outcome]));

/** Keys of those in the calls whose answer was lost: the members of one batch, or one person. */
function inDoubt({ inDoubt: { outcome, affected } }: Row, people: readonly Subject[], told: readonly string[]) {
  if (outcome === 'succeeded') return new Map<string, 'unconfirmed'>();
  expect(told).toHaveLength(Math.min(affected, THREAD_PAGE));
  return each(affected === PEOPLE ? people.map(({ key }) => key) : told, 'unconfirmed') as Map<string, 'unconfirmed'>;
}

test('every operation that can be asked for has a row', () => {
  expect(ROWS.map(({ verb }) => verb)).toEqual(WICKR_VERBS);
});

describe.concurrent.for(ROWS)('$verb', { timeout: 90_000 }, (row) => {
  const journey = (story: (sandbox: Sandbox, people: readonly Subject[], card: Message) => Promise<void>) => () =>
    wellSpoken(async (sandbox) => {
      const people = row.cast(sandbox);
      const card = await asked(sandbox, row, people);
      expect(sandbox.wickr.oracle.effects).toEqual([]);
      await story(sandbox, people, card);
      expect(sandbox.wickr.oracle.effects.every(({ network }) => network === NETWORK)).toBe(true);
    });

  test(
    'happens to everybody once',
    journey(async (sandbox, people, card) => {
      await approved(sandbox, card);

      await expectOneTruth(sandbox, row, people, card, new Map());
    }),
  );

  test(
    'of which the network refuses some tells exactly whom, and why',
    journey(async (sandbox, people, card) => {
      const failing = people.slice(5, 5 + FAILING).map(({ key }) => key);
      sandbox.wickr.faults.inject(failItems(failing, 'Account is locked'), ALWAYS);

      await approved(sandbox, card);

      await resumedToTheEnd(sandbox, card);
      await expectOneTruth(sandbox, row, people, card, each(failing, 'failed'));
      expect(threadOf(sandbox, card)).toContain('Account is locked');
    }),
  );

  test(
    'of which the network refuses everybody says so, changes nobody and offers to retry',
    journey(async (sandbox, people, card) => {
      const all = people.map(({ key }) => key);
      sandbox.wickr.faults.inject(failItems(all, 'Account is locked'), ALWAYS);

      await approved(sandbox, card);

      await resumedToTheEnd(sandbox, card);
      await expectOneTruth(sandbox, row, people, card, each(all, 'failed'));
      const ended = sandbox.slack.workspace.find(card.channel, card.ts);
      expect(ended && sandbox.slack.as(ALICE).hasButton(ended, 'Retry failed')).toBe(true);
    }),
  );

  test(
    'that is throttled waits as long as it is told, and then happens to everybody once',
    journey(async (sandbox, people, card) => {
      sandbox.wickr.faults.set('throttle-wait', 2, { operations: 'mutations' });

      await approved(sandbox, card);

      await expectOneTruth(sandbox, row, people, card, new Map());
      expectFaultsMet(sandbox);
    }),
  );

  test.for(['reset-before', 'reset-after'] as const)(
    'whose answer is lost is told as far as it is known: %s',
    (fault) =>
      journey(async (sandbox, people, card) => {
        sandbox.wickr.faults.set(fault, 1, { operations: 'mutations' });

        await approved(sandbox, card);
        await finished(sandbox, card);
        await csvOutcomes(sandbox, card);

        const doubtful = inDoubt(row, people, namedAs(sandbox, card, 'Unconfirmed'));
        await expectOneTruth(sandbox, row, people, card, doubtful);
        expectFaultsMet(sandbox);
        const times = happened(sandbox, row, people);
        for (const key of doubtful.keys()) expect(times.get(key) ?? 0).toBe(fault === 'reset-after' ? 1 : 0);
        if (doubtful.size > 0) expect(threadOf(sandbox, card)).toContain('Look them up before you ask again.');
        if (row.verb === 'reinvite') expect(threadOf(sandbox, card)).toContain('It is not sent again');
      })(),
  );
});

const threadOf = (sandbox: Sandbox, card: Message): string =>
  sandbox.slack
    .threadOf(card)
    .map(({ text, blocks }) => `${text}\n${readableText(blocks)}`)
    .join('\n');

/** A story about a fault tells nothing when the fault never came. */
const expectFaultsMet = ({ wickr }: Sandbox): void =>
  expect(wickr.faults.list().filter(({ remaining }) => remaining > 0)).toEqual([]);
