import { expect, test } from 'vitest';
import { erasePerson } from '../../src/audit/erase/erase.ts';
import { personStory } from '../../src/audit/story.ts';
import { systemRandom } from '../../src/runtime/random.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';

const lived = async () => {
  const domain = await buildDomain({ accounts: ['1', '2', '3'].map((id) => account(id)), protected: ['3'] });
  const id = await domain.submitted(byId('1', '2', '3'));
  return { ...domain, id };
};

test('a person is found by id and e-mail, and their story holds asker, reason, approver, outcome, before and after', async () => {
  const { cast, directory, id, runToEnd, store } = await lived();
  directory.faults.push({ kind: 'lost-after-effect' });
  await runToEnd(id);

  for (const about of ['1', 'P1@acme.example'])
    expect(await personStory(store.db, id, about)).toMatchObject({
      target: 'will-change',
      asked: { by: cast.alice, reason: 'left the company' },
      decisions: [{ by: cast.bob, verdict: 'approve' }],
      outcome: { kind: 'succeeded', before: { suspended: false }, after: { suspended: true }, evidence: 'read-back' },
    });
});

test('who was left out, rejected or is still waiting has that story', async () => {
  const { cast, id, store, useCases } = await lived();

  expect(await personStory(store.db, id, '3')).toMatchObject({ target: 'protected', decisions: [], outcome: null });
  await useCases.reject(id, actor(cast.bob), 'Not yet');

  expect(await personStory(store.db, id, '1')).toMatchObject({
    decisions: [{ by: cast.bob, verdict: 'reject', reason: 'Not yet' }],
    outcome: null,
  });
});

test('of somebody else, or of somebody erased, there is no story', async () => {
  const { clock, id, runToEnd, store } = await lived();
  await runToEnd(id);
  await erasePerson({ store, clock, random: systemRandom }, 'p1@acme.example', null);

  expect(await personStory(store.db, id, 'nobody@acme.example')).toBe(null);
  expect(await personStory(store.db, id, '1')).toBe(null);
  expect(await personStory(store.db, id, '2')).toMatchObject({ outcome: { kind: 'succeeded' } });
});
