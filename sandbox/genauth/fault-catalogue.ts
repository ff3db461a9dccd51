import type { Answer } from '../far-end/answer.ts';
import type { FaultBehaviour, FaultRule, FaultyCall, OperationFilter } from '../far-end/fault.ts';
import { after, before, htmlPage, networkFaults, rule } from '../far-end/fault-rules.ts';
import { type Envelope, failure, internalError, malformed, ok, readEnvelope, render, throttled } from './envelope.ts';

const emptyBody: Answer = { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body: '' };
const says = (envelope: Envelope, change: Partial<Answer> = {}): Answer => ({
  ...render(envelope, 'zh-CN'),
  ...change,
});

const rewriteBody = (change: (body: string) => string | null): FaultBehaviour => ({
  kind: 'rewrite',
  rewrite(answer) {
    const body = change(answer.body);
    return body === null ? null : { ...answer, body };
  },
});

/** Alters `data` of a success; null leaves it alone and the fault armed. */
const rewriteData = (change: (data: unknown) => unknown): FaultBehaviour =>
  rewriteBody((body) => {
    const envelope = readEnvelope(body);
    const data = envelope?.['statusCode'] === 200 ? (change(envelope['data']) ?? null) : null;
    return data === null ? null : JSON.stringify({ ...envelope, data });
  });
const rewritePeople = (change: (people: readonly unknown[]) => readonly unknown[]): FaultBehaviour =>
  rewriteData((data) => (Array.isArray(data) && data.length > 0 ? change(data) : null));

/** Faults of the log-in say something to those only who are past it. */
const pastTheDesk = (call: FaultyCall) => call.operation !== 'get-management-token';
const readBatch: OperationFilter = ['get-user-batch'];

/** Faults that can be armed by id: what the sandbox's drawer offers and most tests need. */
export const faultCatalogue: readonly FaultRule[] = [
  rule('throttle', '429 in a body with HTTP 200, without saying how long to wait', 'all', before(says(throttled))),
  rule(
    'throttle-wait',
    '429, come back in 2 s',
    'all',
    before({
      ...says(throttled, { status: 429 }),
      headers: { 'content-type': 'application/json; charset=utf-8', 'retry-after': '2' },
    }),
  ),
  rule('throttle-gateway', 'A proxy’s 429 without a word', 'all', before({ status: 429, headers: {}, body: '' })),
  rule('error-500', '500 in a body with HTTP 200, nothing was done', 'all', before(says(internalError))),
  rule('error-500-after', '500 in a body, although it was done', 'mutations', after(says(internalError))),
  rule('busy', 'Busy, try later (1000), nothing was done', 'all', before(says(failure(500, '系统繁忙', 1000)))),
  rule('error-503', '503, nothing was done', 'all', before(says(failure(503, '服务维护中'), { status: 503 }))),
  rule(
    'error-503-after',
    '503, although it was done',
    'mutations',
    after(says(failure(503, '服务维护中'), { status: 503 })),
  ),
  rule('html-200', 'An HTML page with 200, nothing was done', 'all', before(htmlPage(200, 'Sign in'))),
  rule('html-200-after', 'An HTML page with 200, although it was done', 'mutations', after(htmlPage(200, 'Sign in'))),
  rule('empty', 'An empty body with 200, nothing was done', 'all', before(emptyBody)),
  rule('empty-after', 'An empty body with 200, although it was done', 'mutations', after(emptyBody)),
  ...networkFaults,
  rule(
    'redirect',
    'A redirect to another path, nothing was done',
    'all',
    before({ status: 302, headers: { location: './redirected' }, body: '' }),
  ),
  {
    ...rule('expired-token', '401, the token is no longer good', 'all', before(says(failure(401, '登录已过期', 2020)))),
    matches: pastTheDesk,
  },
  {
    ...rule(
      'clock-skew',
      '1305, the clocks disagree',
      'all',
      before(says(failure(401, '时间戳与服务器时间相差过大', 1305))),
    ),
    matches: pastTheDesk,
  },
  {
    ...rule('replay', '1306, the signature has been used', 'all', before(says(failure(401, '签名已被使用', 1306)))),
    matches: pastTheDesk,
  },
  rule(
    'metering',
    '402, the plan does not cover it, nothing was done',
    'mutations',
    before(says(failure(402, '当前套餐不支持', 4021))),
  ),
  rule('refuse-batch', '400, the whole batch is refused', 'mutations', before(says(malformed('userIds')))),
  rule(
    'false-success',
    'The answer says success, but nothing was done',
    ['delete-users-batch', 'resign-user', 'resign-user-batch', 'kick-users'],
    before(says(ok({ success: true }))),
  ),
  rule(
    'not-success',
    'It is done, but the answer says success: false',
    'mutations',
    rewriteData((data) => (isSuccess(data) ? { success: false } : null)),
  ),
  rule(
    'missing-entry',
    'A look-up says nothing about one person',
    readBatch,
    rewritePeople((people) => people.slice(0, -1)),
  ),
  rule(
    'foreign-id',
    'A look-up names somebody who was not asked about',
    readBatch,
    rewritePeople(([first, ...rest]) => [first, ...rest, { ...Object(first), userId: 'ffffffffffffffffffffffff' }]),
  ),
  rule(
    'repeated-id',
    'A look-up names one person twice',
    readBatch,
    rewritePeople((people) => [...people, ...people.slice(0, 1)]),
  ),
  rule(
    'wrong-types',
    'The answer has values of the wrong types',
    'all',
    rewriteData(() => 'seven'),
  ),
];

const isSuccess = (data: unknown) => typeof data === 'object' && data !== null && 'success' in data;

/** A batch that names one of these is refused as a whole, and nothing is done. Inject with Infinity. */
export function poison(ids: readonly string[], statusCode: 400 | 500 = 400): FaultRule {
  const answer = says(statusCode === 400 ? malformed('userIds') : internalError);
  return {
    ...rule(
      'poison',
      `${ids.length} accounts spoil every batch they are in (${statusCode})`,
      'mutations',
      before(answer),
    ),
    matches: (call) => call.people.some((id) => ids.includes(id)),
  };
}
