import { expect, test } from 'vitest';
import { limitEmails } from '../../src/people/email-domains.ts';
import { personKey } from '../../src/people/person-key.ts';
import { expand } from '../../src/targets/expand.ts';
import { FakePeople } from '../support/fake-people.ts';

const people = new FakePeople();
const mention = (id: string) => ({ kind: 'mention', slackUserId: people.add(id, {}), typed: `<@${id}>` }) as const;

test.each([
  ['ann@acme.example', true],
  ['Ann@ACME.example', true],
  ['ann@eu.acme.example', false],
  ['ann@acme.example.evil.example', false],
  ['ann@notacme.example', false],
  ['acme.example', false],
  ['ann@evil.example@acme.example', true],
])('%s counts where acme.example does: %s', async (email, counts) => {
  const id = people.add('U0ANN', { email });

  const person = await limitEmails(people, ['Acme.example']).person(id);

  expect(person).toMatchObject(counts ? { email } : { email: null, emailOutside: true });
});

test('without domains every e-mail counts', async () => {
  const id = people.add('U0ANN', { email: 'ann@anywhere.example' });

  expect(await limitEmails(people, null).person(id)).toMatchObject({ email: 'ann@anywhere.example' });
});

test('somebody mentioned whose e-mail does not count is refused, also where a directory names people otherwise', async () => {
  const identifier = mention('U0ANN');
  people.add('U0ANN', { email: 'ann@home.example' });
  const limited = limitEmails(people, ['acme.example']);

  for (const lookupOf of [undefined, () => ({ by: 'id', id: 'x' }) as const]) {
    const [expanded] = await expand(limited, [identifier], AbortSignal.timeout(1_000), lookupOf);
    expect(expanded).toMatchObject({ kind: 'invalid', reason: expect.stringContaining('does not count here') });
  }
});

test('the same e-mail in any case is one person, and the key does not tell it', () => {
  expect(personKey('Ann@acme.example')).toBe(personKey(' ann@ACME.example'));
  expect(personKey('ann@acme.example')).not.toBe(personKey('bob@acme.example'));
  expect(personKey('ann@acme.example')).not.toContain('ann');
  expect([personKey(null), personKey(' ')]).toEqual([null, null]);
});
