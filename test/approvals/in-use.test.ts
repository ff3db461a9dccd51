import { describe, expect, test } from 'vitest';
import type { PolicyRule, Principal } from '../../src/approvals/policy.ts';
import { slackUserGroupId, slackUserId } from '../../src/ids.ts';
import { expireDue } from '../../src/requests/expire.ts';
import { actor, buildDomain, byId, type Cast } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';

const three = ['1', '2', '3'].map((id) => account(id));
const HOUR_MS = 60 * 60_000;
const user = (id: Cast['alice']): Principal => ({ kind: 'user', id });
const rule = ({ alice, bob, carol }: Cast, more: Partial<PolicyRule> = {}): PolicyRule => ({
  directories: '*',
  operations: '*',
  ask: [user(alice)],
  decide: [user(bob), user(carol)],
  quorum: 1,
  ...more,
});

describe('a request with stages', () => {
  const staged = (cast: Cast): readonly PolicyRule[] => [
    rule(cast, {
      decide: [],
      quorum: null,
      stages: [
        { name: 'team', decide: [user(cast.bob)], quorum: 1 },
        { name: 'security', decide: [user(cast.carol)], quorum: 1 },
      ],
    }),
  ];

  test('takes them in order, and keeps with each approval the stage it was given for', async () => {
    const { cast, submitted, useCases, view } = await buildDomain({ accounts: three, rules: staged });
    const id = await submitted(byId('1'));

    expect(await useCases.approve(id, actor(cast.carol))).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('this request waits for “team”'),
    });
    await useCases.approve(id, actor(cast.bob));
    expect((await view(id)).request.state.kind).toBe('pending');
    await useCases.approve(id, actor(cast.carol));

    const { request, decisions } = await view(id);
    expect(request.state.kind).toBe('approved');
    expect(decisions.map(({ approver, stage, digest }) => [approver, stage, digest])).toEqual([
      [cast.bob, 'team', request.digest],
      [cast.carol, 'security', request.digest],
    ]);
  });

  test('is rejected by anybody who may decide, in whatever stage', async () => {
    const { cast, submitted, useCases, state } = await buildDomain({ accounts: three, rules: staged });
    const id = await submitted(byId('1'));

    await useCases.reject(id, actor(cast.carol), 'no');

    expect(await state(id)).toBe('rejected');
  });
});

describe('how far a request reaches', () => {
  const byShare = (cast: Cast) => [rule(cast, { escalate: [{ shareAbove: 0.5, quorum: 2 }] })];
  const quorumOf = async (people: readonly string[], break_ = false) => {
    const { directory, preview } = await buildDomain({ accounts: three, rules: byShare });
    if (break_) directory.check = () => Promise.resolve({ title: 'acme', people: null as never });
    const previewed = await preview(byId(...people));
    return previewed.kind === 'previewed' ? previewed.quorum : previewed.kind;
  };

  test('is measured against the directory as it is at the preview', async () => {
    expect(await quorumOf(['1'])).toBe(1);
    expect(await quorumOf(['1', '2'])).toBe(2);
  });

  test('is far where the directory does not tell its size', async () => {
    expect(await quorumOf(['1'], true)).toBe(2);
  });
});

describe('one pair of eyes', () => {
  test('an approver whom the request is about is not counted on, and does not decide', async () => {
    const { cast, people, preview, submitted, useCases } = await buildDomain({
      accounts: [account('1', { email: 'U0BOB@Acme.example' }), account('2')],
      rules: (all) => [rule(all, { quorum: 2 }), rule(all, { operations: ['unsuspend'] })],
    });
    people.add('U0BOB', { email: 'u0bob@acme.example' });

    expect(await preview(byId('1'))).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/^Too few people/),
    });
    expect(await preview(byId('2'))).toMatchObject({ kind: 'previewed' });
    const id = await submitted(byId('2'));
    expect(await useCases.approve(id, actor(cast.bob))).toMatchObject({ kind: 'done' });
  });

  test('somebody named by mention is a target, whatever e-mail the directory has of them', async () => {
    const { cast, directory, people, preview, useCases } = await buildDomain({ accounts: three });
    const mention = { kind: 'mention', slackUserId: cast.bob, typed: '@bob' } as const;
    people.add('U0BOB', { email: 'p1@acme.example' });
    const previewed = await preview([mention]);
    if (previewed.kind !== 'previewed') throw new Error(previewed.kind);
    const { id } = previewed.view.request;
    await useCases.submit(id, actor(cast.alice), { reason: null, phrase: null });
    people.add('U0BOB', { email: 'other@acme.example' });

    expect(directory.calls).toEqual([]);
    expect(await useCases.approve(id, actor(cast.bob))).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/^This request is about you/),
    });
    expect(await useCases.approve(id, actor(cast.carol))).toMatchObject({ kind: 'done' });
  });

  test('a requester who changes their e-mail after asking does not become somebody else', async () => {
    const { cast, people, submitted, useCases } = await buildDomain({ accounts: three });
    people.add('U0BOB', { email: 'U0ALICE@acme.example' });
    const id = await submitted(byId('1'));
    people.add('U0ALICE', { email: 'elsewhere@acme.example' });

    expect(await useCases.approve(id, actor(cast.bob))).toMatchObject({
      kind: 'refused',
      reason: expect.stringMatching(/^Your e-mail is that of the person who asked/),
    });
  });
});

