import type { Operation, ReadBack } from '../directories/operation.ts';
import type { AccountId } from '../ids.ts';
import type { Outcome } from '../requests/request.ts';
import { backoffMs, readBackDelayMs } from './backoff.ts';
import type { Batch } from './batch.ts';
import { halves, MOST_ATTEMPTS, MOST_READ_BACKS, type NextStep, unconfirmed, type Verdict } from './verdict.ts';

/** Looks before a refused person is said to have failed: an effect from before the refusal may take seconds to show. */
export const LOOKS_BEFORE_FAILED = 3;

export interface AfterReadBack {
  readonly batch: Batch;
  /** Members without an outcome so far. */
  readonly open: readonly AccountId[];
  readonly operation: Pick<Operation, 'traits' | 'words'>;
  /** What the look showed; whoever could not be looked at this time is absent. */
  readonly seen: ReadonlyMap<AccountId, ReadBack>;
  /** What the directory said when it last refused the batch, or null. */
  readonly refusal: string | null;
  readonly now: number;
  readonly fraction: number;
  /** False once the request is being stopped: then nothing is sent any more. */
  readonly maySend: boolean;
}

/** What a look at the directory settles. `batch.readBacks` counts this look. */
export function afterReadBack(after: AfterReadBack): Verdict {
  const { batch, open, operation, seen, now } = after;
  if (!operation.traits.canBeReadBack) {
    return {
      outcomes: unconfirmed(open, new Map(), now, operation.traits),
      next: { kind: 'done' },
      doubt: batch.doubt,
      directoryRests: null,
    };
  }
  const showing = (...what: readonly ReadBack[]) => open.filter((id) => what.includes(seen.get(id) ?? 'cannot-tell'));
  const done = showing('in-effect').map((id): [AccountId, Outcome] => [id, { kind: 'succeeded', at: now }]);
  const { next, unsettled = [] } = nextStep(after, showing('not-in-effect', 'gone'), showing('cannot-tell'));
  const settled = new Map([...done, ...unsettled]);
  const outcomes = new Map(open.flatMap((id) => pair(id, settled.get(id))));
  return { outcomes, next, doubt: batch.doubt, directoryRests: null };
}

const pair = <K, V>(key: K, value: V | undefined): [K, V][] => (value === undefined ? [] : [[key, value]]);

interface Settled {
  readonly next: NextStep;
  /** Outcomes of people whose effect did not show. */
  readonly unsettled?: readonly (readonly [AccountId, Outcome])[];
}

function nextStep(after: AfterReadBack, notInEffect: readonly AccountId[], cannotTell: readonly AccountId[]): Settled {
  const { batch, now } = after;
  if (notInEffect.length + cannotTell.length === 0) return { next: { kind: 'done' } };
  const looksAreOver = batch.readBacks >= MOST_READ_BACKS;
  const unread = cannotTell.map((id) => unconfirmedBecause(id, COULD_NOT_BE_READ, now));
  // Someone who cannot be read back must not keep the others waiting for ever.
  if (notInEffect.length > 0 && (cannotTell.length === 0 || looksAreOver)) {
    const further = wasRejected(batch) ? afterRefusal(after, notInEffect) : sentAgain(after, notInEffect);
    if (further !== null) return withOthers(further, unread);
  }
  const gone = notInEffect.filter((id) => after.seen.get(id) === 'gone');
  const onlyGone = gone.length === notInEffect.length + cannotTell.length;
  if (!looksAreOver && !(onlyGone && batch.readBacks >= LOOKS_BEFORE_FAILED)) {
    const at = now + readBackDelayMs(batch.readBacks);
    return { next: { kind: 'read-back', at, problem: 'Reading back whose change is in doubt.' } };
  }
  const notShown = stillNot(after);
  return {
    next: { kind: 'done' },
    unsettled: [
      ...unread,
      ...notInEffect.map((id) => (gone.includes(id) ? failedAsGone(id, now) : unconfirmedBecause(id, notShown, now))),
    ],
  };
}

/** Those who cannot be told of end here, unless the identical call is made again, which they are part of. */
function withOthers({ next, unsettled = [] }: Settled, unread: NonNullable<Settled['unsettled']>): Settled {
  return next.kind === 'call-again' ? { next } : { next, unsettled: [...unsettled, ...unread] };
}

/** Was the last that is known of it that it was refused as a whole? */
export const wasRejected = ({ doubt }: Pick<Batch, 'doubt'>): boolean =>
  doubt === 'rejected' || doubt === 'lost-then-rejected';

/**
 * A refusal of many is taken apart until it is about one; of one, it is their outcome, unless what was lost before may
 * still come. Null: look again.
 */
function afterRefusal({ batch, refusal, now, maySend }: AfterReadBack, rest: readonly AccountId[]): Settled | null {
  const alone = batch.members.length === 1;
  if (maySend && !alone) {
    return { next: { kind: 'split', parts: rest.length === 1 ? [rest] : halves(rest) } };
  }
  if (batch.doubt === 'lost-then-rejected') return null;
  if (batch.readBacks < (maySend ? LOOKS_BEFORE_FAILED : MOST_READ_BACKS)) return null;
  const reason = refusal ?? 'The directory refused this.';
  const failed: Outcome = { kind: 'failed', at: now, reason: alone ? reason : `${reason} ${NOT_TAKEN_APART}` };
  return { next: { kind: 'done' }, unsettled: rest.map((id) => [id, failed]) };
}

/** Once more, where that can do no harm. Null: it can, or tries are used up. */
function sentAgain(after: AfterReadBack, rest: readonly AccountId[]): Settled | null {
  const { batch, operation, now, fraction, maySend } = after;
  const { whenInDoubt } = operation.traits;
  if (!maySend || batch.doubt !== 'lost' || batch.attempts >= MOST_ATTEMPTS || whenInDoubt === 'never') return null;
  const problem = 'The change does not show yet; the same call is repeated.';
  if (whenInDoubt === 'same-token') return { next: { kind: 'call-again', at: now, problem } };
  const at = now + backoffMs(batch.attempts, fraction, null);
  if (rest.length === batch.members.length) return { next: { kind: 'call-again', at, problem } };
  return { next: { kind: 'split', parts: [rest], resent: { attempts: batch.attempts, at } } };
}

const COULD_NOT_BE_READ = 'A call was sent, no answer told what it did, and the directory could not be read to see.';
const NOT_TAKEN_APART =
  'It said so of a batch this person was in; the request was stopped before it was found out whom it meant.';

function stillNot({ batch: { doubt }, refusal, operation: { words } }: AfterReadBack): string {
  const said =
    doubt === 'taken' ? 'The directory said that all was done.' : 'A call was sent and no answer told what it did.';
  const then = doubt === 'lost-then-rejected' && refusal !== null ? ` A later one was refused: ${refusal}` : '';
  return `${said}${then} The directory does not show the person as ${words.done} so far.`;
}

function failedAsGone(id: AccountId, at: number): readonly [AccountId, Outcome] {
  return [id, { kind: 'failed', at, reason: 'The directory has no such account any more.' }];
}

function unconfirmedBecause(id: AccountId, reason: string, at: number): readonly [AccountId, Outcome] {
  return [id, { kind: 'unconfirmed', at, reason }];
}
