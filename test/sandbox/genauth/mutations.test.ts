import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exampleKey } from '../../../sandbox/genauth/server.ts';
import { ada, bo, cy, di, named, nobody } from './people.ts';
import { type Client, openGenauth, type Reply } from './support.ts';

const options = { pools: [{ ...exampleKey, people: 40, named }] };
const success = { statusCode: 200, data: { success: true } };
const notFound = { statusCode: 404, apiCode: 2004, requestId: expect.any(String) };
const brokenOff = { statusCode: 500, requestId: expect.any(String) };
const peopleOf = (reply: Reply) => z.array(z.looseObject({ userId: z.string() })).parse(reply.envelope().data);
const there = ({ standIn }: Client, ids: readonly string[]) =>
  ids.filter((id) => {
    const user = standIn.oracle.user(id);
    return user !== null && user.status !== 'Resigned';
  });

describe.each([
  ['delete-users-batch', 'deletion', 'deleted'],
  ['resign-user-batch', 'resignation', 'resigned'],
] as const)('%s', (operation, setting, kind) => {
  const four = [ada, bo, cy, di];

  it('does it to everybody once, and the judge knows', async () => {
    const client = await openGenauth(options);

    const reply = await client.post(operation, { userIds: [ada, bo] });

    expect(reply.envelope()).toEqual({ ...success, message: '操作成功' });
    expect(there(client, four)).toEqual([cy, di]);
    expect(client.standIn.oracle.effects.map((it) => [it.userId, it.kind, it.changed])).toEqual([
      [ada, kind, true],
      [bo, kind, true],
    ]);
  });

  it.each([
    ['ignore_unknown', success, [bo]],
    ['fail_all', notFound, [ada, bo]],
    ['partial_then_error', brokenOff, [bo]],
    ['false_success', success, [ada, bo]],
  ] as const)('with somebody unknown: %s', async (semantics, expected, left) => {
    const client = await openGenauth({ ...options, behaviour: { [setting]: semantics } });
    const userIds = semantics === 'ignore_unknown' ? [nobody, ada] : [ada, nobody, bo];

    const reply = await client.post(operation, { userIds });

    expect(reply.envelope()).toMatchObject(expected);
    expect(there(client, [ada, bo])).toEqual(left);
    expect(client.standIn.oracle.violations).toContainEqual(
      expect.objectContaining({ kind: 'unknown-id', detail: nobody }),
    );
  });

  it('that breaks off does so in the middle where everybody is known, and not with one alone', async () => {
    const client = await openGenauth({ ...options, behaviour: { [setting]: 'partial_then_error' } });

    const many = await client.post(operation, { userIds: four });
    const left = there(client, four);
    const single = await client.post(operation, { userIds: [cy] });
    const unknown = await client.post(operation, { userIds: [nobody] });

    expect(many.envelope()).toMatchObject(brokenOff);
    expect(left).toEqual([cy, di]);
    expect(single.envelope()).toMatchObject(success);
    expect(there(client, four)).toEqual([di]);
    expect(unknown.envelope()).toMatchObject(notFound);
  });

  it('takes 1 to 50 people, each named in a way that can be read', async () => {
    const client = await openGenauth(options);
    const placement =
      operation === 'delete-users-batch' ? { options: { userIdType: 'email' } } : { userIdType: 'email' };

    const refusals = [
      await client.post(operation, { userIds: [] }),
      await client.post(operation, { userIds: Array.from({ length: 51 }, (_, index) => `${index}`) }),
      await client.post(operation, {}),
      await client.post(operation, { userIds: [ada, ''] }),
      await client.post(operation, { userIds: ['bo.birch@acme.example', 'no-address'], ...placement }),
    ];
    const byEmail = await client.post(operation, { userIds: ['BO.birch@acme.example'], ...placement });

    for (const reply of refusals) {
      expect(reply.envelope()).toMatchObject({ statusCode: 400, message: '参数 userIds 格式错误' });
      expect(reply.envelope()).not.toHaveProperty('apiCode');
    }
    expect(byEmail.envelope()).toMatchObject(success);
    expect(there(client, four)).toEqual([ada, cy, di]);
    const kinds = client.standIn.oracle.violations.map(({ kind: violation }) => violation);
    expect(kinds).toEqual(['empty-batch', 'too-many-members']);
  });
});