describe('a pinned group', () => {
  const ADMINS = slackUserGroupId('S0ADMINS');
  const byGroup = (cast: Cast) => [rule(cast, { decide: [{ kind: 'group', id: ADMINS }] })];
  const domain = async () => {
    const built = await buildDomain({ accounts: three, rules: byGroup });
    built.people.group(ADMINS, [built.cast.bob, built.cast.carol]);
    return built;
  };

  test('lets nobody in who came after the submission', async () => {
    const { cast, people, submitted, useCases } = await domain();
    const id = await submitted(byId('1'));
    people.group(ADMINS, [cast.bob, cast.carol, cast.dave]);

    expect(await useCases.approve(id, actor(cast.dave))).toMatchObject({ kind: 'refused' });
    expect(await useCases.approve(id, actor(cast.bob))).toMatchObject({ kind: 'done' });
  });

  test('drops whoever has left before the run, and the run pauses', async () => {
    const { cast, clock, directory, people, newDispatcher, stopped, submitted, state, useCases } = await domain();
    const id = await submitted(byId('1'));
    await useCases.approve(id, actor(cast.bob));
    people.group(ADMINS, [cast.carol]);
    const dispatcher = newDispatcher();
    await dispatcher.start();
    await clock.runUntil(async () => (await state(id)) === 'paused');
    await stopped(dispatcher);

    expect(directory.calls).toEqual([]);
  });
});

describe('a reason', () => {
  const withTickets = (cast: Cast) => [rule(cast, { reason: { tickets: ['OPS-#'] } })];

  test('has to name a ticket where the policy says so', async () => {
    const { cast, preview, useCases } = await buildDomain({ accounts: three, rules: withTickets });
    const previewed = await preview(byId('1'));
    if (previewed.kind !== 'previewed') throw new Error(previewed.kind);
    const { id } = previewed.view.request;
    const submit = (reason: string | null) => useCases.submit(id, actor(cast.alice), { reason, phrase: null });

    expect(await submit(null)).toEqual({ kind: 'needs-reason', hint: 'a ticket such as OPS-123' });
    expect(await submit('DEVOPS-12 and OPS-x')).toEqual({ kind: 'needs-reason', hint: 'a ticket such as OPS-123' });
    expect(await submit('ops-12: left')).toMatchObject({ kind: 'done' });
  });

  test('may be left out where the policy says so', async () => {
    const { cast, useCases } = await buildDomain({
      accounts: three,
      rules: (all) => [rule(all, { reason: { required: false } })],
    });
    const previewed = await useCases.preview({
      actor: actor(cast.alice),
      kind: 'wickr',
      operation: 'suspend',
      directory: null,
      people: { identifiers: byId('1'), unreadable: [] },
      selection: null,
      options: {},
      reason: null,
    });
    if (previewed.kind !== 'previewed') throw new Error(previewed.kind);
    const { id } = previewed.view.request;

    expect(await useCases.submit(id, actor(cast.alice), { reason: null, phrase: null })).toMatchObject({
      kind: 'done',
    });
  });
});

