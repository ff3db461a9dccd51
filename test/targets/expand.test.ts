import { describe, expect, it } from 'vitest';
import type { Lookup } from '../../src/directories/lookup.ts';
import { type SlackUserId, slackUserGroupId, slackUserId } from '../../src/ids.ts';
import { type People, PeopleUnavailable } from '../../src/people/person.ts';
import { expand } from '../../src/targets/expand.ts';
import type { Identifier } from '../../src/targets/target.ts';
import { FakePeople } from '../support/fake-people.ts';

const mention = (id: string): Identifier => ({ kind: 'mention', slackUserId: slackUserId(id), typed: `<@${id}>` });
const group = (id: string, label = ''): Identifier => ({
  kind: 'user-group',
  slackUserGroupId: slackUserGroupId(id),
  typed: label === '' ? `<!subteam^${id}>` : `<!subteam^${id}|${label}>`,
});
const never = new AbortController().signal;

/** Notes who was asked about, and how many questions were under way at once. */
class ObservedPeople implements People {
  readonly asked: string[] = [];
  atOnce = 0;
  #underWay = 0;
  readonly #people: People;

  constructor(people: People) {
    this.#people = people;
  }

  person(id: SlackUserId) {
    return this.#observe(id, () => this.#people.person(id));
  }

  groupMembers(id: Parameters<People['groupMembers']>[0]) {
    return this.#observe(id, () => this.#people.groupMembers(id));
  }

  async #observe<T>(id: string, ask: () => Promise<T>): Promise<T> {
    this.asked.push(id);
    this.#underWay += 1;
    this.atOnce = Math.max(this.atOnce, this.#underWay);
    await new Promise((resolve) => setImmediate(resolve));
    this.#underWay -= 1;
    return ask();
  }
}

