import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { capped } from '../../../src/directories/http/capped.ts';
import { cleanErrorName, errorAnswer } from '../../../src/directories/wickr/errors.ts';
import { NOW } from './harness.ts';

function answered(status: number, body: unknown, headers: Record<string, string> = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return errorAnswer({ status, headers, body: { kind: 'whole', text } }, NOW);
}

describe('the name of an error', () => {
  test.each([
    ['ForbiddenError', 'ForbiddenError'],
    ['ForbiddenError:http://internal.amazon.com/coral/com.amazonaws.wickr/', 'ForbiddenError'],
    ['aws.wickr#ForbiddenError', 'ForbiddenError'],
    ['aws.wickr#ForbiddenError:http://internal.amazon.com/', 'ForbiddenError'],
    ['ForbiddenError,OtherError', 'ForbiddenError'],
    ['', null],
    ['#', null],
  ])('%j is cleaned to %j', (raw, name) => {
    expect(cleanErrorName(raw)).toBe(name);
  });

  test('survives any namespace before it and anything after a colon or a comma', () => {
    const name = fc.stringMatching(/^[A-Z][A-Za-z]{0,30}$/);
    const namespace = fc.option(fc.stringMatching(/^[a-z.]{1,20}#$/), { nil: '' });
    const tail = fc.option(
      fc.tuple(fc.constantFrom(':', ','), fc.string()).map(([mark, rest]) => `${mark}${rest}`),
      { nil: '' },
    );
    fc.assert(
      fc.property(namespace, name, tail, (before, expected, after) => {
        expect(cleanErrorName(`${before}${expected}${after}`)).toBe(expected);
      }),
    );
  });

  test('is read from the header first, then from code, then from __type', () => {
    const body = { code: 'FromCode', __type: 'ns#FromType' };

    expect(answered(400, body, { 'x-amzn-errortype': 'FromHeader:http://x' }).name).toBe('FromHeader');
    expect(answered(400, body).name).toBe('FromCode');
    expect(answered(400, { __type: 'ns#FromType' }).name).toBe('FromType');
    expect(answered(400, {}).name).toBeNull();
  });
});

describe('what an error means', () => {
  test.each([
    [400, 'BadRequestError', 'invalid'],
    [422, 'ValidationError', 'invalid'],
    [401, 'UnauthorizedError', 'unauthenticated'],
    [403, 'ForbiddenError', 'forbidden'],
    [404, 'ResourceNotFoundError', 'not-found'],
    [429, 'RateLimitError', 'throttled'],
    [429, 'SomethingNew', 'throttled'],
    [500, 'InternalServerError', 'unavailable'],
    [503, 'ThrottlingException', 'unavailable'],
    [504, '', 'unavailable'],
    [400, 'ThrottlingException', 'throttled'],
    [400, 'ExpiredTokenException', 'unauthenticated'],
    [403, 'UnrecognizedClientException', 'unauthenticated'],
    [403, 'InvalidSignatureException', 'forbidden'],
    [400, 'RequestExpired', 'forbidden'],
    [400, 'AccessDeniedException', 'forbidden'],
    [302, '', 'unexpected'],
    [204, '', 'unexpected'],
    [409, 'ConflictException', 'unexpected'],
  ])('%i %s is %s', (status, name, problem) => {
    expect(answered(status, {}, { 'x-amzn-errortype': name }).problem).toBe(problem);
  });

  test('is said by message or Message, else by the status', () => {
    expect(answered(400, { message: ' Invalid userId. ' }).reason).toBe('Invalid userId.');
    expect(answered(403, { Message: 'User is not authorized' }).reason).toBe('User is not authorized');
    expect(answered(400, { message: null, Message: 'Second' }).reason).toBe('Second');
    expect(answered(502, '<html><body>Bad Gateway</body></html>')).toMatchObject({
      problem: 'unavailable',
      json: false,
      reason: 'Wickr answered 502',
    });
  });

  test('lists the reasons of a validation error and skips odd ones', () => {
    const body = { reasons: [{ field: 'userIds', reason: 'too long' }, 7, { reason: 'and wrong' }, { field: 'x' }] };

    expect(answered(422, body).reason).toBe('userIds: too long; and wrong');
  });

  test('names the clock when AWS refuses the time of a signature', () => {
    const date = new Date(NOW - 12 * 60_000).toUTCString();

    const skewed = answered(403, { message: 'Signature expired' }, { 'x-amzn-errortype': 'RequestExpired', date });
    const unclear = answered(403, {}, { 'x-amzn-errortype': 'SignatureDoesNotMatch' });

    expect(skewed.reason).toContain('12 min ahead of');
    expect(unclear.reason).toContain("check the secret key and this machine's clock");
  });

  test('survives any body', () => {
    fc.assert(
      fc.property(fc.integer({ min: 201, max: 599 }), fc.oneof(fc.json(), fc.string()), (status, text) => {
        const error = errorAnswer({ status, headers: {}, body: { kind: 'whole', text } }, NOW);

        expect(error.reason).not.toBe('');
        expect([...error.reason].length).toBeLessThanOrEqual(300);
      }),
    );
  });
});

test('a long reason is cut between characters', () => {
  const text = '😀'.repeat(400);

  expect([...capped(text)]).toHaveLength(300);
  expect(capped(text).isWellFormed()).toBe(true);
});