describe('deleting', () => {
  it('ends everything and leaves a line on the list of the archived', async () => {
    const { post, get, clock } = await openGenauth(options);
    clock.advance(1_000);
    const startAt = Math.floor(clock.now() / 1_000);

    await post('delete-users-batch', { userIds: [ada] });
    const read = await get('get-user', `userId=${ada}`);
    const listed = await get('list-archived-users', `startAt=${startAt}`);
    const earlier = await get('list-archived-users', 'limit=50');

    expect(read.envelope()).toMatchObject(notFound);
    expect(listed.envelope().data).toEqual({
      totalCount: 1,
      list: [{ userId: ada, archivedAt: new Date(clock.now()).toISOString() }],
    });
    expect(earlier.envelope().data).toMatchObject({ totalCount: 2 });
  });

  it('may leave no line, or an archived user', async () => {
    const { post, get, standIn } = await openGenauth({
      ...options,
      behaviour: { archivedListShowsDeleted: false, deletedUsers: 'kept_as_archived' },
    });

    await post('delete-users-batch', { userIds: [ada] });

    expect((await get('get-user', `userId=${ada}`)).envelope().data).toMatchObject({ status: 'Archived' });
    expect((await get('list-archived-users', '')).envelope().data).toMatchObject({ totalCount: 1 });
    expect(standIn.oracle.user(ada)?.sessions).toEqual([]);
  });

  it('a second time changes nothing, and frees nobody’s id', async () => {
    const { post, standIn } = await openGenauth(options);

    await post('delete-users-batch', { userIds: [ada] });
    await post('delete-users-batch', { userIds: [ada] });
    const successor = await post('create-user', { email: 'ada.alder@acme.example' });

    expect(standIn.oracle.timesChanged(ada, 'deleted')).toBe(1);
    expect(successor.envelope()).toMatchObject({ statusCode: 200, data: { userId: expect.not.stringContaining(ada) } });
  });
});

describe('resigning', () => {
  it('keeps the profile and takes the rest, for good', async () => {
    const { post, get } = await openGenauth(options);

    const reply = await post('resign-user', { userId: 'ada', userIdType: 'username' });
    const user = await get('get-user', `userId=${ada}&withDepartmentIds=true`);
    const apps = await get('get-user-loggedin-apps', `userId=${ada}`);
    const back = await post('update-user', { userId: ada, status: 'Activated' });

    expect(reply.envelope()).toMatchObject(success);
    expect(user.envelope().data).toMatchObject({
      status: 'Resigned',
      workStatus: 'Closed',
      name: 'Ada Alder',
      departmentIds: [],
    });
    expect(apps.envelope().data).toEqual([]);
    expect(back.envelope()).toMatchObject({ statusCode: 422, requestId: expect.any(String) });
  });

  it('again is an effect without a change; of nobody, a refusal', async () => {
    const { post, standIn } = await openGenauth(options);

    await post('resign-user', { userId: bo });
    await post('resign-user', { userId: bo });
    const unknown = await post('resign-user', { userId: nobody });

    expect(standIn.oracle.effectsOf(bo).map(({ changed }) => changed)).toEqual([true, false]);
    expect(unknown.envelope()).toMatchObject(notFound);
  });

  it('can be undone where the service is told to let it', async () => {
    const { post } = await openGenauth({ ...options, behaviour: { statusChanges: 'any' } });

    await post('resign-user', { userId: bo });
    const back = await post('update-user', { userId: bo, status: 'Activated' });

    expect(back.envelope()).toMatchObject({ statusCode: 200, data: { status: 'Activated' } });
  });
});

describe('suspending', () => {
  it('does not end log-ins unless told to; kicking does', async () => {
    const { post, standIn } = await openGenauth(options);
    const [first, second] = standIn.apps.map(({ appId }) => appId);

    const suspended = await post('update-user', { userId: ada, status: 'Suspended' });
    const still = await post('check-session-status', { userId: ada, appId: first });
    const kicked = await post('kick-users', { userId: ada, appIds: [first] });
    const gone = await post('check-session-status', { userId: ada, appId: first });
    const other = await post('check-session-status', { userId: ada, appId: second });

    expect(suspended.envelope()).toMatchObject({ statusCode: 200, data: { userId: ada, status: 'Suspended' } });
    expect(kicked.envelope()).toMatchObject(success);
    expect([still, gone, other].map((reply) => reply.envelope().data)).toEqual([
      { active: true },
      { active: false },
      { active: true },
    ]);
    expect(standIn.oracle.effectsOf(ada).map((it) => [it.kind, it.detail])).toEqual([
      ['suspended', ''],
      ['signed-out', first],
    ]);
  });

  it('may end log-ins', async () => {
    const { post, standIn } = await openGenauth({ ...options, behaviour: { suspensionEndsSessions: true } });

    await post('update-user', { userId: ada, status: 'Suspended' });

    expect(standIn.oracle.user(ada)?.sessions).toEqual([]);
  });

  it('may be a success without effect, as may resigning', async () => {
    const behaviour = { update: 'false_success', resignation: 'false_success' } as const;
    const { post, standIn } = await openGenauth({ ...options, behaviour });

    const suspended = await post('update-user', { userId: bo, status: 'Suspended' });
    const resigned = await post('resign-user', { userId: bo });

    expect(suspended.envelope()).toMatchObject({ statusCode: 200, data: { status: 'Activated' } });
    expect(resigned.envelope()).toMatchObject(success);
    expect(standIn.oracle.effects).toEqual([]);
  });

  it('again changes nothing; activating brings back', async () => {
    const { post, standIn } = await openGenauth(options);

    for (const status of ['Suspended', 'Suspended', 'Activated']) await post('update-user', { userId: bo, status });

    expect(standIn.oracle.effectsOf(bo).map((it) => [it.kind, it.changed])).toEqual([
      ['suspended', true],
      ['suspended', false],
      ['activated', true],
    ]);
  });
});