describe('from identifiers to lookups', () => {
  it('takes a mention for the e-mail of its person', async () => {
    const people = new FakePeople();
    people.add('U0ALICE', { email: 'Alice@Example.com' });

    expect(await expand(people, [mention('U0ALICE')], never)).toEqual([
      {
        kind: 'lookup',
        typed: '@u0alice (U0ALICE)',
        slackUserId: 'U0ALICE',
        lookup: { by: 'email', email: 'alice@example.com' },
      },
    ]);
  });

  it('shows a mention as it was typed when that carries a name', async () => {
    const people = new FakePeople();
    people.add('U0ALICE', { email: 'alice@example.com', displayName: 'ally' });
    const typed = '<@U0ALICE|alice>';

    expect(await expand(people, [{ ...mention('U0ALICE'), typed }], never)).toMatchObject([{ typed }]);
  });

  it('passes e-mails and account ids through without asking Slack', async () => {
    const people = new FakePeople();
    people.down = true;
    const identifiers: Identifier[] = [
      { kind: 'email', email: 'a@x.co', typed: 'A@x.co' },
      { kind: 'account-id', id: '4711', typed: '4711' },
    ];

    expect(await expand(people, identifiers, never)).toEqual([
      { kind: 'lookup', typed: 'A@x.co', lookup: { by: 'email', email: 'a@x.co' } },
      { kind: 'lookup', typed: '4711', lookup: { by: 'id', id: '4711' } },
    ]);
  });

  it.each([
    ['a deactivated person', { standing: 'deactivated' }, /deactivated/],
    ['a guest', { standing: 'guest' }, /guest/],
    ['a bot', { standing: 'bot' }, /bot/],
    ['somebody from elsewhere', { standing: 'other-workspace' }, /another Slack workspace/],
    ['somebody without e-mail', { email: null }, /no usable e-mail/],
    ['somebody with half an e-mail', { email: 'alice' }, /no usable e-mail/],
  ] as const)('refuses %s', async (_, more, reason) => {
    const people = new FakePeople();
    people.add('U0X', more);

    expect(await expand(people, [mention('U0X')], never)).toEqual([
      { kind: 'invalid', typed: '@u0x (U0X)', reason: expect.stringMatching(reason) },
    ]);
  });

  it('refuses people and groups whom Slack does not know, and empty groups', async () => {
    const people = new FakePeople();
    people.group('S0EMPTY', []);

    const reasons = (await expand(people, [mention('U0X'), group('S0X'), group('S0EMPTY')], never)).map((one) =>
      one.kind === 'invalid' ? one.reason : null,
    );

    expect(reasons).toEqual([
      'Slack knows no such person.',
      'Slack knows no such user group.',
      'This user group has no members.',
    ]);
  });

  it('takes a user group for its members, each with the way that led to them', async () => {
    const people = new FakePeople();
    const alice = people.add('U0ALICE', { displayName: 'Alice' });
    const bot = people.add('U0BOT', { displayName: 'Deploybot', standing: 'bot' });
    people.group('S0OPS', [alice, bot, slackUserId('U0GONE')]);

    expect(await expand(people, [group('S0OPS', '@ops')], never)).toEqual([
      {
        kind: 'lookup',
        typed: '@ops → Alice',
        slackUserId: 'U0ALICE',
        lookup: { by: 'email', email: 'u0alice@acme.example' },
      },
      { kind: 'invalid', typed: '@ops → Deploybot', reason: expect.stringMatching(/bot/) },
      { kind: 'invalid', typed: '@ops → U0GONE', reason: 'Slack knows no such person.' },
    ]);
    expect((await expand(people, [group('S0OPS')], never))[0]?.typed).toBe('@S0OPS → Alice');
  });

  it('asks about each person and group once, and about few at a time', async () => {
    const people = new FakePeople();
    const ids = Array.from({ length: 40 }, (_, index) => people.add(`U0${index}`));
    people.group('S0ALL', ids);
    const observed = new ObservedPeople(people);

    const expanded = await expand(observed, [group('S0ALL'), group('S0ALL', '@all'), ...ids.map(mention)], never);

    expect(expanded).toHaveLength(120);
    expect(observed.asked.toSorted()).toEqual(['S0ALL', ...ids].toSorted());
    expect(observed.atOnce).toBe(8);
  });

  it('guesses nobody while Slack cannot answer', async () => {
    const people = new FakePeople();
    people.down = true;

    await expect(expand(people, [mention('U0X')], never)).rejects.toThrow(PeopleUnavailable);
    await expect(expand(people, [group('S0X')], never)).rejects.toThrow(PeopleUnavailable);
  });

  it('stops asking after the first failure', async () => {
    const people = new FakePeople();
    const observed = new ObservedPeople({
      person: (id) => (id === 'U00' ? Promise.reject(new PeopleUnavailable('Slack is down')) : people.person(id)),
      groupMembers: (id) => people.groupMembers(id),
    });
    const many = Array.from({ length: 100 }, (_, index) => mention(`U0${index}`));

    await expect(expand(observed, many, never)).rejects.toThrow(PeopleUnavailable);
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(observed.asked.length).toBeLessThanOrEqual(16);
  });

  it('asks nobody any more once its time is over', async () => {
    const observed = new ObservedPeople(new FakePeople());

    await expect(expand(observed, [mention('U0X')], AbortSignal.abort())).rejects.toThrow(PeopleUnavailable);
    expect(observed.asked).toEqual([]);
  });
});

describe('a directory that names people in Slack by something else than their e-mail', () => {
  it('is asked for it, and whoever it cannot name is said to be unknown', async () => {
    const people = new FakePeople();
    const alice = people.add('U0ALICE1');
    const bob = people.add('U0BOB00001');
    const byExternalId = ({ id }: { readonly id: string }): Lookup | null =>
      id === alice ? { by: 'name', type: 'external_id', value: id } : null;

    expect(await expand(people, [mention(alice), mention(bob)], never, byExternalId)).toMatchObject([
      { kind: 'lookup', lookup: { by: 'name', type: 'external_id', value: alice } },
      { kind: 'invalid' },
    ]);
  });
});
