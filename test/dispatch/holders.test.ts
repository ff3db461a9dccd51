import { expect, test } from 'vitest';
import { claimBatch } from '../../src/dispatch/claim.ts';
import { findDueBatch } from '../../src/dispatch/due-batch.ts';
import { type Contender, mustWait } from '../../src/dispatch/holders.ts';
import { Rests } from '../../src/dispatch/rests.ts';
import { accountId, batchId, type RequestId, requestId } from '../../src/ids.ts';
import { stateSentence } from '../../src/report/state-sentence.ts';
import { slackPen } from '../../src/slack/blocks/text.ts';
import { SUSPEND } from '../slack/support/views.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';

const people = (count: number, from = 1_000) => Array.from({ length: count }, (_, index) => String(from + index));
const accountsOf = (...groups: readonly (readonly string[])[]) => [...new Set(groups.flat())].map((id) => account(id));

async function domainOf(...groups: readonly (readonly string[])[]) {
  const domain = await buildDomain({ accounts: accountsOf(...groups), pace: { callsPerSecond: 100, inFlight: 8 } });
  const ids: RequestId[] = [];
  for (const group of groups) {
    ids.push(await domain.submitted(byId(...group)));
    domain.clock.advance(1_000);
  }
  const approve = async (id: RequestId | undefined) => {
    if (id === undefined) throw new Error('No such request');
    await domain.useCases.approve(id, actor(domain.cast.bob));
    domain.clock.advance(1_000);
  };
  const sentence = async (id: RequestId) => stateSentence(await domain.view(id), SUSPEND, slackPen);
  return { ...domain, ids, approve, sentence };
}

test('two requests about the same person never run at once: what was approved first goes first', async () => {
  const { approve, clock, directory, ids, newDispatcher, state, stopped } = await domainOf(people(60), people(10));
  const [first, second] = ids as [RequestId, RequestId];
  directory.latencyMs = 30_000;
  await approve(second);
  await approve(first);
  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(() => directory.calls.length === 2);

  // The batch without anybody of the other request goes at once; the other one waits.
  expect(directory.calls.map(({ members }) => members.length)).toEqual([10, 10]);
  await clock.runUntil(() => directory.calls.length === 3);
  expect(await state(second)).toBe('finished');

  await clock.runUntil(async () => (await state(first)) === 'finished');
  await stopped(dispatcher);
});

test('the card of the one that waits says for whom, with how many people, and until when it may take', async () => {
  const { approve, clock, directory, ids, newDispatcher, sentence, stopped, view } = await domainOf(
    people(200),
    people(3, 1_150),
  );
  const [large, small] = ids as [RequestId, RequestId];
  directory.latencyMs = 10_000;
  await approve(large);
  await approve(small);
  const before = (await view(small)).request.version;
  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(() => directory.calls.length === 4);
  await clock.runUntil(async () => (await view(small)).request.version > before);

  expect(await sentence(small)).toContain(
    `Waiting for request \`${large}\` (“Suspend 200 people”, asked by <@U0ALICE>), which comes first with 3 of these people`,
  );
  expect(await sentence(large)).not.toContain('Waiting for request');

  const { version } = (await view(small)).request;
  clock.advance(2_000);
  await clock.runUntil(() => true);
  expect((await view(small)).request.version).toBe(version);
  await clock.runUntil(async () => (await view(small)).request.state.kind === 'finished');
  await stopped(dispatcher);
  expect(await sentence(small)).not.toContain('Waiting');
});

test('a request that has not begun with somebody does not hold them while it is paused', async () => {
  const { approve, clock, directory, ids, newDispatcher, state, stopped } = await domainOf(
    people(60),
    people(5, 1_055),
  );
  const [paused, other] = ids as [RequestId, RequestId];
  directory.faults.push({ kind: 'answer', result: { kind: 'unauthenticated', requestId: 'r', reason: 'expired' } });
  directory.latencyMs = 1_000;
  await approve(paused);
  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(async () => (await state(paused)) === 'paused');
  await approve(other);

  await clock.runUntil(async () => (await state(other)) === 'finished');

  expect(await state(paused)).toBe('paused');
  await stopped(dispatcher);
});

