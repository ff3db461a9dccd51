import { expect, test } from 'vitest';
import { type RequestId, requestId, slackUserGroupId } from '../../src/ids.ts';
import { NO_SUCH_REQUEST } from '../../src/requests/answers.ts';
import { DRAFT_LIVES_MS } from '../../src/requests/deps.ts';
import { expireDue } from '../../src/requests/expire.ts';
import { loadPlan } from '../../src/requests/plan-records.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';

const three = ['1', '2', '3'].map((id) => account(id));
const DAY_MS = 24 * 60 * 60_000;

test('a preview tells for everyone what would happen and stores exactly those who change', async () => {
  const { preview, store } = await buildDomain({
    accounts: [account('1'), account('2', { suspended: true }), account('3', { admin: true }), account('4')],
    protected: ['p4@acme.example'],
  });

  const previewed = await preview(byId('1', '2', '3', '4', '5'));

  if (previewed.kind !== 'previewed') throw new Error(previewed.kind);
  expect(previewed.targets.map((target) => target.kind)).toEqual([
    'will-change',
    'already-so',
    'protected',
    'protected',
    'not-found',
  ]);
  expect((await loadPlan(store.db, previewed.view.request)).changes.map((change) => change.accountId)).toEqual(['1']);
});

test('when nobody would change nothing is stored and nobody is asked', async () => {
  const { preview, store } = await buildDomain({ accounts: [account('1', { suspended: true })] });

  expect((await preview(byId('1', '9'))).kind).toBe('nothing-to-do');
  expect(await store.db.selectFrom('requests').selectAll().execute()).toEqual([]);
});

test('whoever the policy does not name cannot ask', async () => {
  const { cast, preview } = await buildDomain({ accounts: three });

  expect(await preview(byId('1'), 'suspend', cast.dave)).toMatchObject({ kind: 'refused' });
});

test('a request that nobody else could approve is refused at once', async () => {
  const { preview } = await buildDomain({
    accounts: three,
    rules: ({ alice }) => [
      {
        directories: '*',
        operations: '*',
        ask: [{ kind: 'user', id: alice }],
        decide: [{ kind: 'user', id: alice }],
        quorum: 1,
      },
    ],
  });

  expect(await preview(byId('1'))).toMatchObject({
    kind: 'refused',
    reason: expect.stringContaining('Too few people'),
  });
});

test('when Slack cannot be asked about rights the answer is no', async () => {
  const { people, preview } = await buildDomain({
    accounts: three,
    rules: ({ bob }) => [
      {
        directories: '*',
        operations: '*',
        ask: [{ kind: 'group', id: slackUserGroupId('S0ADMINS') }],
        decide: [{ kind: 'user', id: bob }],
        quorum: 1,
      },
    ],
  });
  people.down = true;

  expect(await preview(byId('1'))).toMatchObject({
    kind: 'refused',
    reason: expect.stringContaining('Slack could not be asked'),
  });
});

test('a guest whom the policy names by mistake is refused', async () => {
  const { people, preview } = await buildDomain({ accounts: three });
  people.add('U0ALICE', { standing: 'guest' });

  expect(await preview(byId('1'))).toMatchObject({ kind: 'refused', reason: expect.stringContaining('Guests') });
});

test('the requester cannot approve their own request', async () => {
  const { cast, submitted, useCases, state } = await buildDomain({
    accounts: three,
    rules: ({ alice, bob }) => [
      {
        directories: '*',
        operations: '*',
        ask: [{ kind: 'user', id: alice }],
        decide: [
          { kind: 'user', id: alice },
          { kind: 'user', id: bob },
        ],
        quorum: 1,
      },
    ],
  });
  const id = await submitted(byId('1'));

  expect(await useCases.approve(id, actor(cast.alice))).toMatchObject({ kind: 'refused' });
  expect(await state(id)).toBe('pending');
});

test('whoever the policy does not name cannot decide', async () => {
  const { cast, submitted, useCases, state } = await buildDomain({ accounts: three });
  const id = await submitted(byId('1'));

  expect(await useCases.approve(id, actor(cast.dave))).toMatchObject({ kind: 'refused' });
  expect(await useCases.reject(id, actor(cast.dave), 'no')).toMatchObject({ kind: 'refused' });
  expect(await state(id)).toBe('pending');
});

