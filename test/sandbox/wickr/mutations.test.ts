import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Reason } from '../../../sandbox/wickr/answer.ts';
import { loadModel } from '../../../sandbox/wickr/model.ts';
import { unameOf } from '../../../sandbox/wickr/operations/user.ts';
import { checkShape } from '../../../sandbox/wickr/validate.ts';
import { type Call, getUser, openWickr, suspend } from './support.ts';

const network = '/networks/12345678';
const [ada, bo] = ['20000001', '20000002'];
const named = [
  { userId: ada, username: 'ada.alder@acme.example', firstName: 'Ada', lastName: 'Alder' },
  {
    userId: bo,
    username: 'bo.birch@acme.example',
    firstName: 'Bo',
    lastName: 'Birch',
    pending: true,
    inviteExpired: true,
  },
];
const options = { networks: [{ people: 30, named }] };

describe('suspending', () => {
  it('sets the state of each, and the judge knows who really changed', async () => {
    const { standIn, send } = await openWickr(options);

    const first = await send(suspend([ada, '999']));
    const again = await send(suspend([ada]));
    const back = await send(suspend([ada], undefined, false));

    expect(first.json()).toEqual({
      message: 'partial success',
      successful: [{ userId: ada }],
      failed: [{ userId: '999', field: 'username', reason: 'User not found' }],
    });
    expect(again.json()).toEqual({ message: 'success', successful: [{ userId: ada }], failed: [] });
    expect(back.status).toBe(200);
    expect(standIn.oracle.effectsOf(ada).map(({ what, changed }) => [what, changed])).toEqual([
      ['suspended', true],
      ['suspended', false],
      ['unsuspended', true],
    ]);
    expect(standIn.oracle.timesChanged(ada)).toBe(2);
    expect(standIn.oracle.timesChanged(ada, 'BatchDeleteUser')).toBe(0);
    expect(standIn.oracle.violations.map((it) => it.kind)).toEqual(['unknown-id']);
  });
});

describe('the rest of the batch operations', () => {
  it('deleting removes for good; deleting again does not find the person', async () => {
    const { standIn, send } = await openWickr(options);
    const remove: Call = { method: 'POST', path: `${network}/users/batch-delete`, body: { userIds: [ada] } };

    await send({ ...remove, token: 'one' });
    const again = await send({ ...remove, token: 'two' });
    const read = await send(getUser(ada));

    expect(again.json()).toMatchObject({ successful: [], failed: [{ userId: ada, reason: 'User not found' }] });
    expect(read.status).toBe(404);
    expect(standIn.oracle.timesChanged(ada)).toBe(1);
  });

  it('a duplicate invitation fails without saying whose it is', async () => {
    const { standIn, send } = await openWickr(options);
    const securityGroupIds = ['BCTY8Qhe'];

    const reply = await send({
      method: 'POST',
      path: `${network}/users`,
      body: {
        users: [
          { username: 'new.nell@acme.example', securityGroupIds },
          { username: 'ADA.alder@acme.example', securityGroupIds },
        ],
      },
      token: 'invite',
    });

    const { successful, failed, ...rest } = z
      .looseObject({ successful: z.array(z.looseObject({ userId: z.string() })), failed: z.array(z.unknown()) })
      .parse(reply.json());
    expect(rest).toEqual({});
    expect(successful).toMatchObject([
      { username: 'new.nell@acme.example', status: 1, inviteCode: expect.any(String) },
    ]);
    expect(failed).toEqual([{ userId: '0', field: 'username', reason: 'User already exists' }]);
    expect(standIn.oracle.effectsOf(successful[0]?.userId ?? '')).toMatchObject([
      { what: 'created new.nell@acme.example' },
    ]);
  });

  it('reinviting answers without message and field, and invites again each time', async () => {
    const { standIn, send } = await openWickr(options);
    const reinvite = { method: 'PATCH', path: `${network}/users/re-invite`, body: { userIds: [bo, ada, '999'] } };

    const reply = await send({ ...reinvite, token: 'one' });
    await send({ ...reinvite, token: 'two' });

    expect(reply.json()).toEqual({
      successful: [{ userId: bo }],
      failed: [
        { userId: ada, reason: 'user cannot be reinvited' },
        { userId: '999', reason: 'user not found in current network' },
      ],
    });
    expect(standIn.oracle.timesChanged(bo)).toBe(2);
  });

  it('resetting devices knows the user’s own devices only', async () => {
    const { standIn, send } = await openWickr(options);
    const appId = standIn.state.user('12345678', ada)?.devices[0]?.appId ?? '';

    const reply = await send({
      method: 'PATCH',
      path: `${network}/users/${ada}/devices`,
      body: { appIds: [appId, 'strange'] },
      token: 'reset',
    });

    expect(reply.json()).toEqual({
      message: 'partial success',
      successful: [{ appId }],
      failed: [{ appId: 'strange', field: 'appId', reason: 'Invalid app ID.' }],
    });
    expect(standIn.oracle.effectsOf(ada)).toHaveLength(1);
  });

  it('resetting a device that is reset changes nothing more', async () => {
    const { standIn, send } = await openWickr(options);
    const appIds = [standIn.state.user('12345678', ada)?.devices[0]?.appId];
    const reset = { method: 'PATCH', path: `${network}/users/${ada}/devices`, body: { appIds } };

    for (const token of ['one', 'two']) await send({ ...reset, token });

    expect(standIn.oracle.effectsOf(ada).map(({ changed }) => changed)).toEqual([true, false]);
  });

  it('updating changes what is named; looking up a hash gives the name', async () => {
    const { send } = await openWickr(options);

    const updated = await send({
      method: 'PATCH',
      path: `${network}/users`,
      body: { userId: ada, userDetails: { lastName: 'Ash' } },
    });
    const uname = unameOf('ada.alder@acme.example');
    const found = await send({
      method: 'POST',
      path: `${network}/users/uname-lookup`,
      body: { unames: [uname, 'nobody'] },
      token: 'lookup',
    });

    expect(updated.json()).toMatchObject({ userId: ada, networkId: '12345678', firstName: 'Ada', lastName: 'Ash' });
    expect(found.json()).toEqual({
      message: 'partial success',
      successful: [{ uname, username: 'ada.alder@acme.example' }],
      failed: [{ uname: 'nobody', field: 'uname', reason: 'Uname not found' }],
    });
  });
});

