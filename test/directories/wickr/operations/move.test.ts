import { describe, expect, test } from 'vitest';
import { type Behaviour, deadAddress, json, reset, silence, text } from '../far-end.ts';
import { account, batch, id, never, operationOf, userRow } from '../harness.ts';
import { callsOf, eachWithFarEnd } from './support.ts';

const setup = eachWithFarEnd();
const move = () => operationOf(setup.open(), 'move');
const choices = { securityGroupId: 'new' };
const call = batch(['1'], { choices });
const inGroup = (...securityGroupIds: string[]): Behaviour =>
  json(200, { userId: '1', firstName: ' Ada', username: 'Ada@Example.com', status: 2, securityGroupIds });
const updated = json(200, { userId: '1', networkId: '01234567', suspended: false });
const notFound = { 'x-amzn-errortype': 'ResourceNotFoundError' };
const outcome = (item: object) => ({ kind: 'answered', items: new Map([[id('1'), item]]) });

test.each([
  [{}, 'will-change'],
  [{ groups: ['new'] }, 'already-so'],
  [{ groups: ['new', 'group-1'] }, 'will-change'],
  [{ groups: [] }, 'will-change'],
  [{ membership: 'pending' }, 'will-change'],
  [{ membership: 'unknown' }, 'invalid'],
  [{ admin: true }, 'protected'],
] as const)('moving someone with %j: %s', (changes, kind) => {
  expect(move().assess(account(changes), choices).kind).toBe(kind);
});

test('needs a group', async () => {
  setup.farEnd.next(json(200, { securityGroups: [{ id: 'g', name: 'Everyone', isDefault: true }] }));

  expect(await move().choose?.({}, never)).toEqual({
    kind: 'refused',
    reason: 'Say which security group with --group. There are: Everyone.',
  });
  expect(move().assess(account(), {}).kind).toBe('invalid');
});

describe('a move', () => {
  test('sends everything as it was but the group, and looks before it is called a success', async () => {
    setup.farEnd.next(inGroup('old'), updated, inGroup('new'));

    const result = await move().apply(call);

    expect(result).toMatchObject(outcome({ kind: 'succeeded' }));
    expect(callsOf(setup.farEnd)).toEqual(['GET users/1', 'PATCH users', 'GET users/1']);
    expect(JSON.parse(setup.farEnd.seen[1]?.body ?? '')).toEqual({
      userId: '1',
      userDetails: { firstName: ' Ada', username: 'Ada@Example.com', securityGroupIds: ['new'] },
    });
    expect(setup.farEnd.seen[1]?.headers['x-client-token']).toBeUndefined();
  });

  test('of someone who is there by now changes nothing more', async () => {
    setup.farEnd.next(inGroup('new'));

    expect(await move().apply(call)).toMatchObject(outcome({ kind: 'succeeded' }));
    expect(setup.farEnd.seen).toHaveLength(1);
  });

  test.each([
    ['does not show yet', inGroup('old')],
    ['cannot be seen', json(403, {})],
  ])('that %s leaves the person unconfirmed', async (_what, behaviour) => {
    setup.farEnd.next(inGroup('old'), updated);
    setup.farEnd.always(behaviour);

    expect(await move().apply(call)).toMatchObject({ kind: 'answered', items: new Map() });
  });

  test.each([
    ['a reset', reset, { kind: 'lost' }],
    ['a 500', json(500, { message: 'x' }), { kind: 'unavailable', status: 500 }],
    ['a 400', json(400, { message: 'Invalid group' }), { kind: 'refused', status: 400, reason: 'Invalid group' }],
    ['a 429', json(429, {}), { kind: 'throttled' }],
    ['a 403', json(403, { message: 'no' }), { kind: 'forbidden' }],
  ])('that meets %s is told as it is', async (_what, behaviour, expected) => {
    setup.farEnd.next(inGroup('old'), behaviour);

    expect(await move().apply(call)).toMatchObject(expected);
    expect(setup.farEnd.seen).toHaveLength(2);
  });

  test.each([
    ['is lost', reset, { kind: 'not-sent' }],
    ['is unreadable', text(200, '{'), { kind: 'not-sent' }],
    ['meets a 503', json(503, {}), { kind: 'not-sent' }],
    ['is about someone else', json(200, userRow('2')), { kind: 'not-sent' }],
    ['is throttled', json(429, {}), { kind: 'throttled' }],
    ['is forbidden', json(403, { message: 'no' }), { kind: 'forbidden' }],
  ])('whose first look %s changed nothing', async (_what, behaviour, expected) => {
    setup.farEnd.next(behaviour);

    expect(await move().apply(call)).toMatchObject(expected);
    expect(setup.farEnd.seen).toHaveLength(1);
  });

  test('of somebody who is gone fails', async () => {
    setup.farEnd.next(json(404, { message: 'User not found.' }, notFound), json(200, { networkId: '01234567' }));

    expect(await move().apply(call)).toMatchObject(outcome({ kind: 'failed', reason: expect.any(String) }));
  });

  test('of somebody who is gone by the time they are moved fails', async () => {
    const gone = json(404, { message: 'User not found.' }, notFound);
    setup.farEnd.next(inGroup('old'), gone, json(200, { networkId: '01234567' }));

    expect(await move().apply(call)).toMatchObject(outcome({ kind: 'failed', reason: 'User not found.' }));
  });

  test('in a network that is gone is not a matter of the person', async () => {
    setup.farEnd.always(json(404, { message: 'Network not found' }, notFound));

    expect(await move().apply(call)).toMatchObject({ kind: 'refused', status: 404 });
  });

  test('that was stopped before, or finds nobody listening, was never sent', async () => {
    setup.farEnd.always(silence);
    const stopped = await move().apply({ ...call, signal: AbortSignal.abort() });
    const unreachable = await operationOf(setup.open({ endpoint: await deadAddress() }), 'move').apply(call);

    expect([stopped.kind, unreachable.kind]).toEqual(['not-sent', 'not-sent']);
  });
});

test.each([
  [['new'], 'in-effect'],
  [['old'], 'not-in-effect'],
  [['new', 'old'], 'not-in-effect'],
  [[], 'cannot-tell'],
] as const)('read back from someone in %j, a move is %s', (groups, expected) => {
  expect(move().readBack(account({ groups }), choices)).toBe(expected);
  expect(move().readBack(null, choices)).toBe('not-in-effect');
});
