import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Change } from '../../../src/directories/genauth/failure.ts';
import { readAnswer } from '../../../src/directories/genauth/reading-answers.ts';
import { NOW } from './harness.ts';

function answered(
  body: unknown,
  {
    http = 200,
    headers = {},
    change = 'whole',
  }: { http?: number; headers?: Record<string, string>; change?: Change } = {},
) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const exchange = { kind: 'answer', status: http, headers, body: { kind: 'whole', text } } as const;
  return readAnswer(exchange, { change, answer: z.object({ n: z.number() }) }, NOW);
}

describe('the body decides, whatever HTTP says', () => {
  test.each([200, 201, 302, 400, 404, 422, 429, 500, 503])('a success under HTTP %s is one', (http) => {
    expect(answered({ statusCode: 200, data: { n: 1 } }, { http })).toEqual({
      kind: 'ok',
      requestId: null,
      value: { n: 1 },
    });
  });

  test.each([200, 404, 500])('an unknown user under HTTP %s is one', (http) => {
    const body = { statusCode: 404, apiCode: 2004, message: '用户不存在', requestId: 'r' };

    expect(answered(body, { http })).toMatchObject({
      kind: 'person',
      problem: 'not-found',
      requestId: 'r',
      status: 404,
    });
  });

  test('an apiCode beside success says nothing', () => {
    expect(answered({ statusCode: 200, apiCode: 2004, data: { n: 1 } })).toMatchObject({ kind: 'ok' });
  });

  test.each([201, 20001, 0])('a statusCode of %s is no success', (statusCode) => {
    expect(answered({ statusCode, data: { n: 1 } })).toMatchObject({ kind: 'unexpected', effect: 'in-doubt' });
  });

  test('the older form of an error is read as well', () => {
    const body = { uniqueId: 'u-1', statusCode: 499, message: 'x', apiCode: '2011', data: null };

    expect(answered(body)).toMatchObject({ kind: 'invalid', problem: 'application', apiCode: 2011, requestId: 'u-1' });
  });

  test('an id of the call that is none is left out', () => {
    expect(answered({ statusCode: 400, requestId: 'a\nb' })).toMatchObject({ requestId: null });
  });
});

describe('a code means', () => {
  test.each<[number, number | undefined, object]>([
    [400, undefined, { kind: 'invalid', problem: 'parameters', effect: 'none' }],
    [401, undefined, { kind: 'blocked', cause: 'credentials', effect: 'none' }],
    [402, undefined, { kind: 'blocked', cause: 'plan', effect: 'none' }],
    [403, undefined, { kind: 'blocked', cause: 'forbidden', effect: 'none' }],
    [404, undefined, { kind: 'invalid', problem: 'not-found', effect: 'none' }],
    [409, undefined, { kind: 'invalid', problem: 'conflict', effect: 'none' }],
    [413, undefined, { kind: 'invalid', problem: 'too-large', effect: 'none' }],
    [422, undefined, { kind: 'invalid', problem: 'parameters', effect: 'none' }],
    [422, 4004, { kind: 'blocked', cause: 'forbidden', effect: 'none' }],
    [429, undefined, { kind: 'throttled', effect: 'none' }],
    [499, undefined, { kind: 'invalid', problem: 'parameters', effect: 'none' }],
    [499, 1000, { kind: 'unavailable', effect: 'in-doubt' }],
    [400, 1300, { kind: 'blocked', cause: 'signature', effect: 'none' }],
    [400, 1301, { kind: 'blocked', cause: 'signature' }],
    [400, 1302, { kind: 'blocked', cause: 'signature' }],
    [400, 1303, { kind: 'blocked', cause: 'signature' }],
    [400, 1304, { kind: 'blocked', cause: 'signature' }],
    [400, 1305, { kind: 'blocked', cause: 'clock', effect: 'none' }],
    [400, 1306, { kind: 'lost', cause: 'replayed', effect: 'in-doubt' }],
    [400, 2004, { kind: 'person', problem: 'not-found', effect: 'none' }],
    [400, 2005, { kind: 'person', problem: 'locked', effect: 'none' }],
    [400, 2011, { kind: 'invalid', problem: 'application' }],
    [400, 2020, { kind: 'blocked', cause: 'credentials', effect: 'none' }],
    [400, 2224, { kind: 'blocked', cause: 'pool', effect: 'none' }],
    [400, 4021, { kind: 'blocked', cause: 'plan' }],
    [400, 2120008, { kind: 'person', problem: 'inactive', effect: 'none' }],
    [409, 2026, { kind: 'invalid', problem: 'conflict' }],
    [500, undefined, { kind: 'unavailable', status: 500, enveloped: true, effect: 'in-doubt' }],
    [501, undefined, { kind: 'blocked', cause: 'unsupported' }],
    [502, undefined, { kind: 'unavailable', effect: 'in-doubt' }],
    [503, undefined, { kind: 'unavailable', effect: 'in-doubt' }],
    [601, undefined, { kind: 'extension', effect: 'in-doubt' }],
    [603, undefined, { kind: 'extension', effect: 'in-doubt' }],
    [777, undefined, { kind: 'unexpected', effect: 'in-doubt' }],
  ])('%s with apiCode %s: %j', (statusCode, apiCode, expected) => {
    expect(answered({ statusCode, apiCode, message: 'm' })).toMatchObject(expected);
  });
});

