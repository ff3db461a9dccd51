import type { FaultRule } from '../far-end/fault.ts';
import { after, before, networkFaults, rule } from '../far-end/fault-rules.ts';

import { badRequest, forbidden, invalid, problem, unauthorized } from './answer.ts';
import { rewriteBatch, rewriteJson, rewriteName } from './rewrites.ts';

const throttled = (headers: Readonly<Record<string, string>> = {}) =>
  problem(429, 'RateLimitError', { message: 'Too many requests' }, headers);
const internalError = problem(500, 'InternalServerError', { message: 'Something went wrong' });
const unavailable = problem(503, 'ServiceUnavailable', { message: 'Service is unable to handle request' });

/** Faults that can be armed by id: what the sandbox's drawer offers and most tests need. */
export const faultCatalogue: readonly FaultRule[] = [
  rule('throttle', '429, without saying how long to wait', 'all', before(throttled())),
  rule('throttle-wait', '429, come back in 2 s', 'all', before(throttled({ 'retry-after': '2' }))),
  rule('error-500', '500, nothing was done', 'all', before(internalError)),
  rule('error-500-after', '500, although it was done', 'mutations', after(internalError)),
  rule('error-503', '503, nothing was done', 'all', before(unavailable)),
  rule('error-503-after', '503, although it was done', 'mutations', after(unavailable)),
  ...networkFaults,
  rule('fail-first', 'The first person of the batch fails: “User not found”', 'mutations', {
    kind: 'fail-items',
    reasonFor: (_id, index) => (index === 0 ? 'User not found' : null),
  }),
  rule('refuse-batch', '422, the whole batch is refused', 'mutations', {
    ...before(invalid([{ field: 'userIds', reason: 'Invalid userId.' }])),
  }),
  rule('refuse-batch-400', '400, the whole batch is refused', 'mutations', before(badRequest('Bad request'))),
  rule('missing-entry', 'The answer says nothing about one person', 'mutations', {
    kind: 'rewrite',
    rewrite: rewriteBatch((entries) => entries.slice(0, -1)),
  }),
  rule('foreign-id', 'The answer names somebody who was not asked about', 'mutations', {
    kind: 'rewrite',
    rewrite: rewriteBatch((entries) => [...entries, { userId: '31337' }]),
  }),
  rule('repeated-id', 'The answer names one person twice as done', 'mutations', {
    kind: 'rewrite',
    rewrite: rewriteBatch((entries) => [...entries, ...entries.slice(0, 1)]),
  }),
  rule('doubled-id', 'The answer names one person as done and as failed', 'mutations', {
    kind: 'rewrite',
    rewrite: rewriteJson((body) => {
      const [first] = Array.isArray(body['successful']) ? body['successful'] : [];
      if (first === undefined) return null;
      const failed = Array.isArray(body['failed']) ? body['failed'] : [];
      return { ...body, failed: [...failed, { ...first, field: 'username', reason: 'User not found' }] };
    }),
  }),
  rule('wrong-types', 'The answer has values of the wrong types', 'all', {
    kind: 'rewrite',
    rewrite: rewriteJson((body) =>
      Object.fromEntries(Object.entries(body).map(([name, value]) => [name, typeof value === 'string' ? 7 : 'seven'])),
    ),
  }),
  rule('error-name-uri', 'An error’s name carries a URI', 'all', {
    kind: 'rewrite',
    rewrite: rewriteName((name) => `com.amazonaws.wickr#${name}:http://internal.amazon.com/coral/com.amazonaws.wickr/`),
  }),
  rule('capital-message', 'An error writes Message with a capital letter', 'all', {
    kind: 'rewrite',
    rewrite: (answer) =>
      answer.status < 400
        ? null
        : rewriteJson(({ message, ...rest }) => (message === undefined ? null : { ...rest, Message: message }))(answer),
  }),
  rule('unauthorized', '401, nothing was done', 'all', before(unauthorized('Unauthorized'))),
  rule('expired-token', '403, the session token has expired', 'all', {
    ...before(
      problem(403, 'ExpiredTokenException', { message: 'The security token included in the request is expired' }),
    ),
  }),
  rule('forbidden', '403, nothing was done', 'all', before(forbidden('Forbidden'))),
];

/** These accounts fail one by one, without effect, wherever a batch names them. Inject with Infinity. */
export function failItems(ids: readonly string[], reason = 'User not found'): FaultRule {
  return rule('fail-items', `${ids.length} accounts always fail: “${reason}”`, 'mutations', {
    kind: 'fail-items',
    reasonFor: (id) => (ids.includes(id) ? reason : null),
  });
}

/** A batch that names one of these is refused as a whole. Inject with Infinity. */
export function poison(ids: readonly string[], status: 400 | 422 = 422): FaultRule {
  const answer =
    status === 400 ? badRequest('Invalid userId.') : invalid([{ field: 'userIds', reason: 'Invalid userId.' }]);
  return {
    ...rule('poison', `${ids.length} accounts spoil every batch they are in (${status})`, 'mutations', before(answer)),
    matches: (call) => call.people.some((id) => ids.includes(id)),
  };
}