describe('kicking', () => {
  it('takes one user and 1 to 50 known applications', async () => {
    const { post, standIn } = await openGenauth(options);
    const appIds = standIn.apps.map(({ appId }) => appId);

    const tooMany = await post('kick-users', { userId: ada, appIds });
    const none = await post('kick-users', { userId: ada, appIds: [] });
    const strange = await post('kick-users', { userId: ada, appIds: ['strange'] });
    const fifty = await post('kick-users', {
      userId: 'ada',
      appIds: appIds.slice(0, 50),
      options: { userIdType: 'username' },
    });
    const again = await post('kick-users', { userId: ada, appIds: appIds.slice(0, 50) });

    for (const reply of [tooMany, none]) {
      expect(reply.envelope()).toMatchObject({ statusCode: 400, message: '参数 appIds 格式错误' });
    }
    expect(strange.envelope()).toMatchObject({ statusCode: 404, apiCode: 2011 });
    for (const reply of [fifty, again]) expect(reply.envelope()).toMatchObject(success);
    expect(standIn.oracle.user(ada)?.sessions).toEqual(appIds.slice(50));
    expect(standIn.oracle.timesChanged(ada, 'signed-out')).toBe(1);
  });
});

describe('updating', () => {
  it('changes what is named, empties what is null, and tells fields from status', async () => {
    const { post, standIn } = await openGenauth(options);

    const reply = await post('update-user', { userId: ada, username: null, company: 'Birch', status: 'Suspended' });

    expect(reply.envelope().data).toMatchObject({ username: null, company: 'Birch', email: 'ada.alder@acme.example' });
    expect(standIn.oracle.effectsOf(ada).map((it) => [it.kind, it.detail])).toEqual([
      ['suspended', ''],
      ['updated', 'username profile'],
    ]);
  });

  it.each([
    ['e-mail, in any case', { email: 'BO.BIRCH@acme.example' }],
    ['user name', { username: 'una' }],
    ['phone in the same country', { phone: '5550100123', phoneCountryCode: '+1' }],
    ['external id', { externalId: 'una' }],
  ])('cannot take somebody else’s %s', async (_name, fields) => {
    const { post, standIn } = await openGenauth(options);

    const reply = await post('update-user', { userId: cy, ...fields });

    expect(reply.envelope()).toMatchObject({ statusCode: 409, requestId: expect.any(String) });
    expect(standIn.oracle.effectsOf(cy)).toEqual([]);
  });

  it('takes the same phone number in another country', async () => {
    const { post } = await openGenauth(options);

    const reply = await post('update-user', { userId: cy, phone: '5550100123', phoneCountryCode: '+49' });

    expect(reply.envelope().statusCode).toBe(200);
  });

  it.each([
    ['a status nobody knows', { status: 'Asleep' }],
    ['a malformed e-mail', { email: 'x' }],
  ])('refuses %s', async (_name, fields) => {
    const { post } = await openGenauth(options);

    expect((await post('update-user', { userId: cy, ...fields })).envelope().statusCode).toBe(400);
  });
});

