import { describe, expect, it } from 'vitest';
import { loadModel } from '../../../sandbox/wickr/model.ts';
import { createRouter } from '../../../sandbox/wickr/routes.ts';
import { type Call, getUser, openWickr, suspend } from './support.ts';

const users = '/networks/12345678/users';
const list = (query: Record<string, string>): Call => ({ method: 'GET', path: users, query });
const some = (count: number) => Array.from({ length: count }, (_, index) => String(10_000_019 + index * 37));

describe('routing', () => {
  const route = createRouter(loadModel().operations);
  const nameOf = (method: string, path: string) => route(method, path)?.operation.name;

  it('takes literals before labels', () => {
    expect(nameOf('GET', `${users}/count`)).toBe('GetUsersCount');
    expect(nameOf('GET', `${users}/42`)).toBe('GetUser');
    expect(nameOf('PATCH', `${users}/toggleSuspend`)).toBe('BatchToggleUserSuspendStatus');
    expect(nameOf('PATCH', `${users}/re-invite`)).toBe('BatchReinviteUser');
    expect(nameOf('PATCH', users)).toBe('UpdateUser');
    expect(nameOf('GET', '/networks/12345678/guest-users/blocklist')).toBe('ListBlockedGuestUsers');
  });

  it('finds every operation of the model by its own path', () => {
    for (const { name, method, path } of loadModel().operations) expect(nameOf(method, path)).toBe(name);
  });

  it('decodes labels', () => {
    const found = route('GET', '/networks/12345678/security-groups/a%20b%2Fc%2Bd/users');

    expect(found?.labels.get('groupId')).toBe('a b/c+d');
  });

  it('tells of what it does not offer', async () => {
    const { standIn, send } = await openWickr();

    const unknown = await send({ method: 'GET', path: '/nowhere' });
    const unoffered = await send({ method: 'GET', path: '/networks/12345678/bots' });

    expect([unknown.status, unoffered.status]).toEqual([404, 501]);
    expect(standIn.oracle.violations.map((it) => it.kind)).toEqual(['operation-not-offered', 'operation-not-offered']);
  });
});

describe('requests that the model forbids', () => {
  it.each<[string, Call, string]>([
    ['a network id of seven digits', { method: 'GET', path: '/networks/1234567' }, 'networkId'],
    ['a network id with a letter', { method: 'GET', path: '/networks/1234567a' }, 'networkId'],
    ['a user id with a letter', getUser('12a'), 'userId'],
    ['a user id of eleven digits', getUser('12345678901'), 'userId'],
    ['no suspend', { ...suspend(['1']), query: {} }, 'suspend'],
    ['a suspend that is neither true nor false', { ...suspend(['1']), query: { suspend: 'yes' } }, 'suspend'],
    ['no user ids', { ...suspend([]), body: {} }, 'userIds'],
    ['a number for a user id', { ...suspend([]), body: { userIds: ['1', 2] } }, 'userIds[1]'],
    ['a text for a list', { ...suspend([]), body: { userIds: '1' } }, 'userIds'],
    ['an empty list', suspend([]), 'userIds'],
    ['51 user ids', suspend(some(51)), 'userIds'],
    ['a token with a space', suspend(['1'], 'a b'), 'clientToken'],
    ['a token of 65 characters', suspend(['1'], 'a'.repeat(65)), 'clientToken'],
    ['a page of none', list({ maxResults: '0' }), 'maxResults'],
    ['a page of 101', list({ maxResults: '101' }), 'maxResults'],
    ['a page size in words', list({ maxResults: 'ten' }), 'maxResults'],
    ['an unknown sort direction', list({ sortDirection: 'asc' }), 'sortDirection'],
    ['an unknown sort field', list({ sortFields: 'username+shoeSize' }), 'sortFields'],
    ['an unknown status', list({ status: '3' }), 'status'],
    ['a body that is a list', { ...suspend([]), body: [] }, 'body'],
    [
      'a new user without a group',
      { method: 'POST', path: users, body: { users: [{ username: 'a' }] } },
      'users[0].securityGroupIds',
    ],
  ])('%s is 422 with a reason', async (_what, call, field) => {
    const { standIn, send } = await openWickr();

    const reply = await send(call);

    expect(reply.status).toBe(422);
    expect(reply.headers['x-amzn-errortype']).toBe('ValidationError');
    expect(reply.json()).toEqual({ reasons: expect.arrayContaining([{ field, reason: expect.any(String) }]) });
    expect(standIn.oracle.effects).toEqual([]);
  });

  it('a body needs its content type and must be JSON', async () => {
    const { send } = await openWickr();
    const call = suspend(['1']);

    const plain = await send(call, { tamper: { 'content-type': 'text/plain' } });
    expect(plain.status).toBe(403);

    const unnamed = await openWickr({ behaviour: { verifySignatures: false } });
    const missing = await unnamed.send(call, { tamper: { 'content-type': undefined } });
    expect(missing.status).toBe(415);

    const broken = await send({ ...call, body: '{"userIds":' });
    expect([broken.status, broken.headers['x-amzn-errortype']]).toEqual([400, 'SerializationException']);
  });

  it('the judge notes what a careful client never sends', async () => {
    const { standIn, send } = await openWickr();
    const kinds = () => standIn.oracle.violations.map((it) => it.kind);

    await send(suspend(some(51)));
    await send(suspend([]));
    await send(suspend([...some(1), ...some(1)]));
    await send(suspend(['999']));
    await send({ ...suspend(some(1)), query: { suspend: 'true', force: 'true' } });
    const { token: _token, ...tokenless } = suspend(some(1));
    await send(tokenless);

    expect(kinds()).toEqual([
      'too-many-members',
      'empty-batch',
      'duplicate-members',
      'unknown-id',
      'unknown-member',
      'no-token',
    ]);
  });
});

describe('networks', () => {
  it('an unknown one is 404, or 403 where that is wanted', async () => {
    const { standIn, send } = await openWickr();
    const call: Call = { method: 'GET', path: '/networks/00000000' };

    const usual = await send(call);
    standIn.behaviour.unknownNetwork = 403;
    const other = await send(call);

    expect([usual.status, other.status]).toEqual([404, 403]);
    expect(usual.json()).toEqual({ message: 'Network not found' });
  });
});