describe('without an envelope HTTP speaks', () => {
  test.each([
    [400, { kind: 'invalid', problem: 'parameters' }],
    [401, { kind: 'blocked', cause: 'credentials' }],
    [403, { kind: 'blocked', cause: 'forbidden' }],
    [404, { kind: 'blocked', cause: 'pool' }],
    [408, { kind: 'unexpected', effect: 'in-doubt' }],
    [413, { kind: 'invalid', problem: 'too-large' }],
    [429, { kind: 'throttled' }],
    [500, { kind: 'unavailable', enveloped: false, effect: 'in-doubt' }],
    [504, { kind: 'unavailable', effect: 'in-doubt' }],
    [301, { kind: 'unexpected', effect: 'in-doubt' }],
    [200, { kind: 'lost', cause: 'unreadable', effect: 'in-doubt' }],
    [204, { kind: 'lost', cause: 'unreadable', effect: 'in-doubt' }],
  ])('%s: %j', (http, expected) => {
    expect(answered('<html>', { http })).toMatchObject(expected);
  });

  test('an envelope with a text where its number should be is none', () => {
    expect(answered({ statusCode: '200', data: { n: 1 } })).toMatchObject({ kind: 'lost', cause: 'unreadable' });
  });

  test('and it can say how long to wait', () => {
    expect(answered('', { http: 503, headers: { 'retry-after': '7' } })).toMatchObject({ retryAfterMs: 7_000 });
  });
});

describe('a read changes nothing, however it ends', () => {
  test.each([
    [{ statusCode: 500 }],
    [{ statusCode: 603 }],
    [{ statusCode: 400, apiCode: 1306 }],
    [{ statusCode: 200, data: { success: false } }],
    ['<html>'],
  ])('%j', (body) => {
    expect(answered(body, { change: 'none' })).toMatchObject({ effect: 'none' });
  });
});

describe('the sentence for a person', () => {
  const reason = (body: unknown, headers: Record<string, string> = {}, http = 200) => {
    const called = answered(body, { http, headers });
    return called.kind === 'ok' ? '' : called.reason;
  };
  const refusedTime = { statusCode: 400, apiCode: 1305, message: '' };

  test("tells how far this machine's clock is off", () => {
    const date = new Date(NOW + 10 * 60_000).toUTCString();

    expect(reason(refusedTime, { date })).toContain("this machine's clock is 10 min behind GenAuth's");
  });

  test('tells to look elsewhere when the clocks agree', () => {
    expect(reason(refusedTime, { date: new Date(NOW).toUTCString() })).toContain('proxy that holds requests back');
  });

  test('tells to look at the clock when theirs is not known', () => {
    expect(reason(refusedTime)).toContain("check this machine's clock");
  });

  test.each([
    [
      { statusCode: 401, message: 'nope' },
      'GenAuth does not accept our access key: check accessKeyId and accessKeySecret (401: nope)',
    ],
    [
      { statusCode: 400, apiCode: 1300, message: '' },
      /signature.headerPrefix and signature.scheme \(400, code 1300\)$/,
    ],
    [{ statusCode: 400, message: '参数 userIds 格式错误' }, '参数 userIds 格式错误'],
    [{ statusCode: 400 }, 'GenAuth answered 400 and gave no reason'],
  ])('of %j', (body, words) => {
    expect(reason(body)).toMatch(words);
  });

  test('of a redirect names the setting to look at', () => {
    expect(reason('', { location: 'https://elsewhere.example' }, 302)).toContain('check host');
  });

  test('is cut to a length people read', () => {
    expect(reason({ statusCode: 400, message: 'x'.repeat(5_000) }).length).toBeLessThanOrEqual(300);
  });
});