describe('updating a batch', () => {
  const suspend = (ids: readonly string[]) => ({ list: ids.map((userId) => ({ userId, status: 'Suspended' })) });
  const suspended = ({ standIn }: Client) =>
    [ada, bo, cy, di].filter((id) => standIn.oracle.user(id)?.status === 'Suspended');

  it('answers everybody as they are now, in any order', async () => {
    const client = await openGenauth(options);

    const reply = await client.post('update-user-batch', suspend([ada, bo, cy]));

    const people = peopleOf(reply);
    expect(people.map(({ userId }) => userId).toSorted()).toEqual([ada, bo, cy]);
    expect(people.every((user) => user['status'] === 'Suspended')).toBe(true);
    expect(suspended(client)).toEqual([ada, bo, cy]);
  });

  it.each([
    ['fail_all', [nobody, ada], notFound, []],
    ['ignore_unknown', [nobody, ada], { statusCode: 200, data: [{ userId: ada, status: 'Suspended' }] }, [ada]],
    ['partial_then_error', [ada, bo, cy, di], brokenOff, [ada, bo]],
    ['false_success', [ada], { statusCode: 200, data: [{ userId: ada, status: 'Activated' }] }, []],
  ] as const)('%s', async (update, ids, expected, changed) => {
    const client = await openGenauth({ ...options, behaviour: { update } });

    const reply = await client.post('update-user-batch', suspend(ids));

    expect(reply.envelope()).toMatchObject(expected);
    expect(suspended(client)).toEqual(changed);
  });

  it('knows native ids only', async () => {
    const { post } = await openGenauth(options);

    const reply = await post('update-user-batch', { ...suspend(['ada']), options: { userIdType: 'username' } });

    expect(reply.envelope()).toMatchObject(notFound);
  });

  it('does not let two rows take one name', async () => {
    const client = await openGenauth(options);
    const list = [ada, bo].map((userId) => ({ userId, username: 'twins' }));

    const reply = await client.post('update-user-batch', { list });

    expect(reply.envelope().statusCode).toBe(409);
    expect(client.standIn.oracle.effects).toEqual([]);
  });
});

describe('creating', () => {
  const invitation = {
    autoGeneratePassword: true,
    resetPasswordOnFirstLogin: true,
    sendNotification: { sendEmailNotification: true },
  };

  it('makes a fresh user with a lower-case e-mail', async () => {
    const { post, get, standIn } = await openGenauth(options);

    const reply = await post('create-user', {
      email: 'New.Nell@acme.example',
      name: 'Nell',
      password: 'not kept',
      gender: 'F',
    });

    const user = z.looseObject({ userId: z.string() }).parse(reply.envelope().data);
    expect(user.userId).toMatch(/^[0-9a-f]{24}$/);
    expect(user).toMatchObject({ email: 'new.nell@acme.example', status: 'Activated', gender: 'F', lastLogin: null });
    expect((await get('get-user', `userId=${user.userId}`)).envelope().data).toEqual(user);
    expect(standIn.oracle.effectsOf(user.userId)).toMatchObject([{ kind: 'created', detail: 'new.nell@acme.example' }]);
    expect(JSON.stringify([standIn.oracle, standIn.messages()])).not.toContain('not kept');
  });

  it.each([
    ['without a name to sign in with', { name: 'Nell' }, 400],
    ['with somebody’s e-mail', { email: 'bo.BIRCH@acme.example' }, 409],
    [
      'with a mail that links to no application',
      { username: 'nell', options: { sendNotification: { appId: 'strange' } } },
      404,
    ],
  ])('is refused %s', async (_name, body, statusCode) => {
    const { post, standIn } = await openGenauth(options);

    expect((await post('create-user', body)).envelope()).toMatchObject({ statusCode, requestId: expect.any(String) });
    expect(standIn.oracle.effects).toEqual([]);
  });

  it('invites each by one mail when told to, and nobody otherwise', async () => {
    const { post, standIn, clock } = await openGenauth(options);
    const [app] = standIn.apps;
    const appId = app?.appId;

    await post('create-user', { email: 'quiet@acme.example' });
    const reply = await post('create-users-batch', {
      list: [{ email: 'One@acme.example' }, { username: 'mailless' }],
      options: { ...invitation, sendNotification: { sendEmailNotification: true, appId } },
    });

    const created = peopleOf(reply);
    const one = created.find((user) => user['email'] === 'one@acme.example')?.userId ?? '';
    expect(created.every((user) => user['resetPasswordOnNextLogin'] === true)).toBe(true);
    expect(standIn.messages()).toEqual([
      { at: clock.now(), kind: 'invitation', via: 'email', to: 'one@acme.example', userId: one, appId },
    ]);
    expect(standIn.oracle.timesChanged(one, 'invited')).toBe(1);
  });

  it.each([
    ['fail_all', { statusCode: 409 }, []],
    ['partial_then_error', brokenOff, ['one@acme.example']],
    ['skip_conflicts', { statusCode: 200, data: expect.any(Array) }, ['one@acme.example', 'three@acme.example']],
  ] as const)('a batch with a conflict: %s', async (creation, expected, created) => {
    const { post, standIn } = await openGenauth({ ...options, behaviour: { creation } });
    const list = ['one@acme.example', 'bo.birch@acme.example', 'three@acme.example'].map((email) => ({ email }));

    const reply = await post('create-users-batch', { list, options: invitation });

    expect(reply.envelope()).toMatchObject(expected);
    expect(standIn.messages().map(({ to }) => to)).toEqual(created);
  });

  it('two rows of one batch cannot share an e-mail', async () => {
    const { post } = await openGenauth(options);

    const reply = await post('create-users-batch', {
      list: [{ email: 'A@acme.example' }, { email: 'a@acme.example' }],
    });

    expect(reply.envelope().statusCode).toBe(409);
  });
});

