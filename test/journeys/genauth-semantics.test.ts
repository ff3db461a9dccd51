import { describe, expect, test } from 'vitest';
import type { BatchSemantics, CreateSemantics } from '../../sandbox/genauth/behaviour.ts';
import type { NamedUser } from '../../sandbox/genauth/named-user.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Message } from '../../sandbox/slack/records.ts';
import type { UserIdType } from '../../src/directories/genauth/identifier.ts';
import { IDENTIFIER_TYPES } from '../../src/directories/genauth/identifiers.ts';
import { GENAUTH_VERBS } from '../../src/directories/genauth/operations/catalogue.ts';
import { hastenedClock } from '../support/hastened-clock.ts';
import { approved, resumedToTheEnd } from '../support/journey.ts';
import { askedInPool, consoleOf, manyNamed, nameOf, toldInPool, userIn } from '../support/pool.ts';
import { POOL_ROWS, type PoolRow } from '../support/pool-operations.ts';
import { wellSpoken } from '../support/well-spoken.ts';

/**
 * Every operation, by every type of identifier, under each of the four things a batch may do that cannot be carried out as
 * a whole. In each request somebody is gone from the pool before it runs (or has come into it, where newcomers are
 * invited), so that it cannot. All requests of one semantics run beside each other; then the pool's own record is held
 * against what card and thread say.
 */

const TYPES = IDENTIFIER_TYPES.map(({ name }) => name as UserIdType);
const PEOPLE = 3;
/** Muster looks six times in a minute before it gives somebody up, and says so to Slack once a second. */
const HASTE = 10;

const SEMANTICS: readonly { readonly batches: BatchSemantics; readonly creation: CreateSemantics }[] = [
  { batches: 'ignore_unknown', creation: 'skip_conflicts' },
  { batches: 'fail_all', creation: 'fail_all' },
  { batches: 'partial_then_error', creation: 'partial_then_error' },
  // There is nothing like it for creations: the answer shows those who were created.
  { batches: 'false_success', creation: 'fail_all' },
];

interface Story {
  readonly row: PoolRow;
  readonly type: UserIdType;
  /** The second of them is the one whom the pool surprises us with. */
  readonly people: readonly NamedUser[];
}

const STORIES: readonly Story[] = POOL_ROWS.flatMap((row) =>
  (row.cast === null ? (['email'] as const) : TYPES).map((type) => ({
    row,
    type,
    people: Array.from({ length: PEOPLE }, (_, index) =>
      manyNamed(`${row.verb}.${type.replace('_', '')}.${index}`, row.cast ?? {}),
    ),
  })),
);

const named = STORIES.flatMap(({ row, people }) => (row.cast === null ? [] : people));
const keyOf = ({ row }: Story, person: NamedUser) => (row.cast === null ? person.email : person.userId) ?? '';

/** One of each is gone, or has come. */
async function surprise(sandbox: Sandbox): Promise<void> {
  const console = consoleOf(sandbox);
  const signal = AbortSignal.timeout(30_000);
  const gone = STORIES.flatMap(({ row, people: [, second] }) =>
    row.cast !== null && second?.userId ? [second.userId] : [],
  );
  const come = STORIES.flatMap(({ row, people: [, second] }) =>
    row.cast === null && second?.email ? [second.email] : [],
  );
  const left = await console.deleteUsersBatch({ userIds: gone, userIdType: 'user_id' }, signal);
  const came = await console.createUsersBatch({ users: come.map((email) => ({ email })) }, signal);
  expect([left.kind, came.kind]).toEqual(['ok', 'ok']);
  await console.close();
}

function expectTruth(sandbox: Sandbox, story: Story, card: Message, semantics: BatchSemantics, since: number): void {
  const { row, type, people } = story;
  const what = `${row.verb} by ${type}, ${semantics}`;
  const told = toldInPool(sandbox, card);
  const effects = sandbox.genauth.oracle.effects.slice(since);
  const nothingHappens = semantics === 'false_success' && row.cast !== null;
  const surprising = row.verb === 'delete' ? 'succeeded' : 'failed';

  expect([...told.keys()].toSorted(), what).toEqual(people.map((person) => keyOf(story, person)).toSorted());
  for (const [index, person] of people.entries()) {
    const key = keyOf(story, person);
    const user = userIn(sandbox, key);
    const outcome = told.get(key);
    const times = effects.filter(
      ({ userId, kind, changed }) => changed && kind === row.effect && userId === user?.userId,
    );
    // Somebody who is deleted has no record but the effects under the native id.
    const deletions = effects.filter(({ userId, kind }) => kind === 'deleted' && userId === key);
    const count = row.verb === 'delete' ? deletions.length : times.length;
    if (index === 1) {
      expect([outcome, count], `${what}: the surprise`).toEqual([surprising, 0]);
      continue;
    }
    expect([outcome, row.shows(user), count > 0], `${what}: ${key}`).toEqual(
      nothingHappens ? ['unconfirmed', false, false] : ['succeeded', true, true],
    );
    if (row.verb !== 'kick') expect(count, what).toBeLessThanOrEqual(1);
  }
}

test('every operation that can be asked for has a row', () => {
  expect(POOL_ROWS.map(({ verb }) => verb)).toEqual(GENAUTH_VERBS);
});

/** Muster would notice who vanished and not ask the pool for them: here it is the pool that is to answer. */
const unlooked = (yaml: string): string =>
  yaml.replace('    acme-pool:\n      testing: true', '$&\n      drift: false');

describe.concurrent.for(SEMANTICS)('a pool that does “$batches”', ({ batches, creation }) => {
  test('is reported as it is, for every operation and every type of identifier', { timeout: 240_000 }, () => {
    const clock = hastenedClock(HASTE);
    return wellSpoken(
      async (sandbox) => {
        const { behaviour, faults, oracle } = sandbox.genauth;
        const cards: { story: Story; card: Message }[] = [];
        for (const story of STORIES) {
          const { row, type, people } = story;
          const names = people.map((person) => nameOf(person, type));
          cards.push({
            story,
            card: await askedInPool(sandbox, { verb: row.verb, options: `--by ${type}`, names }, clock),
          });
        }
        expect(oracle.effects).toEqual([]);
        await surprise(sandbox);
        const since = oracle.effects.length;
        Object.assign(behaviour, { deletion: batches, resignation: batches, update: batches, creation });
        if (batches === 'false_success')
          faults.set('false-success', Number.POSITIVE_INFINITY, { operations: ['kick-users'] });

        await clock.calmly(async () => {
          for (const { card } of cards) await approved(sandbox, card);
        });
        const calmly = (work: () => Promise<void>) => clock.calmly(work);
        for (const { card } of cards) await resumedToTheEnd(sandbox, card, { patienceMs: 200_000, calmly });
        const isTold = ({ story, card }: (typeof cards)[number]) =>
          toldInPool(sandbox, card).size === story.people.length;
        await sandbox.slack.waitFor('all reports', () => cards.every(isTold), 60_000);

        for (const { story, card } of cards) expectTruth(sandbox, story, card, batches, since);
        const asked = new Set(STORIES.flatMap((story) => story.people.map((person) => keyOf(story, person))));
        const others = oracle.effects.filter(
          ({ userId, detail, kind }) => kind !== 'invited' && !asked.has(userId) && !asked.has(detail),
        );
        expect(others).toEqual([]);
        const mails = sandbox.genauth.messages().map(({ to }) => to);
        expect(mails.toSorted()).toEqual(['invite.email.0@acme.example', 'invite.email.2@acme.example']);
      },
      { clock, pool: { people: 320, named }, yaml: unlooked },
    );
  });
});