describe('every answer', () => {
  const securityGroupIds = ['BCTY8Qhe'];
  const calls: readonly (readonly [string, Call])[] = [
    ['ListNetworks', { method: 'GET', path: '/networks' }],
    ['GetNetwork', { method: 'GET', path: network }],
    ['ListUsers', { method: 'GET', path: `${network}/users`, query: { maxResults: '100' } }],
    ['GetUser', getUser(ada)],
    ['GetUsersCount', { method: 'GET', path: `${network}/users/count` }],
    ['ListDevicesForUser', { method: 'GET', path: `${network}/users/${ada}/devices` }],
    ['ListSecurityGroups', { method: 'GET', path: `${network}/security-groups` }],
    ['ListSecurityGroupUsers', { method: 'GET', path: `${network}/security-groups/${securityGroupIds[0]}/users` }],
    ['BatchToggleUserSuspendStatus', suspend([ada, '999'])],
    [
      'BatchCreateUser',
      { method: 'POST', path: `${network}/users`, body: { users: [{ username: 'n@acme.example', securityGroupIds }] } },
    ],
    ['BatchDeleteUser', { method: 'POST', path: `${network}/users/batch-delete`, body: { userIds: [ada, '999'] } }],
    ['BatchReinviteUser', { method: 'PATCH', path: `${network}/users/re-invite`, body: { userIds: [bo, ada] } }],
    ['BatchResetDevicesForUser', { method: 'PATCH', path: `${network}/users/${ada}/devices`, body: { appIds: ['x'] } }],
    ['UpdateUser', { method: 'PATCH', path: `${network}/users`, body: { userId: ada } }],
    ['BatchLookupUserUname', { method: 'POST', path: `${network}/users/uname-lookup`, body: { unames: ['x'] } }],
  ];

  it.each(calls)('of %s fits the model', async (name, call) => {
    const model = loadModel();
    const output = model.operations.find((operation) => operation.name === name)?.output ?? '';
    const { send } = await openWickr(options);

    const reply = await send(call);

    const reasons: Reason[] = [];
    checkShape(model, model.shape(output), reply.json(), name, reasons);
    expect(reply.status).toBe(200);
    expect(reasons).toEqual([]);
  });
});
