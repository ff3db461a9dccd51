import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { beforeEach, describe, expect, test } from 'vitest';
import { erasePerson } from '../../src/audit/erase/erase.ts';
import { personKey } from '../../src/people/person-key.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { systemRandom } from '../../src/runtime/random.ts';
import type { Store } from '../../src/store/store.ts';
import { actor, buildDomain } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { testStore } from '../support/test-store.ts';

/** What a column may say of people who were asked about, and what becomes of it when one of them is erased. */
const _KINDS = {
  slack: 'the Slack id of somebody who answers for what they did: kept',
  cleared: 'who somebody is, or words about them: erased',
  digest: 'a digest that can be guessed: erased',
  salted: 'a digest whose salt is erased with the plan',
  sealed: 'commitments: their salts are erased',
  passing: 'what Slack delivered, gone once its work is done: nothing is left to erase',
  kept: 'from before there was a chain: kept, as the guide says',
} as const;
type Kind = keyof typeof _KINDS;

/** Every column that says something of somebody. */
const PERSONAL: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  attempts: { detail: 'cleared' },
  audit_clear: { account_id: 'cleared', clear: 'cleared', email: 'cleared', salt: 'cleared', commitment: 'sealed' },
  audit_events: { actor: 'slack', data_json: 'sealed' },
  audit_events_before_chain: { actor: 'slack', data_json: 'kept' },
  batches: { members_json: 'cleared', payload_digest: 'digest', problem: 'cleared' },
  decisions: { approver_id: 'slack', digest: 'salted', person_key: 'digest', reason: 'cleared' },
  deliveries: { body_json: 'passing' },
  freezes: { by_id: 'slack', lifted_by: 'slack', reason: 'cleared' },
  notices: { data_json: 'slack', subject: 'slack' },
  plan_pieces: { plan_json: 'cleared' },
  plans: { plan_json: 'cleared' },
  request_policy: { pins_json: 'digest', targets_json: 'cleared' },
  requests: {
    choice_words: 'cleared',
    choices_json: 'cleared',
    digest: 'salted',
    reason: 'cleared',
    requester_id: 'slack',
    state_json: 'cleared',
  },
  targets: {
    account_id: 'cleared',
    details_json: 'cleared',
    email: 'cleared',
    label: 'cleared',
    outcome_reason: 'cleared',
    reason: 'cleared',
    typed_json: 'cleared',
  },
};

/** Columns that say nothing of anybody: keys, states, times, counts, and what is ours. */
const IMPERSONAL: Readonly<Record<string, string>> = {
  attempts: 'batch_id number fence started_at ended_at result status directory_request_id',
  audit_clear: 'request_id',
  audit_events: 'seq id at request_id kind previous hash',
  audit_events_before_chain: 'seq id at request_id kind',
  audit_head: 'one seq hash',
  batches:
    'id request_id kind directory operation position token state fence owner lease_until attempts read_backs doubt not_before split_from held_by created_at stage',
  checkpoint_posts: 'place seq',
  checkpoints: 'seq at line',
  decisions: 'request_id verdict decided_at stage',
  deliveries: 'key received_at handler owner lease_until starts',
  directories:
    'name next_call_at not_before rest_ms rests waiting_for calls_per_second found_per_second found_at found_margin slowed_at troubled_at limited_by turns people admins',
  freeze_holders: 'source owner renewed_at',
  freezes: 'id source at lifted_at',
  guards: 'request_id stages_proven looks seen_json starts_at next_at reminded',
  notices: 'id at state fence attempts not_before updated_at',
  plan_pieces: 'request_id position',
  plans: 'request_id',
  posts: 'request_id key state channel_id ts rendered_version attempts not_before updated_at',
  request_policy: 'request_id blast_json reason_json',
  requests:
    'id version kind directory operation requester_team_id state people sealed_json retry_of created_at updated_at due_at shown_version',
  // What was chosen and must not be seen goes when its request ends, and nobody is erased before.
  secrets: 'request_id name salt value',
  targets: 'request_id position kind outcome outcome_at state_json',
  turns: 'request_id turn',
};

const tablesOf = async ({ db }: Store) =>
  (await db.introspection.getTables()).filter(({ name }) => !name.startsWith('kysely_'));

test('of every column of every table it is decided whether it holds anything personal', async () => {
  const store = await testStore();

  for (const { name, columns } of await tablesOf(store)) {
    const decided = [...Object.keys(PERSONAL[name] ?? {}), ...(IMPERSONAL[name] ?? '').split(' ')];
    const there = columns.map((column) => column.name).toSorted();
    expect(decided.filter((column) => column !== '').toSorted(), name).toEqual(there);
  }
  await store.close();
});