describe('time', () => {
  test('what is approved and cannot start in time expires, and is never sent', async () => {
    const { cast, clock, deps, directory, newDispatcher, people, state, stopped, store, submitted, useCases, view } =
      await buildDomain({ accounts: three, policy: { startsWithinMs: HOUR_MS } });
    const id = await submitted(byId('1'));
    await useCases.approve(id, actor(cast.bob));
    people.down = true;
    const dispatcher = newDispatcher();
    await dispatcher.start();
    await clock.runUntil(async () => (await state(id)) === 'expired', 2 * HOUR_MS);
    people.down = false;
    await clock.runUntil(() => clock.now() > 0);
    await stopped(dispatcher);
    await expireDue(deps);

    expect((await view(id)).request.state).toMatchObject({ kind: 'expired', unstarted: true });
    expect(directory.calls).toEqual([]);
    expect(await store.db.selectFrom('batches').select('state').execute()).toEqual([{ state: 'dropped' }]);
    expect(await useCases.resume(id, actor(cast.bob))).toMatchObject({
      kind: 'too-late',
      reason: expect.stringContaining('did not start in time'),
    });
  });

  test('the clock alone expires it as well, also when it was paused before its first call', async () => {
    const { cast, clock, deps, people, newDispatcher, state, stopped, submitted, useCases } = await buildDomain({
      accounts: three,
      policy: { startsWithinMs: HOUR_MS },
    });
    const id = await submitted(byId('1'));
    await useCases.approve(id, actor(cast.bob));
    people.add('U0ALICE', { standing: 'deactivated' });
    const dispatcher = newDispatcher();
    await dispatcher.start();
    await clock.runUntil(async () => (await state(id)) === 'paused');
    await stopped(dispatcher);
    people.add('U0ALICE');

    clock.advance(HOUR_MS / 2);
    await useCases.resume(id, actor(cast.carol));
    expect(await state(id)).toBe('approved');
    clock.advance(HOUR_MS);
    await expireDue(deps);

    expect(await state(id)).toBe('expired');
  });

  test('approvers are reminded when it is time, until somebody ends it', async () => {
    const { cast, clock, deps, submitted, useCases, view } = await buildDomain({
      accounts: three,
      policy: { remindAfterMs: [HOUR_MS, 4 * HOUR_MS, 12 * HOUR_MS] },
    });
    const id = await submitted(byId('1'));
    const reminded = async () => {
      const { state } = (await view(id)).request;
      return state.kind === 'pending' ? (state.reminded ?? 0) : state.kind;
    };

    clock.advance(HOUR_MS - 1);
    await expireDue(deps);
    expect(await reminded()).toBe(0);
    clock.advance(1);
    await expireDue(deps);
    await expireDue(deps);
    expect(await reminded()).toBe(1);
    expect(await useCases.quiet(id, actor(cast.dave))).toMatchObject({ kind: 'refused' });
    expect(await useCases.quiet(id, actor(cast.carol))).toMatchObject({ kind: 'done' });
    clock.advance(5 * HOUR_MS);
    await expireDue(deps);
    expect(await reminded()).toBe(1);
    clock.advance(18 * HOUR_MS);
    await expireDue(deps);
    expect(await reminded()).toBe('expired');
  });
});

test('a request from before there were pins is judged by the present alone, and as if it reached far', async () => {
  const { cast, store, submitted, useCases } = await buildDomain({
    accounts: three,
    rules: (all) => [rule(all, { escalate: [{ anyTarget: ['pending'], quorum: 2 }] })],
  });
  const id = await submitted(byId('1'));
  await store.db.deleteFrom('request_policy').execute();

  expect(await useCases.approve(id, actor(cast.bob))).toMatchObject({
    kind: 'done',
    view: { request: { state: { kind: 'pending' } } },
  });
  expect(await useCases.approve(id, actor(cast.carol))).toMatchObject({
    kind: 'done',
    view: { request: { state: { kind: 'approved' } } },
  });
});

test('when Slack cannot be asked nobody decides', async () => {
  const { cast, people, submitted, state, useCases } = await buildDomain({ accounts: three });
  const id = await submitted(byId('1'));
  people.down = true;

  for (const acted of [useCases.approve(id, actor(cast.bob)), useCases.reject(id, actor(cast.bob), 'no')]) {
    expect(await acted).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/^Slack could not be asked/) });
  }
  expect(await state(id)).toBe('pending');
});

test('an approver named by id who is no member of the workspace any more is not counted on', async () => {
  const { people, preview } = await buildDomain({ accounts: three, rules: (all) => [rule(all, { quorum: 2 })] });
  people.people.delete(slackUserId('U0CAROL'));

  expect(await preview(byId('1'))).toMatchObject({ kind: 'refused', reason: expect.stringMatching(/^Too few people/) });
});
