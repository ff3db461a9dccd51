import type { FaultBehaviour } from '../../../../sandbox/far-end/fault.ts';
import type { Answer } from '../../../../sandbox/wickr/answer.ts';
import { badRequest, forbidden, notFound, problem, unauthorized } from '../../../../sandbox/wickr/answer.ts';
import { rewriteBatch, rewriteJson } from '../../../../sandbox/wickr/rewrites.ts';
import type { Chance } from '../../world/chance.ts';
import type { Weather } from '../../world/weather.ts';
import type { DoneAndDenied, PassingCall } from '../wire/done-and-denied.ts';
import { ARRIVES, type Turn } from '../wire/turn.ts';

const before = (answer: Answer): FaultBehaviour => ({ kind: 'answer', when: 'before-effect', answer });
const after = (answer: Answer): FaultBehaviour => ({ kind: 'answer', when: 'after-effect', answer });
const html: Answer = { status: 502, headers: { 'content-type': 'text/html' }, body: '<h1>502 Bad Gateway</h1>' };

/** Wickr's answer with the first half of its entries. */
const leftOut: FaultBehaviour = {
  kind: 'rewrite',
  rewrite: rewriteBatch((entries) => entries.slice(0, Math.floor(entries.length / 2))),
};
const doubled: FaultBehaviour = { kind: 'rewrite', rewrite: rewriteBatch((entries) => [...entries, ...entries]) };
const stranger: FaultBehaviour = {
  kind: 'rewrite',
  rewrite: rewriteBatch((entries) => [...entries, { userId: '7700000000', username: 'stranger@acme.example' }]),
};
/** The same person among the successful and the failed. */
const contradicted: FaultBehaviour = {
  kind: 'rewrite',
  rewrite: rewriteJson((body) => {
    const { successful, failed } = body;
    const [first] = Array.isArray(successful) ? successful : [];
    if (first === undefined || !Array.isArray(failed)) return null;
    return { ...body, failed: [...failed, { ...first, field: 'username', reason: 'Something went wrong' }] };
  }),
};
const cutJson: FaultBehaviour = {
  kind: 'rewrite',
  rewrite: (answer) =>
    answer.status === 200 ? { ...answer, body: answer.body.slice(0, answer.body.length >> 1) } : null,
};

/** Draws what happens to each call. */
export function wickrWeather(chance: Chance, weather: Weather, nowMs: () => number, doneAndDenied: DoneAndDenied) {
  const odds = chance.stream('wickr weather');
  const site = (name: string, on: number, most: number) => weather.site(`wickr ${name}`, { on, most });
  const refused = site('refused', 0.25, 0.2);
  const lost = site('lost', 0.3, 0.2);
  const answerLost = site('answer lost', 0.35, 0.3);
  const late = site('late effect', 0.3, 0.25);
  const throttle = site('throttle', 0.35, 0.4);
  const errorBefore = site('error before', 0.3, 0.3);
  const errorAfter = site('error after', 0.3, 0.3);
  const refusal = site('refusal', 0.35, 0.5);
  const denial = site('done and denied', 0.2, 0.3);
  const partial = site('partial', 0.35, 0.4);
  // Wickr does not say whom it refused an invitation, so whoever is not mentioned is hard to tell from them.
  const silence = site('silence', 0.5, 0.6);
  const double = site('doubled', 0.3, 0.4);
  const foreign = site('foreign', 0.3, 0.4);
  const contradiction = site('contradiction', 0.3, 0.4);
  const cut = site('cut', 0.2, 0.2);
  const lag = site('lag', 0.25, 0.5);
  const outage = weather.spell('wickr outage', { on: 0.15, longestMs: 8 * 60_000 });
  const lockedOut = weather.spell('wickr locked out', { on: 0.12, longestMs: 60_000 });
  const lockedOutAnswer = odds.pick([
    unauthorized('The security token included in the request is invalid.'),
    forbidden('User is not authorized to perform this'),
    notFound('Network not found'),
  ]);

  /** Nothing, a number of seconds, a date, or an absurd number. */
  const retryAfter = (): Readonly<Record<string, string>> => {
    const seconds = odds.pick([0, 1, 2, 5, 10, 30, 60, 120, 300, 600, 86_400]);
    if (odds.happens(0.25)) return {};
    if (odds.happens(0.15)) return { 'retry-after': new Date(nowMs() + seconds * 1_000).toUTCString() };
    if (odds.happens(0.1)) return { 'x-amz-retry-after': String(seconds * 1_000) };
    return { 'retry-after': String(seconds) };
  };
  const error = (): Answer => {
    if (odds.happens(0.3)) return html;
    const status = odds.pick([500, 503, 504]);
    const name = status === 500 ? 'InternalServerError' : 'ServiceUnavailable';
    return problem(status, name, { message: 'Something went wrong' }, odds.happens(0.2) ? retryAfter() : {});
  };

  return (call: PassingCall): Turn => {
    if (outage.holds()) return { ...ARRIVES, onTheWay: odds.happens(0.5) ? 'refused' : 'lost' };
    if (lockedOut.holds()) return { ...ARRIVES, behaviours: [before(lockedOutAnswer)] };
    if (refused.happens()) return { ...ARRIVES, onTheWay: 'refused' };
    if (lost.happens()) return { ...ARRIVES, onTheWay: 'lost' };
    if (throttle.happens()) {
      return {
        ...ARRIVES,
        behaviours: [before(problem(429, 'RateLimitError', { message: 'Slow down' }, retryAfter()))],
      };
    }
    if (errorBefore.happens()) return { ...ARRIVES, behaviours: [before(error())] };
    if (call.verb === null) return { ...ARRIVES, answerLost: answerLost.happens() };
    if (doneAndDenied.refuses(call)) return { ...ARRIVES, behaviours: [before(poisoned)] };
    if (doneAndDenied.befalls(call, denial)) return { ...ARRIVES, behaviours: [after(error())] };
    if (refusal.happens()) return { ...ARRIVES, behaviours: [before(poisoned)] };
    if (errorAfter.happens()) return { ...ARRIVES, behaviours: [after(error())] };
    if (late.happens()) {
      return { ...ARRIVES, behaviours: [{ kind: 'late-effect', delayMs: odds.between(1, 600) * 1_000 }] };
    }
    const behaviours: FaultBehaviour[] = [];
    if (lag.happens()) behaviours.push({ kind: 'lag', lagMs: odds.between(1, 20_000) });
    if (partial.happens() || (call.verb === 'invite' && silence.happens())) behaviours.push(leftOut);
    if (double.happens()) behaviours.push(doubled);
    if (foreign.happens()) behaviours.push(stranger);
    if (contradiction.happens()) behaviours.push(contradicted);
    if (cut.happens()) behaviours.push(odds.happens(0.5) ? cutJson : { kind: 'break-off', when: 'after-effect' });
    return { onTheWay: 'arrives', behaviours, answerLost: answerLost.happens() };
  };
}

export const poisoned: Answer = badRequest('One of the ids is not valid.');
