import { describe, expect, it } from 'vitest';
import {
  type Directory,
  DirectoryUnavailable,
  type FindAccounts,
  type FoundAccounts,
} from '../../src/directories/directory.ts';
import { PeopleUnavailable } from '../../src/people/person.ts';
import { readIdentifiers } from '../../src/targets/read-identifiers.ts';
import { resolveTargets } from '../../src/targets/resolve.ts';
import { account, FakeDirectory } from '../support/fake-directory.ts';
import { FakePeople } from '../support/fake-people.ts';
import { SimulatedClock } from '../support/simulated-clock.ts';
import { isAccountId } from './fixtures.ts';

/** Keeps every question, and may answer in its own way. */
class AskedDirectory implements Pick<Directory, 'find'> {
  readonly questions: FindAccounts[] = [];
  readonly #answer: (find: FindAccounts) => Promise<FoundAccounts>;

  constructor(answer: (find: FindAccounts) => Promise<FoundAccounts>) {
    this.#answer = answer;
  }

  find(find: FindAccounts) {
    this.questions.push(find);
    return this.#answer(find);
  }
}

function scene() {
  const people = new FakePeople();
  const alice = people.add('U0ALICE', { displayName: 'Alice', email: 'p1@acme.example' });
  people.group('S0OPS', [alice]);
  const fake = new FakeDirectory(new SimulatedClock(), [
    account('1001', { email: 'P1@acme.example' }),
    account('1002', { suspended: true }),
    account('1003', { email: 'boss@acme.example' }),
  ]);
  const suspend = fake.operations.get('suspend');
  if (!suspend) throw new Error('The fake cannot suspend');
  const directory = new AskedDirectory((find) => fake.find(find));
  const resolve = (text: string, place: Pick<Directory, 'find'> = directory) =>
    resolveTargets({
      people,
      directory: place,
      operation: suspend,
      choices: {},
      protectedAccounts: ['boss@acme.example'],
      read: readIdentifiers(text, { isAccountId }),
      signal: new AbortController().signal,
    });
  return { people, directory, resolve };
}

describe('resolving a text to targets', () => {
  it('says of everyone who was named what would become of them', async () => {
    const { resolve } = scene();

    const targets = await resolve(
      '<@U0ALICE|al> bob 1002 BOSS@acme.example <!subteam^S0OPS|@ops> p1@acme.example nobody@acme.example <@U0X> 1001',
    );

    expect(targets.map(({ kind, typed }) => [kind, ...typed])).toEqual([
      ['will-change', '<@U0ALICE|al>', '@ops → Alice', 'p1@acme.example', '1001'],
      ['already-so', '1002'],
      ['protected', 'BOSS@acme.example'],
      ['not-found', 'nobody@acme.example'],
      ['invalid', '<@U0X>'],
      ['invalid', 'bob'],
    ]);
  });

  it('asks the directory once, for each different name once', async () => {
    const { resolve, directory } = scene();

    await resolve('<@U0ALICE> P1@acme.example <!subteam^S0OPS> 1001');

    expect(directory.questions.map(({ lookups }) => lookups)).toEqual([
      [
        { by: 'email', email: 'p1@acme.example' },
        { by: 'id', id: '1001' },
      ],
    ]);
  });

  it('asks the directory nothing when nobody can be looked up', async () => {
    const { resolve, directory } = scene();

    expect(await resolve('bob <@U0X>')).toMatchObject([{ kind: 'invalid' }, { kind: 'invalid' }]);
    expect(directory.questions).toEqual([]);
  });

  it('decides nothing when Slack or the directory cannot be asked', async () => {
    const { resolve, people } = scene();
    const down = new AskedDirectory(() => Promise.reject(new DirectoryUnavailable('unreachable', 'down')));

    await expect(resolve('1001', down)).rejects.toThrow(DirectoryUnavailable);
    people.down = true;
    await expect(resolve('<@U0ALICE> 1001')).rejects.toThrow(PeopleUnavailable);
  });

  it('does not take a short answer for missing people', async () => {
    const { resolve } = scene();

    await expect(resolve('1001 1002', new AskedDirectory(async () => [[]]))).rejects.toThrow('unanswered');
  });

  it('resolves 3,000 people', async () => {
    const { resolve } = scene();
    const everyone = new Map(
      Array.from({ length: 3_000 }, (_, index) => [
        `q${index}@acme.example`,
        account(`${5_000 + index}`, { email: `q${index}@acme.example` }),
      ]),
    );
    const large = new AskedDirectory(async ({ lookups }) =>
      lookups.map((lookup) => {
        const one = lookup.by === 'email' ? everyone.get(lookup.email) : undefined;
        return one ? [one] : [];
      }),
    );

    const targets = await resolve([...everyone.keys()].join('\n'), large);

    expect(targets.filter(({ kind }) => kind === 'will-change')).toHaveLength(3_000);
  });
});
