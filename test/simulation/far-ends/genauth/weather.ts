import type { Answer } from '../../../../sandbox/far-end/answer.ts';
import type { FaultBehaviour } from '../../../../sandbox/far-end/fault.ts';
import { after, before, htmlPage } from '../../../../sandbox/far-end/fault-rules.ts';
import {
  type Envelope,
  failure,
  internalError,
  malformed,
  ok,
  readEnvelope,
  render,
  throttled,
} from '../../../../sandbox/genauth/envelope.ts';
import type { Chance } from '../../world/chance.ts';
import type { Weather } from '../../world/weather.ts';
import type { DoneAndDenied, PassingCall } from '../wire/done-and-denied.ts';
import { ARRIVES, type Turn } from '../wire/turn.ts';

const says = (envelope: Envelope, more: Partial<Answer> = {}): Answer => ({ ...render(envelope, 'en-US'), ...more });
const html = htmlPage(200, 'Sign in');

/** Alters the `data` of a success that holds people; leaves anything else alone. */
const rewritePeople = (change: (people: readonly unknown[]) => readonly unknown[]): FaultBehaviour => ({
  kind: 'rewrite',
  rewrite(answer) {
    const envelope = readEnvelope(answer.body);
    const people = envelope?.['data'];
    if (!Array.isArray(people) || people.length === 0) return null;
    return { ...answer, body: JSON.stringify({ ...envelope, data: change(people) }) };
  },
});
const leftOut = rewritePeople((people) => people.slice(0, people.length >> 1));
const doubled = rewritePeople((people) => [...people, ...people]);
const stranger = rewritePeople((people) => [...people, { ...Object(people[0]), userId: 'f'.repeat(24), email: null }]);
const saysNo: FaultBehaviour = {
  kind: 'rewrite',
  rewrite(answer) {
    const envelope = readEnvelope(answer.body);
    const said = envelope?.['data'];
    const isYes = typeof said === 'object' && said !== null && 'success' in said;
    return isYes ? { ...answer, body: JSON.stringify({ ...envelope, data: { success: false } }) } : null;
  },
};

/** Verbs whose answer is one boolean for everybody. */
const ONE_YES = new Set(['delete', 'resign', 'kick']);

/** Draws what happens to each call. */
export function genAuthWeather(chance: Chance, weather: Weather, nowMs: () => number, doneAndDenied: DoneAndDenied) {
  const odds = chance.stream('genauth weather');
  const site = (name: string, on: number, most: number) => weather.site(`genauth ${name}`, { on, most });
  const refused = site('refused', 0.25, 0.2);
  const lost = site('lost', 0.3, 0.2);
  const answerLost = site('answer lost', 0.35, 0.3);
  const late = site('late effect', 0.3, 0.25);
  const throttle = site('throttle', 0.35, 0.4);
  const errorBefore = site('error before', 0.3, 0.3);
  const errorAfter = site('error after', 0.3, 0.3);
  const refusal = site('refusal', 0.35, 0.5);
  const denial = site('done and denied', 0.2, 0.3);
  const falseYes = site('false yes', 0.25, 0.3);
  const falseNo = site('false no', 0.25, 0.3);
  const partial = site('partial', 0.35, 0.4);
  const double = site('doubled', 0.3, 0.4);
  const foreign = site('foreign', 0.2, 0.2);
  const cut = site('cut', 0.2, 0.2);
  const lag = site('lag', 0.25, 0.5);
  const expired = site('token expired', 0.2, 0.2);
  const outage = weather.spell('genauth outage', { on: 0.15, longestMs: 8 * 60_000 });
  const lockedOut = weather.spell('genauth locked out', { on: 0.12, longestMs: 60_000 });
  const lockedOutAnswer = odds.pick([
    says(failure(401, 'Log in again', 2020)),
    says(failure(403, 'Forbidden')),
    says(failure(402, 'The plan does not cover it', 4021)),
  ]);

  /** Nothing, a number of seconds, a date, or an absurd number. */
  const retryAfter = (): Readonly<Record<string, string>> => {
    const seconds = odds.pick([0, 1, 2, 5, 10, 30, 60, 120, 300, 600, 86_400]);
    if (odds.happens(0.3)) return {};
    if (odds.happens(0.15)) return { 'retry-after': new Date(nowMs() + seconds * 1_000).toUTCString() };
    return { 'retry-after': String(seconds) };
  };
  const tooMuch = (): Answer => {
    const headers = { 'content-type': 'application/json; charset=utf-8', ...retryAfter() };
    return odds.happens(0.2) ? { status: 429, headers, body: '' } : says(throttled, { headers });
  };
  const error = (): Answer =>
    odds.pick([
      says(internalError),
      says(failure(500, 'Busy', 1000)),
      says(failure(503, 'Under repair'), { status: 503, headers: retryAfter() }),
      html,
      { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>502 Bad Gateway</h1>' },
      { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body: '' },
    ]);

  return (call: PassingCall): Turn => {
    const { name } = call;
    if (outage.holds()) return { ...ARRIVES, onTheWay: odds.happens(0.5) ? 'refused' : 'lost' };
    if (refused.happens()) return { ...ARRIVES, onTheWay: 'refused' };
    if (lost.happens()) return { ...ARRIVES, onTheWay: 'lost' };
    if (name === 'reads get-management-token') return ARRIVES;
    if (lockedOut.holds()) return { ...ARRIVES, behaviours: [before(lockedOutAnswer)] };
    if (expired.happens()) return { ...ARRIVES, behaviours: [before(says(failure(401, 'Log in again', 2020)))] };
    if (throttle.happens()) return { ...ARRIVES, behaviours: [before(tooMuch())] };
    if (errorBefore.happens()) return { ...ARRIVES, behaviours: [before(error())] };
    if (call.verb === null) return { ...ARRIVES, answerLost: answerLost.happens() };
    const malformedIds = before(says(malformed('userIds')));
    if (doneAndDenied.refuses(call)) return { ...ARRIVES, behaviours: [malformedIds] };
    if (doneAndDenied.befalls(call, denial)) {
      const lag: FaultBehaviour = { kind: 'lag', lagMs: odds.between(1, 5_000) };
      return { ...ARRIVES, behaviours: [lag, after(says(internalError))] };
    }
    if (refusal.happens()) return { ...ARRIVES, behaviours: [malformedIds] };
    if (errorAfter.happens()) return { ...ARRIVES, behaviours: [after(error())] };
    if (late.happens()) {
      return { ...ARRIVES, behaviours: [{ kind: 'late-effect', delayMs: odds.between(1, 600) * 1_000 }] };
    }
    if (ONE_YES.has(name) && falseYes.happens()) {
      return { ...ARRIVES, behaviours: [before(says(ok({ success: true })))] };
    }
    const behaviours: FaultBehaviour[] = [];
    if (lag.happens()) behaviours.push({ kind: 'lag', lagMs: odds.between(1, 5_000) });
    if (falseNo.happens()) behaviours.push(saysNo);
    if (partial.happens()) behaviours.push(leftOut);
    if (double.happens()) behaviours.push(doubled);
    if (foreign.happens()) behaviours.push(stranger);
    if (cut.happens()) behaviours.push({ kind: 'break-off', when: 'after-effect' });
    return { onTheWay: 'arrives', behaviours, answerLost: answerLost.happens() };
  };
}