test('a call that may still have its effect holds its people even while its request is paused, and the card says so', async () => {
  const { approve, clock, ids, newDispatcher, sentence, state, stopped, useCases, cast, directory } = await domainOf(
    people(5),
    people(5),
  );
  const [paused, other] = ids as [RequestId, RequestId];
  directory.faults.push(
    { kind: 'lost-before-effect' },
    { kind: 'answer', result: { kind: 'unauthenticated', requestId: 'r', reason: 'expired' } },
  );
  await approve(paused);
  const dispatcher = newDispatcher();
  await dispatcher.start();
  await clock.runUntil(async () => (await state(paused)) === 'paused');
  await approve(other);
  await clock.runUntil(async () => /paused/.test(await sentence(other)));

  expect(await sentence(other)).toContain(
    'comes first with 5 of these people and is paused: it has to be resumed or stopped.',
  );
  await useCases.stop(paused, actor(cast.bob));
  await clock.runUntil(async () => (await state(other)) === 'finished');
  await stopped(dispatcher);
});

test('a preview and a card that wait for approval warn of other open requests about the same people', async () => {
  const { cast, ids, preview, sentence } = await domainOf(people(20), people(3));
  const [first, second] = ids as [RequestId, RequestId];

  const previewed = await preview(byId('1002', '1500'), 'suspend', cast.alice);

  if (previewed.kind !== 'previewed') throw new Error(previewed.kind);
  expect(previewed.view.sharedWith.map(({ id, shared }) => [id, shared])).toEqual([
    [first, 1],
    [second, 1],
  ]);
  expect(await sentence(first)).toContain(`Another open request is about 3 of these people: request \`${second}\``);
});

test('a newcomer who is invited and an account with the same e-mail are the same person', async () => {
  const { approve, clock, directory, ids, random, store, deps } = await domainOf(['1001'], ['1002']);
  const [invite, other] = ids as [RequestId, RequestId];
  await approve(invite);
  await approve(other);
  // The first one as an invitation of p1002 would be stored.
  const newcomer = accountId('p1002@acme.example');
  await store.db
    .updateTable('targets')
    .set({ account_id: newcomer, email: newcomer })
    .where('request_id', '=', invite)
    .execute();
  await store.db
    .updateTable('batches')
    .set({ members_json: JSON.stringify([newcomer]) })
    .where('request_id', '=', invite)
    .execute();
  const claims = { store, random, owner: 'me', leaseMs: 60_000, rests: new Rests(deps.clock) };
  const place = { name: directory.name, pace: { callsPerSecond: 100, inFlight: 8 } };
  const claim = async () => {
    clock.advance(100);
    const due = await findDueBatch(store.db, directory.name, deps.clock.now());
    return due && { of: due.requestId, kind: (await claimBatch(claims, place, due, deps.clock.now())).kind };
  };

  expect(await claim()).toEqual({ of: invite, kind: 'claimed' });
  expect(await claim()).toEqual({ of: other, kind: 'held' });
  expect(await claim()).toBeNull();
});

test('of any two batches that share somebody at most one waits for the other', () => {
  const contenders: Contender[] = [];
  for (const [index, state] of (['approved', 'running', 'paused', 'stopping'] as const).entries())
    for (const batchState of ['ready', 'calling', 'settling'] as const)
      for (const fence of [0, 1])
        for (const approvedAt of [1, 2])
          contenders.push({
            batch: {
              id: batchId(`b${contenders.length}`),
              requestId: requestId(`r${index}`),
              members: [],
              state: batchState,
              fence,
              doubt: 'none',
            },
            request: { id: requestId(`r${contenders.length}`), state, approvedAt },
          });

  for (const one of contenders)
    for (const other of contenders) if (one !== other) expect(mustWait(one, other) && mustWait(other, one)).toBe(false);
});