test('of two clicks at once one decides and the other is told', async () => {
  const { cast, submitted, useCases, store } = await buildDomain({ accounts: three });
  const id = await submitted(byId('1', '2'));

  const answers = await Promise.all([useCases.approve(id, actor(cast.bob)), useCases.approve(id, actor(cast.carol))]);

  expect(answers.map((answer) => answer.kind).sort()).toEqual(['done', 'too-late']);
  expect((await store.db.selectFrom('batches').selectAll().execute()).length).toBe(1);
});

test('a quorum of two takes two people, and a second yes of the first does not count', async () => {
  const { cast, submitted, useCases, state } = await buildDomain({
    accounts: three,
    rules: ({ alice, bob, carol }) => [
      {
        directories: '*',
        operations: '*',
        ask: [{ kind: 'user', id: alice }],
        decide: [
          { kind: 'user', id: bob },
          { kind: 'user', id: carol },
        ],
        quorum: 2,
      },
    ],
  });
  const id = await submitted(byId('1'));

  await useCases.approve(id, actor(cast.bob));
  expect(await useCases.approve(id, actor(cast.bob))).toMatchObject({ kind: 'too-late' });
  expect(await state(id)).toBe('pending');

  await useCases.approve(id, actor(cast.carol));
  expect(await state(id)).toBe('approved');
});

test('one no ends the request, with its reason on record', async () => {
  const { cast, submitted, useCases, view } = await buildDomain({ accounts: three });
  const id = await submitted(byId('1'));

  await useCases.reject(id, actor(cast.bob), 'Two of them are on leave');

  expect((await view(id)).request.state).toMatchObject({
    kind: 'rejected',
    by: cast.bob,
    reason: 'Two of them are on leave',
  });
  expect(await useCases.approve(id, actor(cast.carol))).toMatchObject({ kind: 'too-late' });
});

test('only the requester can withdraw, and only while it is pending', async () => {
  const { cast, submitted, useCases, state } = await buildDomain({ accounts: three });
  const id = await submitted(byId('1'));

  expect(await useCases.withdraw(id, actor(cast.bob))).toMatchObject({ kind: 'refused' });
  expect(await useCases.withdraw(id, actor(cast.alice))).toMatchObject({ kind: 'done' });
  expect(await useCases.approve(id, actor(cast.bob))).toMatchObject({ kind: 'too-late' });
  expect(await state(id)).toBe('withdrawn');
});

test('a request that waited too long expires, and a click in the gap before the clock looks is too late', async () => {
  const { clock, cast, deps, submitted, useCases, state } = await buildDomain({ accounts: three });
  const id = await submitted(byId('1'));
  clock.advance(DAY_MS);

  expect(await useCases.approve(id, actor(cast.bob))).toMatchObject({ kind: 'too-late' });
  await expireDue(deps);

  expect(await state(id)).toBe('expired');
});

test('a draft is nobody else’s to see, and too old a draft is not submitted', async () => {
  const { clock, cast, preview, useCases } = await buildDomain({ accounts: three });
  const previewed = await preview(byId('1'));
  if (previewed.kind !== 'previewed') throw new Error(previewed.kind);
  const { id } = previewed.view.request;

  expect(await useCases.submit(id, actor(cast.dave), { reason: 'mine now', phrase: null })).toMatchObject({
    kind: 'refused',
  });
  expect(await useCases.status(id, actor(cast.bob))).toBeNull();

  clock.advance(DRAFT_LIVES_MS);
  expect(await useCases.submit(id, actor(cast.alice), { reason: null, phrase: null })).toMatchObject({
    kind: 'too-late',
  });
});

test('a request is not submitted without a reason', async () => {
  const { cast, useCases } = await buildDomain({ accounts: three });
  const ask = {
    actor: actor(cast.alice),
    kind: 'wickr',
    operation: 'suspend',
    directory: null,
    reason: null,
    selection: null,
    options: {},
  };
  const previewed = await useCases.preview({ ...ask, people: { identifiers: byId('1'), unreadable: [] } });
  if (previewed.kind !== 'previewed') throw new Error(previewed.kind);
  const { id } = previewed.view.request;

  expect(await useCases.submit(id, actor(cast.alice), { reason: null, phrase: null })).toEqual({
    kind: 'needs-reason',
  });
  expect(await useCases.submit(id, actor(cast.alice), { reason: '  ', phrase: null })).toEqual({
    kind: 'needs-reason',
  });
  expect(await useCases.submit(id, actor(cast.alice), { reason: 'left', phrase: null })).toMatchObject({
    kind: 'done',
  });
});