const ERIN = 'erin.doe@acme.example';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('after somebody was erased', () => {
  let store: Store;
  beforeEach(async () => {
    store = await testStore();
  });

  /** Erin, alone, was asked about; then she is one of those who ask and approve. */
  const lived = async () => {
    const erin = account('5000000001', { label: 'Erin Doe', email: ERIN });
    const domain = await buildDomain({
      accounts: [erin, account('5000000002')],
      store,
      rules: ({ alice, bob, carol }) => [
        {
          directories: '*',
          operations: '*',
          ask: [alice, carol].map((id) => ({ kind: 'user', id })),
          decide: [bob, carol].map((id) => ({ kind: 'user', id })),
          quorum: 1,
        },
      ],
    });
    const { cast, people, runToEnd, useCases } = domain;
    const ask = async (who: typeof cast.alice, id: string) => {
      const identifier = { kind: 'account-id', id, typed: id } as const;
      const previewed = await useCases.preview({
        actor: actor(who),
        kind: 'wickr',
        operation: 'suspend',
        directory: null,
        people: { identifiers: [identifier], unreadable: [] },
        selection: null,
        options: {},
        reason: 'left',
      });
      if (previewed.kind !== 'previewed') return expect.fail(JSON.stringify(previewed));
      const { request } = previewed.view;
      await useCases.submit(request.id, actor(who), { reason: null, phrase: null });
      return request;
    };
    const about = await ask(cast.alice, '5000000001');
    await runToEnd(about.id);
    people.add('U0CAROL', { email: ERIN });
    people.add('U0BOB', { email: 'bob@acme.example' });
    const asked = await ask(cast.carol, '5000000002');
    await useCases.freeze(actor(cast.bob), 'Erin Doe is on the wrong list');
    await useCases.unfreeze(actor(cast.carol));
    return { ...domain, ask, about, asked };
  };
  const erase = (clock: Clock) => erasePerson({ store, clock, random: systemRandom }, ERIN, null);
  const everything = async () => {
    const cells: string[] = [];
    for (const { name } of await tablesOf(store))
      for (const row of await store.db
        .selectFrom(name as 'requests')
        .selectAll()
        .execute())
        cells.push(...Object.values(row).map(String));
    return cells.join('\n');
  };

  test('nothing that is left says or confirms who it was: neither words, nor keys, nor digests', async () => {
    const { about, asked, cast, clock, useCases } = await lived();
    await useCases.reject(asked.id, actor(cast.bob), 'no');
    const { plan_json: planJson } = await store.db
      .selectFrom('plans')
      .select('plan_json')
      .where('request_id', '=', about.id)
      .executeTakeFirstOrThrow();
    const { payload_digest: payload } = await store.db
      .selectFrom('batches')
      .select('payload_digest')
      .where('request_id', '=', about.id)
      .executeTakeFirstOrThrow();
    const before = await everything();

    expect(await erase(clock)).toMatchObject({ kind: 'erased', requests: 2 });

    const left = await everything();
    const { salt: _salt, ...guessed } = JSON.parse(planJson);
    for (const clue of [ERIN, 'Erin Doe', '5000000001', personKey(ERIN) ?? '', payload]) {
      expect(before, clue).toContain(clue);
      expect(left, clue).not.toContain(clue);
    }
    expect(sha256(planJson)).toBe(about.digest);
    expect(sha256(canonicalize(guessed) ?? '')).not.toBe(about.digest);
    expect(left).not.toContain(JSON.parse(planJson).salt);
  });

  test('others keep their keys, and an open request of theirs is waited for', async () => {
    const { asked, cast, clock, useCases } = await lived();

    const open = await erase(clock);
    await useCases.approve(asked.id, actor(cast.bob));
    await store.db.updateTable('requests').set({ state: 'finished' }).where('id', '=', asked.id).execute();
    const ended = await erase(clock);

    expect(open).toMatchObject({ kind: 'refused', reason: expect.stringContaining(`the request ${asked.id}`) });
    expect(ended.kind).toBe('erased');
    expect(await everything()).toContain(personKey('bob@acme.example'));
  });

  test('somebody who only asked or decided is erased as well', async () => {
    const { cast, clock, people, ask, useCases } = await lived();
    people.add('U0ALICE', { email: 'zoe@acme.example' });
    const { id } = await ask(cast.alice, '5000000002');
    await useCases.reject(id, actor(cast.bob), 'no');

    const erased = await erasePerson({ store, clock, random: systemRandom }, 'zoe@acme.example', null);
    const again = await erasePerson({ store, clock, random: systemRandom }, 'zoe@acme.example', null);

    expect(erased).toMatchObject({ kind: 'erased', requests: 1 });
    expect(again).toMatchObject({ kind: 'refused', reason: 'Nobody is known as zoe@acme.example.' });
  });
});
