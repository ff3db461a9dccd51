import { expect, test } from 'vitest';
import { ALICE, LEAVERS_GROUP } from '../../../../sandbox/slack/seed.ts';
import { openSlack, refusal } from './support.ts';

test('a member is told with e-mail only to those who may know it', async () => {
  const [may, mayNot] = await Promise.all([openSlack(), openSlack({ without: ['users:read.email'] })]);

  const known = await may.client.users.info({ user: ALICE });
  const unknown = await mayNot.client.users.info({ user: ALICE });

  expect(known.user).toMatchObject({
    id: ALICE,
    team_id: 'T0MUSTER01',
    deleted: false,
    is_bot: false,
    is_restricted: false,
    is_ultra_restricted: false,
    profile: { email: 'alice.moreau@acme.example', display_name: 'alice' },
  });
  expect(unknown.user?.profile).not.toHaveProperty('email');
});

test('guests, bots, those who left, Slackbot and people of other workspaces are told apart by their flags', async () => {
  const { client } = await openSlack();
  const ask = async (user: string) => (await client.users.info({ user })).user;

  expect(await ask('U0NINA0001')).toMatchObject({ is_restricted: true, is_ultra_restricted: false });
  expect(await ask('U0OTTO0001')).toMatchObject({ is_restricted: true, is_ultra_restricted: true });
  expect(await ask('U0REMIND01')).toMatchObject({ is_bot: true });
  expect(await ask('U0PAUL0001')).toMatchObject({ deleted: true });
  expect(await ask('USLACKBOT')).toMatchObject({ is_bot: false, name: 'slackbot' });
  const stranger = await ask('U0QUINN001');
  expect(stranger).toMatchObject({ team_id: 'T0PARTNER1', is_stranger: true });
  expect(stranger?.profile).not.toHaveProperty('email');
});

test('people are found by e-mail in any case, but not those who left or belong elsewhere', async () => {
  const { client } = await openSlack();

  expect(await client.users.lookupByEmail({ email: 'Alice.Moreau@ACME.example' })).toMatchObject({
    user: { id: ALICE },
  });
  for (const email of ['paul.gone@acme.example', 'quinn@partner.example', 'nobody@acme.example']) {
    expect(await refusal(client.users.lookupByEmail({ email }))).toMatchObject({ error: 'users_not_found' });
  }
});

test('the list of people comes in pages that miss nobody and repeat nobody', async () => {
  const { client, workspace } = await openSlack();
  const ids: (string | undefined)[] = [];
  let cursor = '';
  do {
    const page = await client.users.list({ limit: 4, ...(cursor === '' ? {} : { cursor }) });
    ids.push(...(page.members ?? []).map(({ id }) => id));
    cursor = page.response_metadata?.next_cursor ?? '';
  } while (cursor !== '');

  const ours = [...workspace.users.values()].filter(({ teamId }) => teamId === 'T0MUSTER01').map(({ id }) => id);
  expect(ids).toEqual(ours);
});

test('user groups list their members by id', async () => {
  const { client } = await openSlack();

  const { users } = await client.usergroups.users.list({ usergroup: LEAVERS_GROUP });
  const { usergroups } = await client.usergroups.list({ include_count: true });

  expect(users).toEqual(['U0ERIN0001', 'U0FRANK001', 'U0GRACE001']);
  expect(usergroups).toMatchObject([
    { handle: 'it-admins' },
    { handle: 'leavers', user_count: 3 },
    { handle: 'nobody' },
  ]);
  expect(await refusal(client.usergroups.users.list({ usergroup: 'S0NOSUCH01' }))).toMatchObject({
    error: 'no_such_subteam',
  });
});