test('submitting twice makes one request', async () => {
  const { cast, preview, useCases } = await buildDomain({ accounts: three });
  const previewed = await preview(byId('1'));
  if (previewed.kind !== 'previewed') throw new Error(previewed.kind);
  const { id } = previewed.view.request;

  const answers = await Promise.all([
    useCases.submit(id, actor(cast.alice), { reason: null, phrase: null }),
    useCases.submit(id, actor(cast.alice), { reason: null, phrase: null }),
  ]);

  expect(answers.map((answer) => answer.kind).sort()).toEqual(['done', 'too-late']);
});

test('retry takes up exactly those who failed, as a new request that needs its own approval', async () => {
  const { cast, directory, submitted, runToEnd, store, useCases } = await buildDomain({ accounts: three });
  directory.failing.set('2', 'User is locked');
  const id = await submitted(byId('1', '2', '3'));
  await runToEnd(id);

  const again = await useCases.retryFailed(id, actor(cast.alice));

  if (again.kind !== 'previewed') throw new Error(again.kind);
  expect((await loadPlan(store.db, again.view.request)).changes.map((change) => change.accountId)).toEqual(['2']);
  expect(again.view.request.retryOf).toBe(id);
  expect(again.view.request.state.kind).toBe('drafted');
});

test('unsuspend takes back what suspend did', async () => {
  const { directory, submitted, runToEnd } = await buildDomain({ accounts: three });
  await runToEnd(await submitted(byId('1', '2')));

  await runToEnd(await submitted(byId('1', '2'), 'unsuspend'));

  expect([...directory.accounts.values()].map((one) => one.suspended)).toEqual([false, false, false]);
});

test('the status of a request is told to those it concerns, by id or the start of it', async () => {
  const { cast, submitted, useCases } = await buildDomain({ accounts: three });
  const id = await submitted(byId('1'));

  expect((await useCases.status(id, actor(cast.alice)))?.request.id).toBe(id);
  expect((await useCases.status(id.slice(0, 13), actor(cast.bob)))?.request.id).toBe(id);
  expect(await useCases.status(id, actor(cast.dave))).toBeNull();
  expect(await useCases.status('%', actor(cast.alice))).toBeNull();
});

test('a click on a request that does not exist changes nothing and says so', async () => {
  const { cast, useCases } = await buildDomain({ accounts: three });

  expect(await useCases.approve(requestId('nope'), actor(cast.bob))).toMatchObject({ kind: 'refused' });
});

test('help lists only what the person may ask for', async () => {
  const { cast, useCases } = await buildDomain({ accounts: three });

  expect((await useCases.permitted(actor(cast.alice), 'wickr')).map((one) => one.operation)).toEqual([
    'suspend',
    'unsuspend',
    'remove',
  ]);
  expect(await useCases.permitted(actor(cast.dave), 'wickr')).toEqual([]);
});

test('a draft exists for nobody but its requester, whatever they click', async () => {
  const { cast, preview, useCases } = await buildDomain({ accounts: three });
  const previewed = await preview(byId('1'));
  if (previewed.kind !== 'previewed') throw new Error(previewed.kind);
  const { id } = previewed.view.request;

  for (const act of [useCases.stop, useCases.resume, useCases.retryFailed, useCases.withdraw]) {
    expect(await act(id, actor(cast.bob))).toEqual(NO_SUCH_REQUEST);
  }
});

test('one request that cannot be read does not keep others from expiring', async () => {
  const { cast, clock, deps, preview, state, store, useCases } = await buildDomain({ accounts: three });
  const ids: RequestId[] = [];
  for (const one of ['1', '2']) {
    const previewed = await preview(byId(one));
    if (previewed.kind !== 'previewed') throw new Error(previewed.kind);
    ids.push(previewed.view.request.id);
    await useCases.submit(previewed.view.request.id, actor(cast.alice), { reason: null, phrase: null });
    clock.advance(1);
  }
  const [broken = requestId(''), sound = requestId('')] = ids;
  await store.db.updateTable('requests').set({ digest: 'other' }).where('id', '=', broken).execute();
  clock.advance(DAY_MS);

  await expireDue(deps);

  expect(await state(sound)).toBe('expired');
});
