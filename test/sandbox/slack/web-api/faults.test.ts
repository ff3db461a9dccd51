import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { expect, test } from 'vitest';
import { APPROVALS_CHANNEL } from '../../../../sandbox/slack/seed.ts';
import { openSlack, refusal, type Slack } from './support.ts';

const post = ({ client }: Slack) => client.chat.postMessage({ channel: APPROVALS_CHANNEL, text: 'Hello' });
const posted = ({ workspace }: Slack) => workspace.history(APPROVALS_CHANNEL).length;
const failure = (call: Promise<unknown>) =>
  call.then(
    () => null,
    (error: unknown) => error,
  );

test('a throttled call tells how long to wait, has no effect, and is the only one', async () => {
  const slack = await openSlack();
  slack.faults.set('rate-limited', { count: 1, retryAfterS: 7 });

  const error = await failure(post(slack));

  expect(error).toBeInstanceOf(WebAPIRateLimitedError);
  expect(error).toMatchObject({ retryAfter: 7 });
  expect(posted(slack)).toBe(0);
  await post(slack);
  expect(posted(slack)).toBe(1);
});

test('a throttled call may say nothing of how long to wait', async () => {
  const slack = await openSlack();
  slack.faults.set('rate-limited-silent', { count: 1 });

  const answer = await fetch(`${slack.url}/api/chat.postMessage`, { method: 'POST' });

  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, null]);
});

test('a response lost before the effect leaves nothing, and one lost after it leaves the message', async () => {
  const slack = await openSlack();

  slack.faults.set('lost-before', { count: 1 });
  expect(await failure(post(slack))).toBeInstanceOf(WebAPIRequestError);
  expect(posted(slack)).toBe(0);

  slack.faults.set('lost-after', { count: 1 });
  expect(await failure(post(slack))).toBeInstanceOf(WebAPIRequestError);
  expect(posted(slack)).toBe(1);

  expect(slack.webApi.calls).toMatchObject([
    { ok: false, error: 'connection_lost', faults: ['lost-before'] },
    { ok: true, error: null, faults: ['lost-after'] },
  ]);
});

test('a lost response waits for a call that changes something, unless a method is named', async () => {
  const slack = await openSlack();

  slack.faults.set('lost-after', { count: 1 });
  await slack.client.auth.test();
  expect(await failure(post(slack))).toBeInstanceOf(WebAPIRequestError);

  slack.faults.set('lost-after', { count: 1, method: 'auth.test' });
  await post(slack);
  expect(await failure(slack.client.auth.test())).toBeInstanceOf(WebAPIRequestError);
});

test.each([
  ['error-500', 500],
  ['error-503-html', 503],
])('%s is an HTTP error without effect', async (id, statusCode) => {
  const slack = await openSlack();
  slack.faults.set(id, { count: 1 });

  const error = await failure(post(slack));

  expect(error).toBeInstanceOf(WebAPIHTTPError);
  expect(error).toMatchObject({ statusCode });
  expect(posted(slack)).toBe(0);
});

test('Slack may refuse the token, or anything with any error', async () => {
  const slack = await openSlack();

  slack.faults.set('invalid-auth', { count: 1 });
  expect(await refusal(post(slack))).toMatchObject({ error: 'invalid_auth' });
  slack.faults.set('platform-error:is_archived', { count: 1 });
  const error = await failure(post(slack));

  expect(error).toBeInstanceOf(WebAPIPlatformError);
  expect(error).toMatchObject({ data: { error: 'is_archived' } });
  expect(posted(slack)).toBe(0);
});

test('a slow answer comes when the clock says so', async () => {
  const slack = await openSlack();
  const startedAt = slack.clock.now();
  slack.faults.set('slow', { count: 1, delayMs: 5_000 });
  const slept = slack.slept();

  const answer = post(slack);
  await slept;
  expect(posted(slack)).toBe(0);
  slack.clock.advance(5_000);

  const { ts } = await answer;
  expect(Number(ts)).toBeCloseTo((startedAt + 5_000) / 1_000, 3);
});

test('faults are listed with what remains of them, and cleared', async () => {
  const slack = await openSlack();
  const remaining = () => slack.faults.list().filter((fault) => fault.remaining > 0);
  expect(remaining()).toEqual([]);

  slack.faults.set('error-500', { count: 2 });
  slack.faults.set('platform-error:fatal_error', { count: 1, method: 'chat.update' });
  await failure(post(slack));

  expect(remaining()).toMatchObject([
    { id: 'error-500', where: 'slack', remaining: 1 },
    { id: 'platform-error:fatal_error', remaining: 1 },
  ]);
  slack.faults.clear();
  expect(remaining()).toEqual([]);
  expect(() => slack.faults.set('no-such-fault', { count: 1 })).toThrow('no-such-fault');
});
