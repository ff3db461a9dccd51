import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { capped } from '../http/capped.ts';
import { clockSkew } from '../http/clock-skew.ts';
import { jsonOf } from '../http/json-of.ts';
import { headerText, retryAfterMs } from '../http/retry-after.ts';
import type { AnswerBody } from '../http/transport.ts';

/** What an answer other than 200 means for us. */
export type Problem =
  /** 400 and 422: the request was refused as it stands. */
  | 'invalid'
  | 'not-found'
  | 'throttled'
  /** Any 5xx: the effect is in doubt. */
  | 'unavailable'
  | 'unauthenticated'
  | 'forbidden'
  /** A redirect, a 409, a 204 …: not an answer Wickr documents, perhaps not even Wickr's. */
  | 'unexpected';

export interface ErrorAnswer {
  readonly kind: 'error';
  readonly problem: Problem;
  readonly status: number;
  /** The shape's name without namespace, such as `BadRequestError`, or null when the answer carries none. */
  readonly name: string | null;
  /** The body was a JSON object, so that the answer came from AWS and not from a proxy on the way. */
  readonly json: boolean;
  /** For a person. May quote what the far side wrote: never logged. */
  readonly reason: string;
  readonly retryAfterMs: number | null;
  readonly requestId: string | null;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: AnswerBody;
}

const Text = z.string().nullable().catch(null);
const ErrorBody = z
  .object({
    code: Text,
    __type: Text,
    message: Text,
    Message: Text,
    reasons: z.array(z.object({ field: Text, reason: Text }).catch({ field: null, reason: null })).catch([]),
  })
  .nullable()
  .catch(null);

export function errorAnswer(answer: Answer, nowMs: number): ErrorAnswer {
  const body = ErrorBody.parse(jsonOf(answer.body));
  const name = cleanErrorName(headerText(answer.headers['x-amzn-errortype']) ?? body?.code ?? body?.__type ?? '');
  const validation = (body?.reasons ?? []).flatMap(({ field, reason }) =>
    reason === null ? [] : [field === null ? reason : `${field}: ${reason}`],
  );
  const stated = [body?.message ?? body?.Message, validation.join('; ')].map((text) => text?.trim()).filter(Boolean);
  const reason = name !== null && CLOCK_NAMES.has(name) ? clockReason(name, answer.headers, nowMs) : stated.join(' – ');
  return {
    kind: 'error',
    problem: problemOf(answer.status, name),
    status: answer.status,
    name,
    json: body !== null,
    reason: capped(reason) || `Wickr answered ${answer.status}${name === null ? '' : ` (${name})`}`,
    retryAfterMs: retryAfterMs(answer.headers, nowMs, 'x-amz-retry-after'),
    requestId: requestIdOf(answer.headers),
  };
}

export function requestIdOf(headers: IncomingHttpHeaders): string | null {
  return headerText(headers['x-amzn-requestid']) ?? headerText(headers['x-amz-request-id']);
}

/**
 * `aws.wickr#ForbiddenError:http://…` and its like become `ForbiddenError`; null when nothing is left.
 * https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization
 */
export function cleanErrorName(raw: string): string | null {
  const uncut = raw.split(',', 1)[0]?.split(':', 1)[0] ?? '';
  return uncut.slice(uncut.lastIndexOf('#') + 1).trim() || null;
}

/**
 * Names AWS's own front layer answers with before Wickr sees the call, with status 400 or 403.
 * https://docs.aws.amazon.com/general/latest/gr/CommonErrors.html
 */
const CREDENTIAL_NAMES = new Set([
  'UnauthorizedError',
  'ExpiredToken',
  'ExpiredTokenException',
  'TokenRefreshRequired',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidToken',
]);
const CLOCK_NAMES = new Set([
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'AuthFailure',
]);
const DENIAL_NAMES = new Set([
  'ForbiddenError',
  'AccessDenied',
  'AccessDeniedException',
  'NotAuthorized',
  'OptInRequired',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
]);
const THROTTLE_NAMES = new Set([
  'RateLimitError',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
]);

/** By status first; the name only tells apart what 400 and 403 lump together. */
function problemOf(status: number, name: string | null): Problem {
  if (status >= 500) return 'unavailable';
  switch (status) {
    case 401:
      return 'unauthenticated';
    case 404:
      return 'not-found';
    case 422:
      return 'invalid';
    case 429:
      return 'throttled';
    case 400:
    case 403:
      if (name === null) break;
      if (CREDENTIAL_NAMES.has(name)) return 'unauthenticated';
      if (CLOCK_NAMES.has(name) || DENIAL_NAMES.has(name)) return 'forbidden';
      if (THROTTLE_NAMES.has(name)) return 'throttled';
      break;
    default:
      return 'unexpected';
  }
  return status === 400 ? 'invalid' : 'forbidden';
}

function clockReason(name: string, headers: IncomingHttpHeaders, nowMs: number): string {
  const skew = clockSkew(headers, nowMs);
  return skew === null
    ? `AWS refused the signature (${name}): check the secret key and this machine's clock`
    : `AWS refused the signature (${name}): this machine's clock is ${skew} AWS's`;
}
