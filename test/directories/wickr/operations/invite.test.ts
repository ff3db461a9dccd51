import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { BatchCall } from '../../../../src/directories/operation.ts';
import { json, text } from '../far-end.ts';
import { account, batch, id, LogBook, never, operationOf } from '../harness.ts';
import { callsOf, eachWithFarEnd } from './support.ts';

const setup = eachWithFarEnd();
const everyone = { id: 'BCTY8Qhe', name: 'Everyone', isDefault: true };
const field = { id: 'k3ZvWm2P', name: 'Field Operations', isDefault: false };
const groups = json(200, { securityGroups: [everyone, field] });
const invite = (rules = {}) => operationOf(setup.open({ rules }), 'invite');
const into = (members: string[], more: Partial<BatchCall> = {}) =>
  batch(members, { choices: { securityGroupId: 'k3ZvWm2P' }, ...more });
const newcomer = { email: 'ada@example.com', firstName: null, lastName: null };

describe('an invitation', () => {
  test.each([
    [
      { ...newcomer, firstName: 'Ada', lastName: 'Byron' },
      { firstName: 'Ada', lastName: 'Byron' },
    ],
    [{ ...newcomer, firstName: 'Ada' }, { firstName: 'Ada' }],
    [{ ...newcomer, firstName: '' }, {}],
  ])('welcomes %j with %j', (one, details) => {
    expect(invite().welcome?.(one)).toEqual({ kind: 'will-change', details });
  });

  test.each(['ada@robot.bot', 'helper@example.bot'])('is not for %s, whose name ends as that of a bot', (email) => {
    expect(invite().welcome?.({ ...newcomer, email })).toMatchObject({ kind: 'invalid' });
  });

  test.each([
    [{}, 'This person is already a member.'],
    [{ suspended: true }, 'This person is already a member, and suspended; use unsuspend.'],
    [{ membership: 'pending' }, 'This person is already invited; use reinvite.'],
    [{ membership: 'pending', inviteExpired: 'unknown' }, 'This person is already invited; use reinvite.'],
    [
      { membership: 'pending', inviteExpired: true },
      'This person is already invited, and the invitation has expired; use reinvite.',
    ],
    [{ membership: 'unknown' }, 'This person has an account already; Wickr does not say in what state.'],
  ] as const)('is not for someone with %j', (changes, reason) => {
    expect(invite().assess(account(changes), {})).toEqual({ kind: 'already-so', reason });
  });

  test('goes into exactly one group, with the names that are known and no invite code', async () => {
    setup.farEnd.next(json(200, { successful: [{ username: 'ada@example.com' }, { username: 'bo@example.com' }] }));
    const details = new Map([[id('ada@example.com'), { firstName: 'Ada', lastName: 'Byron' }]]);
    const choices = { securityGroupId: 'k3ZvWm2P', inviteCodeTtl: '3', codeValidation: 'true' };
    const secrets = { inviteCode: 'x' };

    const result = await invite().apply(batch(['ada@example.com', 'bo@example.com'], { details, choices, secrets }));

    expect(result).toMatchObject({ kind: 'answered', foreign: [] });
    expect(JSON.parse(setup.farEnd.seen[0]?.body ?? '')).toEqual({
      users: [
        { username: 'ada@example.com', firstName: 'Ada', lastName: 'Byron', securityGroupIds: ['k3ZvWm2P'] },
        { username: 'bo@example.com', securityGroupIds: ['k3ZvWm2P'] },
      ],
    });
  });

  test('that failed for several looks each of them up before it says who', async () => {
    const exists = { userId: '0', field: 'username', reason: 'User already exists' };
    setup.farEnd.always((response, seen) => {
      if (seen.method === 'POST') return json(200, { successful: [], failed: [exists, exists] })(response, seen);
      if (seen.path.endsWith('/count')) return json(200, { total: 100_000 })(response, seen);
      const username = seen.query.get('username');
      return json(200, { users: [{ userId: username === 'ada@example.com' ? '1' : '2', username }] })(response, seen);
    });

    const result = await invite().apply(into(['ada@example.com', 'bo@example.com']));

    const failed = { kind: 'failed', reason: 'User already exists' };
    expect(result).toMatchObject({
      items: new Map([
        [id('ada@example.com'), failed],
        [id('bo@example.com'), failed],
      ]),
    });
    expect(callsOf(setup.farEnd).filter((call) => call === 'POST users')).toHaveLength(1);
  });

  test('that failed for several says nothing of them when nobody can be looked up', async () => {
    const exists = { userId: '0', field: 'username', reason: 'User already exists' };
    setup.farEnd.next(json(200, { failed: [exists, exists] }));

    const result = await invite().apply(into(['ada@example.com', 'bo@example.com']));

    expect(result).toMatchObject({ kind: 'answered', items: new Map() });
  });

  test.each([
    ['without a group', batch(['ada@example.com'])],
    ['to somebody who is no e-mail address', into(['1'])],
    ['to an address that is not folded', into(['Ada@example.com'])],
  ])('%s is never sent', async (_what, call) => {
    await expect(invite().apply(call)).rejects.toThrow();
    expect(setup.farEnd.seen).toEqual([]);
  });

  test('is in effect once somebody has that address', () => {
    expect([invite().readBack(account(), {}), invite().readBack(null, {})]).toEqual(['in-effect', 'not-in-effect']);
  });
});

