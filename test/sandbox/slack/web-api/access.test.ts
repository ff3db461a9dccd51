import { expect, test } from 'vitest';
import { GENERAL_CHANNEL } from '../../../../sandbox/slack/seed.ts';
import { openSlack, refusal } from './support.ts';

test('the bot’s own client learns from auth.test who it is', async () => {
  const { client } = await openSlack();

  const { team_id, user_id, bot_id, response_metadata } = await client.auth.test();

  expect({ team_id, user_id, bot_id }).toEqual({
    team_id: 'T0MUSTER01',
    user_id: 'U0MUSTER01',
    bot_id: 'B0MUSTER01',
  });
  expect(response_metadata?.scopes).toContain('chat:write');
});

test('a call without a token is not authed, and one with a wrong token has invalid auth', async () => {
  const { clientWith } = await openSlack();

  expect(await refusal(clientWith(undefined).auth.test())).toMatchObject({ error: 'not_authed' });
  expect(await refusal(clientWith('xoxb-not-this-one').auth.test())).toMatchObject({ error: 'invalid_auth' });
});

test('only the app token opens a Socket Mode connection, and it opens nothing else', async () => {
  const { client, clientWith, tokens } = await openSlack();
  const app = clientWith(tokens.app);

  expect(await app.apps.connections.open()).toMatchObject({ url: 'ws://127.0.0.1:1/link/?ticket=one' });
  expect(await refusal(client.apps.connections.open())).toMatchObject({ error: 'not_allowed_token_type' });
  expect(await refusal(app.chat.postMessage({ channel: GENERAL_CHANNEL, text: 'x' }))).toMatchObject({
    error: 'not_allowed_token_type',
  });
});

test('a scope the manifest does not ask for is named as missing', async () => {
  const { client } = await openSlack({ without: ['chat:write'] });

  const refused = await refusal(client.chat.postMessage({ channel: GENERAL_CHANNEL, text: 'Hello' }));

  expect(refused).toMatchObject({ error: 'missing_scope', needed: 'chat:write' });
  expect(refused['provided']).toMatch(/^channels:history,/);
});

test('a method Slack does not have is unknown', async () => {
  const { client } = await openSlack();

  expect(await refusal(client.apiCall('chat.shout'))).toMatchObject({ error: 'unknown_method' });
});

test('a missing argument is named', async () => {
  const { client } = await openSlack();

  expect(await refusal(client.apiCall('users.info'))).toMatchObject({
    error: 'invalid_arguments',
    response_metadata: { messages: ['[ERROR] missing required field: user'] },
  });
});

test('JSON, forms, multipart and a GET with the token in the query say the same', async () => {
  const { url, tokens } = await openSlack();
  const address = `${url}/api/users.info`;
  const headers = { authorization: `Bearer ${tokens.bot}` };
  const form = new FormData();
  form.set('user', 'U0ALICE001');

  const answers = await Promise.all([
    fetch(address, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ user: 'U0ALICE001' }),
    }),
    fetch(address, { method: 'POST', headers, body: new URLSearchParams({ user: 'U0ALICE001' }) }),
    fetch(address, { method: 'POST', headers, body: form }),
    fetch(address, { method: 'POST', body: new URLSearchParams({ user: 'U0ALICE001', token: tokens.bot }) }),
    fetch(`${address}?user=U0ALICE001&token=${tokens.bot}`),
  ]);

  for (const answer of answers) {
    expect(answer.status).toBe(200);
    expect(answer.headers.get('x-accepted-oauth-scopes')).toBe('users:read');
    expect(await answer.json()).toMatchObject({ ok: true, user: { id: 'U0ALICE001' } });
  }
});

test('a token inside a JSON body counts for nothing', async () => {
  const { url, tokens } = await openSlack();

  const answer = await fetch(`${url}/api/auth.test`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: tokens.bot }),
  });

  expect(await answer.json()).toEqual({ ok: false, error: 'not_authed' });
});

test('a body that cannot be read is refused with HTTP 200', async () => {
  const { url } = await openSlack();
  const post = async (contentType: string, body: string) => {
    const answer = await fetch(`${url}/api/auth.test`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body,
    });
    expect(answer.status).toBe(200);
    return answer.json();
  };

  expect(await post('application/json', '{')).toMatchObject({ error: 'invalid_json' });
  expect(await post('application/json', '[]')).toMatchObject({ error: 'json_not_object' });
  expect(await post('multipart/form-data; boundary=x', 'nothing')).toMatchObject({ error: 'invalid_form_data' });
  expect(await post('text/plain', 'hello')).toMatchObject({ error: 'invalid_post_type' });
});

test('calls are recorded without their token', async () => {
  const { client, webApi, tokens } = await openSlack();
  const heard: string[] = [];
  const stop = webApi.onCall(({ method }) => heard.push(method));

  await client.auth.test({ token: tokens.bot });
  await refusal(client.users.info({ user: 'U0NOBODY99' }));
  stop();
  await client.auth.test();

  expect(heard).toEqual(['auth.test', 'users.info']);
  expect(webApi.calls).toMatchObject([
    { method: 'auth.test', ok: true, error: null, args: {}, faults: [] },
    { method: 'users.info', ok: false, error: 'user_not_found', args: { user: 'U0NOBODY99' } },
    { method: 'auth.test', ok: true },
  ]);
  expect(JSON.stringify(webApi.calls)).not.toContain(tokens.bot);
});
