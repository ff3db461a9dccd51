import { after, before } from '../../sandbox/far-end/fault-rules.ts';
import { internalError, malformed, ok, render } from '../../sandbox/genauth/envelope.ts';
import { forbidden, problem } from '../../sandbox/wickr/answer.ts';
import type { SimulatedOperation } from './far-end.ts';
import * as pool from './far-ends/genauth/people.ts';
import { DELETE, INVITE, MOVE, REINVITE, RESET_DEVICES, SUSPEND, UNSUSPEND } from './far-ends/wickr/people.ts';
import type { Turn } from './far-ends/wire/turn.ts';
import { type Plot, USUAL_PLOT } from './story/wish.ts';

/** A request whose whole life is known beforehand, to be cut at every port call of it. */
export interface ReferenceRequest {
  readonly name: string;
  readonly kind: 'wickr' | 'genauth';
  readonly operation: SimulatedOperation;
  readonly people: number;
  readonly plot: Plot;
  /** What happens to the first calls that change something. */
  readonly script: readonly Turn[];
  /** People whose batch is refused as a whole, by their place. */
  readonly poison: readonly number[];
}

const WELL: Turn = { onTheWay: 'arrives', behaviours: [], answerLost: false };
const ANSWER_LOST: Turn = { ...WELL, answerLost: true };
const LOST: Turn = { ...WELL, onTheWay: 'lost' };
const LATE: Turn = { ...WELL, behaviours: [{ kind: 'late-effect', delayMs: 90_000 }] };
const THROTTLED: Turn = {
  ...WELL,
  behaviours: [
    {
      kind: 'answer',
      when: 'before-effect',
      answer: problem(429, 'RateLimitError', { message: 'Slow down' }, { 'retry-after': '30' }),
    },
  ],
};
const LOCKED_OUT: Turn = {
  ...WELL,
  behaviours: [{ kind: 'answer', when: 'before-effect', answer: forbidden('User is not authorized') }],
};

const request = (
  name: string,
  operation: SimulatedOperation,
  people: number,
  more: Partial<ReferenceRequest> = {},
): ReferenceRequest => ({ name, kind: 'wickr', operation, people, plot: USUAL_PLOT, script: [], poison: [], ...more });

const inPool = (...[name, operation, people, more]: Parameters<typeof request>): ReferenceRequest => ({
  ...request(`${name} in a user pool`, operation, people, more),
  kind: 'genauth',
});

const IN_PART_THEN_500: Turn = { ...WELL, behaviours: [after(render(internalError, 'en-US'))] };
const REFUSED: Turn = { ...WELL, behaviours: [before(render(malformed('userIds'), 'en-US'))] };
const FALSE_YES: Turn = { ...WELL, behaviours: [before(render(ok({ success: true }), 'en-US'))] };

const plot = (more: Partial<Plot>): Plot => ({ ...USUAL_PLOT, ...more });

export const REFERENCE_REQUESTS: readonly ReferenceRequest[] = [
  request('a suspension', SUSPEND, 3),
  request('an unsuspension', UNSUSPEND, 2),
  request('a deletion, approved by two', DELETE, 2),
  request('an invitation', INVITE, 2),
  request('another invitation', REINVITE, 2),
  request('a move to another group', MOVE, 2),
  request('a reset of devices', RESET_DEVICES, 2),
  request('two batches, the first answer lost', SUSPEND, 52, { script: [ANSWER_LOST] }),
  request('two batches, throttled', SUSPEND, 52, { script: [THROTTLED] }),
  request('a batch lost on its way, then throttled', SUSPEND, 2, { script: [LOST, THROTTLED] }),
  request('an invitation whose answer is lost', INVITE, 2, { script: [ANSWER_LOST] }),
  request('another invitation whose answer is lost', REINVITE, 2, { script: [ANSWER_LOST] }),
  request('a deletion that comes late', DELETE, 2, { script: [LATE] }),
  request('a batch with somebody who is refused, asked for again', SUSPEND, 4, {
    poison: [1],
    plot: plot({ retry: true }),
  }),
  request('two batches, stopped', SUSPEND, 52, { plot: plot({ stopAfterMs: 0 }) }),
  request('a batch in doubt, stopped', SUSPEND, 2, { script: [LOST], plot: plot({ stopAfterMs: 0 }) }),
  request('a pause and its resumption', SUSPEND, 2, { script: [LOCKED_OUT] }),
  request('a pause and its end', SUSPEND, 2, { script: [LOCKED_OUT], plot: plot({ whenPaused: 'stop' }) }),
  request('a rejection', SUSPEND, 2, { plot: plot({ decision: 'reject' }) }),
  request('a withdrawal', SUSPEND, 2, { plot: plot({ decision: 'withdraw' }) }),
  request('an expiry', SUSPEND, 2, { plot: plot({ decision: 'nobody' }) }),
  request('an approval that comes too late', SUSPEND, 2, { plot: plot({ decision: 'too-late', meddling: true }) }),
  inPool('a suspension', pool.SUSPEND, 3),
  inPool('an activation', pool.ACTIVATE, 2),
  inPool('a deletion, approved by two,', pool.DELETE, 2),
  inPool('a resignation', pool.RESIGN, 2),
  inPool('an invitation', pool.INVITE, 2),
  inPool('a log-out', pool.KICK, 2),
  inPool('a log-out that comes late and is refused meanwhile,', pool.KICK, 1, { script: [LATE, REFUSED] }),
  inPool('an invitation whose answer is lost', pool.INVITE, 2, { script: [ANSWER_LOST] }),
  inPool('a suspension that is done and called an error', pool.SUSPEND, 2, { script: [IN_PART_THEN_500] }),
  inPool('a suspension that is refused as a whole once', pool.SUSPEND, 3, { script: [REFUSED] }),
  inPool('a deletion that is only said to be done', pool.DELETE, 2, { script: [FALSE_YES] }),
];