describe('resetting a password', () => {
  it('mails it once, to the address that was meant', async () => {
    const { post, standIn, clock } = await openGenauth(options);
    const notify = (notification: object) => ({
      userId: bo,
      options: {
        autoGeneratePassword: true,
        resetPasswordOnNextLogin: true,
        sendPasswordResetedNotification: notification,
      },
    });

    const reply = await post('update-user', notify({ sendDefaultEmailNotification: true }));
    await post('update-user', notify({ inputSendEmailNotification: 'private@home.example' }));
    await post('update-user', {
      userId: bo,
      options: { sendPasswordResetedNotification: { sendDefaultEmailNotification: true } },
    });

    expect(reply.envelope().data).toMatchObject({ userId: bo, resetPasswordOnNextLogin: true });
    const mail = { at: clock.now(), kind: 'password-reset', via: 'email', userId: bo, appId: null };
    expect(standIn.messages()).toEqual([
      { ...mail, to: 'bo.birch@acme.example' },
      { ...mail, to: 'private@home.example' },
    ]);
    expect(standIn.oracle.timesChanged(bo, 'password-reset')).toBe(2);
  });
});

describe('what reads show', () => {
  it('comes late when told to, later still in lists, and the truth is there at once', async () => {
    const { post, get, standIn, clock } = await openGenauth({
      ...options,
      behaviour: { visibilityLagMs: 3_000, searchLagMs: 2_000 },
    });
    const status = async () =>
      z.object({ status: z.string() }).parse((await get('get-user', `userId=${bo}`)).envelope().data).status;
    const found = async () => {
      const body = {
        keywords: 'bo.birch',
        advancedFilter: [{ field: 'status', operator: 'EQUAL', value: 'Suspended' }],
      };
      return z.object({ totalCount: z.number() }).parse((await post('list-users', body)).envelope().data).totalCount;
    };

    await post('update-user', { userId: bo, status: 'Suspended' });
    const truth = standIn.oracle.user(bo)?.status;
    const seen = [[await status(), await found()]];
    for (const step of [2_999, 1, 2_000]) {
      clock.advance(step);
      seen.push([await status(), await found()]);
    }

    expect(truth).toBe('Suspended');
    expect(seen).toEqual([
      ['Activated', 0],
      ['Activated', 0],
      ['Suspended', 0],
      ['Suspended', 1],
    ]);
  });

  it('the deleted stay to be seen, but cannot be changed', async () => {
    const { post, get, clock } = await openGenauth({ ...options, behaviour: { visibilityLagMs: 3_000 } });

    await post('delete-users-batch', { userIds: [bo] });
    const lagging = await get('get-user-batch', `userIds[]=${bo}`);
    const change = await post('update-user', { userId: bo, status: 'Suspended' });
    clock.advance(3_000);
    const gone = await get('get-user-batch', `userIds[]=${bo}`);

    expect(peopleOf(lagging)).toHaveLength(1);
    expect(change.envelope()).toMatchObject(notFound);
    expect(peopleOf(gone)).toEqual([]);
  });
});

describe('starting over', () => {
  it('brings everybody back and forgets mails, settings and logs', async () => {
    const { post, standIn } = await openGenauth(options);
    standIn.behaviour.deletion = 'fail_all';
    await post('delete-users-batch', { userIds: [ada] });
    await post('create-user', {
      email: 'x@acme.example',
      options: { sendNotification: { sendEmailNotification: true } },
    });

    standIn.reset();

    expect(standIn.oracle.user(ada)?.status).toBe('Activated');
    expect(standIn.behaviour.deletion).toBe('ignore_unknown');
    expect([standIn.messages(), standIn.oracle.effects, standIn.oracle.calls]).toEqual([[], [], []]);
  });
});