describe('the group of an invitation', () => {
  test.each([
    [{}, 'BCTY8Qhe', 'Security group: Everyone'],
    [{ group: 'field operations' }, 'k3ZvWm2P', 'Security group: Field Operations'],
    [{ group: 'k3ZvWm2P' }, 'k3ZvWm2P', 'Security group: Field Operations'],
  ])('with %j is %s', async (typed, securityGroupId, words) => {
    setup.farEnd.next(groups);

    expect(await invite().choose?.(typed, never)).toEqual({ kind: 'chosen', choices: { securityGroupId }, words });
  });

  test('that is unknown is refused with those there are', async () => {
    setup.farEnd.next(groups);

    expect(await invite().choose?.({ group: 'Field' }, never)).toEqual({
      kind: 'refused',
      reason: 'There is no security group “Field”. There are: Everyone, Field Operations.',
    });
  });

  test('is read past all pages', async () => {
    setup.farEnd.next(
      json(200, { securityGroups: [everyone], nextToken: 'more' }),
      json(200, { securityGroups: [field] }),
    );

    expect(await invite().choose?.({ group: 'Field Operations' }, never)).toMatchObject({ kind: 'chosen' });
  });
});

describe('the invite code', () => {
  const code = randomBytes(9).toString('base64url');
  const typed = { 'invite-code': code, 'invite-code-days': '14', 'code-validation': 'yes' };

  test('is no option where the network is not in preview', () => {
    expect(invite().options).toEqual(['group']);
    expect(invite({ preview: true }).options).toEqual(['group', 'invite-code', 'invite-code-days', 'code-validation']);
  });

  test('is chosen as a secret, and not told', async () => {
    setup.farEnd.next(groups);

    const chosen = await invite({ preview: true }).choose?.(typed, never);

    expect(chosen).toEqual({
      kind: 'chosen',
      choices: { securityGroupId: 'BCTY8Qhe', inviteCodeTtl: '14', codeValidation: 'true' },
      secrets: { inviteCode: code },
      words: expect.not.stringContaining(code),
    });
    expect(chosen).toMatchObject({ words: expect.stringContaining('14 days') });
  });

  test.each([
    [{ 'invite-code': ' ' }, /needs a code/],
    [{ 'invite-code-days': '0' }, /number of days/],
    [{ 'invite-code-days': '1e3' }, /number of days/],
    [{ 'code-validation': 'maybe' }, /yes or no/],
  ])('%j is refused', async (options, words) => {
    expect(await invite({ preview: true }).choose?.(options, never)).toEqual({
      kind: 'refused',
      reason: expect.stringMatching(words),
    });
  });

  test('goes out as the API has it, and never into a log', async () => {
    const log = new LogBook();
    setup.farEnd.next(json(200, { successful: [{ username: 'ada@example.com', inviteCode: code }] }));
    const choices = { securityGroupId: 'g', inviteCodeTtl: '14', codeValidation: 'false' };
    const secrets = { inviteCode: code };
    const directory = setup.open({ rules: { preview: true }, log });

    await operationOf(directory, 'invite').apply(batch(['ada@example.com'], { choices, secrets }));

    expect(JSON.parse(setup.farEnd.seen[0]?.body ?? '')).toMatchObject({
      users: [{ inviteCode: code, inviteCodeTtl: 14, codeValidation: false }],
    });
    expect(JSON.stringify(log.entries)).not.toContain(code);
  });

  test.each([
    ['a refusal', json(422, { reasons: [{ field: 'inviteCode', reason: `${code} is too weak` }] })],
    ['a failure', json(200, { failed: [{ userId: '0', field: 'inviteCode', reason: `${code} is too weak` }] })],
    ['a denial', json(403, { message: `${code} is too weak` })],
    ['an unreadable answer', text(200, code)],
  ])('is taken out of the reason of %s', async (_what, behaviour) => {
    setup.farEnd.next(behaviour);

    const result = await invite({ preview: true }).apply(
      into(['ada@example.com'], { choices: { securityGroupId: 'g' }, secrets: { inviteCode: code } }),
    );

    const told = JSON.stringify(result, (_key, value: unknown) => (value instanceof Map ? [...value] : value));
    expect(told).not.toContain(code);
  });
});
