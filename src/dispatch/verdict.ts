import type { CallResult, Operation } from '../directories/operation.ts';
import type { AccountId } from '../ids.ts';
import type { Outcome } from '../requests/request.ts';
import { foreignAlarm } from '../safeguards/breaker.ts';
import { backoffMs, LONGEST_RETRY_AFTER_MS, readBackDelayMs } from './backoff.ts';
import type { Batch, Doubt } from './batch.ts';

/** Calls of one batch before it is given up: with full jitter, some four minutes of a directory that does not answer. */
export const MOST_ATTEMPTS = 12;
/** Looks at the directory before a doubt is reported as unconfirmed: about two minutes for a late effect to show. */
export const MOST_READ_BACKS = 6;

/** Where a batch goes next. */
export type NextStep =
  | { readonly kind: 'done' }
  /** The identical call again, under the same token. */
  | { readonly kind: 'call-again'; readonly at: number; readonly problem: string }
  | { readonly kind: 'read-back'; readonly at: number; readonly problem: string }
  /** Batches of their own take its place, for those who have no outcome yet. */
  | { readonly kind: 'split'; readonly parts: readonly (readonly AccountId[])[]; readonly resent?: Resent }
  /** The request pauses; the batch waits in the state named. */
  | { readonly kind: 'pause'; readonly back: 'ready' | 'settling'; readonly reason: string };

/** Parts that are sent once more, as opposed to for the first time by themselves: they have used up tries already. */
export interface Resent {
  readonly attempts: number;
  readonly at: number;
}

export interface Verdict {
  /** Outcomes that are now final. Accounts that already have one keep it. */
  readonly outcomes: ReadonlyMap<AccountId, Outcome>;
  readonly next: NextStep;
  readonly doubt: Doubt;
  /** When the whole directory must be left alone for a while: milliseconds from now. */
  readonly directoryRests: { readonly forMs: number; readonly why: string } | null;
  /** Why the whole request should not go on by itself. */
  readonly alarm?: string;
}

export interface AfterCall {
  readonly batch: Batch;
  /** Members without an outcome so far. */
  readonly open: readonly AccountId[];
  readonly traits: Operation['traits'];
  readonly result: CallResult;
  readonly now: number;
  readonly fraction: number;
}

const NONE: ReadonlyMap<AccountId, Outcome> = new Map();

/** For finding out whom a refusal is about. */
export function halves(members: readonly AccountId[]): readonly (readonly AccountId[])[] {
  const middle = Math.ceil(members.length / 2);
  return [members.slice(0, middle), members.slice(middle)].filter((part) => part.length > 0);
}

function everyone(open: readonly AccountId[], outcome: Outcome): ReadonlyMap<AccountId, Outcome> {
  return new Map(open.map((id) => [id, outcome]));
}

/** Those who have an outcome keep it; the others stay in doubt for good. */
export function unconfirmed(
  open: readonly AccountId[],
  outcomes: ReadonlyMap<AccountId, Outcome>,
  now: number,
  { whenInDoubt }: Pick<Operation['traits'], 'whenInDoubt'>,
): ReadonlyMap<AccountId, Outcome> {
  const again = whenInDoubt === 'never' ? ' It is not sent again, because it might then arrive twice.' : '';
  const reason = `A call was sent, no answer told what it did, and no look at the directory can tell.${again}`;
  return new Map(open.map((id) => [id, outcomes.get(id) ?? { kind: 'unconfirmed', at: now, reason }]));
}

const seconds = (ms: number): string => `${Math.max(1, Math.round(ms / 1_000))} s`;

