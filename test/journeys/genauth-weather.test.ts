import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import type { Behaviour } from '../../sandbox/genauth/behaviour.ts';
import type { NamedUser } from '../../sandbox/genauth/named-user.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Message } from '../../sandbox/slack/records.ts';
import { THREAD_PAGE } from '../../src/slack/blocks/thread.ts';
import { startBotInSandbox } from '../support/bot-in-sandbox.ts';
import { hastenedClock } from '../support/hastened-clock.ts';
import { approved, resumedToTheEnd } from '../support/journey.ts';
import { askedInPool, csvInPool, manyNamed, toldInPool, userIn } from '../support/pool.ts';
import { POOL_ROWS, type PoolRow } from '../support/pool-operations.ts';

/**
 * Every operation of a user pool in every weather: what fails on the way must not be taken for what did not happen, nor the
 * other way round. The operations run beside each other, each struck once. At the end the pool's own record, card, thread,
 * file and database have to say the same of everybody.
 */

/** One more than a thread names, so that everybody's outcome comes as a file besides. */
const PEOPLE = THREAD_PAGE + 1;
const PATIENCE_MS = 200_000;
/** Six reports are told to Slack at a post a second. */
const HASTE = 10;

interface Weather {
  readonly name: string;
  readonly fault?: string;
  readonly behaviour?: Partial<Behaviour>;
  readonly auth?: 'signature';
}

const WEATHERS: readonly Weather[] = [
  { name: 'fair' },
  { name: 'fair, with signed requests', auth: 'signature' },
  { name: 'throttled', fault: 'throttle-wait' },
  { name: 'out of order, nothing done', fault: 'error-503' },
  { name: 'out of order, although done', fault: 'error-503-after' },
  { name: 'an error of its own, although done', fault: 'error-500-after' },
  { name: 'reset before', fault: 'reset-before' },
  { name: 'reset after the write', fault: 'reset-after', auth: 'signature' },
  { name: 'seen late', behaviour: { visibilityLagMs: 2_500 } },
];

interface Story {
  readonly row: PoolRow;
  readonly people: readonly NamedUser[];
}

const STORIES: readonly Story[] = POOL_ROWS.map((row) => ({
  row,
  people: Array.from({ length: PEOPLE }, (_, index) => manyNamed(`${row.verb}${index}`, row.cast ?? {})),
}));
const named = STORIES.flatMap(({ row, people }) => (row.cast === null ? [] : people));
const keyOf = ({ row }: Story, person: NamedUser) => (row.cast === null ? person.email : person.userId) ?? '';

/** With one call at a time none is on its way already when the pool says how long to wait. */
const oneAtATime = (yaml: string): string => yaml.replace('inFlight: 2', 'inFlight: 1');

const signing = (yaml: string): string => yaml.replace('kind: genauth', 'kind: genauth\n    auth: signature');

/** Each operation is struck once. */
function strike({ genauth }: Sandbox, fault: string): void {
  const paths = new Set(POOL_ROWS.map(({ mutation }) => mutation));
  const struck = new Set<string>();
  genauth.faults.set(fault, paths.size, {
    operations: [...paths],
    matches: ({ operation }) => !struck.has(operation) && struck.add(operation).has(operation),
  });
}

function storedIn(database: string): ReadonlyMap<string, string> {
  const db = new DatabaseSync(database, { readOnly: true });
  const rows = db.prepare("select account_id, email, outcome from targets where kind = 'will-change'").all();
  db.close();
  return new Map(rows.map((row) => [String(row['account_id']), String(row['outcome'])]));
}

async function expectOneTruth(
  sandbox: Sandbox,
  story: Story,
  card: Message,
): Promise<readonly (readonly [string, string])[]> {
  const { row, people } = story;
  const keys = people.map((person) => keyOf(story, person));
  const all = new Map(keys.map((key) => [key, 'succeeded']));
  const told = toldInPool(sandbox, card);

  expect(sandbox.slack.workspace.find(card.channel, card.ts)?.text, row.verb).toContain(
    `Of ${PEOPLE} people: ${PEOPLE} ${row.done}.`,
  );
  expect(await csvInPool(sandbox, card), row.verb).toEqual(all);
  expect(
    [...told].filter(([key, outcome]) => all.get(key) !== outcome),
    row.verb,
  ).toEqual([]);
  for (const key of keys) {
    const user = userIn(sandbox, key);
    const times = sandbox.genauth.oracle.timesChanged(user?.userId ?? key, row.effect);
    expect([row.shows(user), times], `${row.verb}: ${key}`).toEqual([true, 1]);
  }
  return [...all];
}

describe.concurrent.for(WEATHERS)('$name', ({ fault, behaviour = {}, auth }) => {
  test('everything asked for happens once and is told as it happened', { timeout: 2 * PATIENCE_MS }, async () => {
    const clock = hastenedClock(HASTE);
    const folder = mkdtempSync(join(tmpdir(), 'muster-weather-'));
    const database = join(folder, 'muster.db');
    try {
      const truth: (readonly [string, string])[] = [];
      {
        await using bot = await startBotInSandbox({
          clock,
          databaseUrl: `sqlite:${database}`,
          pool: { people: named.length + 60, named },
          poolBehaviour: behaviour,
          yaml: (yaml) => oneAtATime(auth ? signing(yaml) : yaml),
        });
        const { sandbox } = bot;
        const { oracle } = sandbox.genauth;
        const cards: { story: Story; card: Message }[] = [];
        for (const story of STORIES) {
          const names = story.people.map(({ email = '' }) => email);
          cards.push({ story, card: await askedInPool(sandbox, { verb: story.row.verb, names }, clock) });
        }
        expect(oracle.effects).toEqual([]);
        if (fault) strike(sandbox, fault);

        await clock.calmly(async () => {
          for (const { card } of cards) await approved(sandbox, card);
        });
        const calmly = (work: () => Promise<void>) => clock.calmly(work);
        for (const { card } of cards) await resumedToTheEnd(sandbox, card, { patienceMs: PATIENCE_MS, calmly });
        for (const { story, card } of cards) truth.push(...(await expectOneTruth(sandbox, story, card)));

        const asked = new Set(truth.map(([key]) => key));
        const known = (id: string) => asked.has(id) || asked.has(userIn(sandbox, id)?.email ?? '');
        expect(oracle.effects.filter(({ userId }) => !known(userId))).toEqual([]);
        expect(
          sandbox.genauth
            .messages()
            .map(({ to }) => to)
            .toSorted(),
        ).toEqual(
          STORIES.flatMap(({ row, people }) =>
            row.cast === null ? people.map(({ email = '' }) => email) : [],
          ).toSorted(),
        );
        expect(new Set(oracle.calls.map(({ authenticated }) => authenticated))).toEqual(
          new Set(auth ? ['hmac-authing'] : ['none', 'bearer']),
        );
        // Somebody who is looked for and not there is no fault of ours.
        const broken = oracle.violations.filter(({ kind }) => kind !== 'unknown-id');
        expect(broken).toEqual([]);
        expect(bot.logged()).not.toMatch(/password/i);
      }
      expect(storedIn(database)).toEqual(new Map(truth));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