/** What a call's result means for a batch and for each person in it. `batch.attempts` counts this call. */
export function afterCall({ batch, open, traits, result, now, fraction }: AfterCall): Verdict {
  const verdict = (next: NextStep, more: Partial<Verdict> = {}): Verdict => ({
    outcomes: NONE,
    next,
    doubt: batch.doubt,
    directoryRests: null,
    ...more,
  });
  /** For those without an outcome so far. What no look can tell stays unconfirmed at once. */
  const readBack = (
    doubt: Doubt,
    problem: string,
    { outcomes = NONE, waitMs = readBackDelayMs(0) }: { outcomes?: typeof NONE; waitMs?: number } = {},
  ): Verdict =>
    traits.canBeReadBack
      ? verdict({ kind: 'read-back', at: now + waitMs, problem }, { doubt, outcomes })
      : verdict({ kind: 'done' }, { doubt, outcomes: unconfirmed(open, outcomes, now, traits) });
  /** Nothing happened this time; once tries are used up, that is the outcome, unless an earlier try is in doubt. */
  const again = (waitMs: number, problem: string, givenUp: string, more: Partial<Verdict> = {}): Verdict => {
    const doubt = more.doubt ?? batch.doubt;
    if (batch.attempts < MOST_ATTEMPTS) return verdict({ kind: 'call-again', at: now + waitMs, problem }, more);
    if (doubt !== 'none')
      return { ...readBack(doubt, givenUp, { waitMs }), directoryRests: more.directoryRests ?? null };
    return verdict(
      { kind: 'done' },
      { ...more, outcomes: everyone(open, { kind: 'failed', at: now, reason: givenUp }) },
    );
  };

  switch (result.kind) {
    case 'answered': {
      // Under its token an answer is about whatever was sent with it. Otherwise a no is about this call alone: what was lost
      // may still come, and what was refused as a whole may have been done in part and show only later.
      const tokenTells = batch.doubt === 'lost' && traits.whenInDoubt === 'same-token';
      const believed = batch.doubt === 'none' || (tokenTells && !traits.noMayMeanDone);
      const outcomes = new Map<AccountId, Outcome>();
      for (const id of open) {
        const item = result.items.get(id);
        if (item?.kind === 'succeeded') outcomes.set(id, { kind: 'succeeded', at: now });
        if (item?.kind === 'failed' && believed) outcomes.set(id, { kind: 'failed', at: now, reason: item.reason });
      }
      const alarm = result.foreign.length > 0 ? { alarm: foreignAlarm(result.foreign.length) } : {};
      if (outcomes.size === open.length) return verdict({ kind: 'done' }, { outcomes, ...alarm });
      const problem = 'The directory did not answer for everybody; reading back.';
      const doubt = batch.doubt === 'rejected' && !traits.noMayMeanDone ? 'rejected' : 'unmentioned';
      return { ...readBack(doubt, problem, { outcomes }), ...alarm };
    }
    case 'taken':
      return readBack('taken', 'The directory took the batch as a whole; reading back who was changed.', { waitMs: 0 });
    case 'refused':
      if (result.inDoubt) {
        const doubt = batch.doubt === 'none' || batch.doubt === 'rejected' ? 'rejected' : 'lost-then-rejected';
        return readBack(doubt, `${result.reason} Reading back who was changed before that.`);
      }
      if (result.status === 404) {
        const reason = `The directory does not know the place this was sent to: ${result.reason} Whoever runs Muster should check its settings; then resume.`;
        return verdict({ kind: 'pause', back: 'ready', reason });
      }
      if (batch.members.length > 1) return verdict({ kind: 'split', parts: halves(open) });
      if (batch.doubt !== 'none') {
        return readBack(
          'unmentioned',
          'The directory refused this person after an earlier call in doubt; reading back.',
        );
      }
      return verdict(
        { kind: 'done' },
        { outcomes: everyone(open, { kind: 'failed', at: now, reason: result.reason }) },
      );
    case 'throttled': {
      const waitMs = backoffMs(batch.attempts, fraction, result.retryAfterMs);
      const why =
        (result.retryAfterMs ?? 0) < LONGEST_RETRY_AFTER_MS
          ? `Waiting ${seconds(waitMs)}: the directory asked for a slower pace.`
          : `Waiting ${seconds(waitMs)}: the directory asked for a slower pace, and for a longer wait than is believed; it is asked again then.`;
      return again(waitMs, why, 'The directory kept asking for a slower pace. Nothing was changed.', {
        directoryRests: { forMs: waitMs, why },
      });
    }
    case 'unavailable': {
      const problem = `The directory answered with an error (${result.status}).`;
      const waitMs = backoffMs(batch.attempts, fraction, result.retryAfterMs);
      const directoryRests = result.retryAfterMs === null ? null : { forMs: waitMs, why: problem };
      if (traits.whenInDoubt !== 'same-token')
        return { ...readBack('lost', `${problem} Reading back before anything else.`), directoryRests };
      return again(waitMs, `${problem} The same call is repeated in ${seconds(waitMs)}.`, problem, {
        doubt: 'lost',
        directoryRests,
      });
    }
    case 'not-sent': {
      const waitMs = backoffMs(batch.attempts, fraction, null);
      return again(
        waitMs,
        `The directory could not be reached; trying again in ${seconds(waitMs)}.`,
        'The directory could not be reached. Nothing was changed.',
      );
    }
    case 'lost':
      return readBack('lost', 'A call was sent and no readable answer came back; reading back who was changed.');
    case 'unauthenticated':
      return verdict({
        kind: 'pause',
        back: 'ready',
        reason: `The directory does not accept Muster's credentials. Whoever runs Muster has to renew them; then resume.`,
      });
    case 'forbidden':
      return verdict({
        kind: 'pause',
        back: 'ready',
        reason: `The directory does not let Muster do this: ${result.reason} Whoever runs Muster has to grant it; then resume.`,
      });
  }
}
