import type { Account } from '../directories/account.ts';
import type { CallResult, Choices, Operation } from '../directories/operation.ts';
import type { AccountId } from '../ids.ts';
import type { Outcome } from '../requests/request.ts';
import { backoffMs, readBackDelayMs } from './backoff.ts';
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
  /** Two halves take its place, for those who have no outcome yet. */
  | { readonly kind: 'split'; readonly members: readonly AccountId[] }
  /** The request pauses; the batch waits in the state named. */
  | { readonly kind: 'pause'; readonly back: 'ready' | 'settling'; readonly reason: string };

export interface Verdict {
  /** Outcomes that are now final. Accounts that already have one keep it. */
  readonly outcomes: ReadonlyMap<AccountId, Outcome>;
  readonly next: NextStep;
  readonly doubt: Doubt;
  /** When the whole directory must be left alone for a while. */
  readonly directoryRests: { readonly until: number; readonly why: string } | null;
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

function everyone(open: readonly AccountId[], outcome: Outcome): ReadonlyMap<AccountId, Outcome> {
  return new Map(open.map((id) => [id, outcome]));
}

/** Those who have an outcome keep it; the others stay in doubt for good. */
function unconfirmed(
  open: readonly AccountId[],
  outcomes: ReadonlyMap<AccountId, Outcome>,
  now: number,
): ReadonlyMap<AccountId, Outcome> {
  const reason = 'A call was sent, no answer told what it did, and no look at the directory can tell.';
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
      : verdict({ kind: 'done' }, { doubt, outcomes: unconfirmed(open, outcomes, now) });
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
      const outcomes = new Map<AccountId, Outcome>();
      for (const id of open) {
        const item = result.items.get(id);
        if (item?.kind === 'succeeded') outcomes.set(id, { kind: 'succeeded', at: now });
        const believed = batch.doubt === 'none' || !traits.noMayMeanDone;
        if (item?.kind === 'failed' && believed) outcomes.set(id, { kind: 'failed', at: now, reason: item.reason });
      }
      if (outcomes.size === open.length) return verdict({ kind: 'done' }, { outcomes });
      return readBack('unmentioned', 'The directory did not answer for everybody; reading back.', { outcomes });
    }
    case 'refused':
      if (result.status === 404) {
        const reason = `The directory does not know the place this was sent to: ${result.reason} Whoever runs Muster should check its settings; then resume.`;
        return verdict({ kind: 'pause', back: 'ready', reason });
      }
      if (batch.members.length > 1) return verdict({ kind: 'split', members: open });
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
      const why = `The directory asked for a slower pace; waiting ${seconds(waitMs)}.`;
      return again(waitMs, why, 'The directory kept asking for a slower pace. Nothing was changed.', {
        directoryRests: { until: now + waitMs, why },
      });
    }
    case 'unavailable': {
      const problem = `The directory answered with an error (${result.status}).`;
      const waitMs = backoffMs(batch.attempts, fraction, result.retryAfterMs);
      const directoryRests = result.retryAfterMs === null ? null : { until: now + waitMs, why: problem };
      if (traits.whenInDoubt === 'never')
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

export interface AfterReadBack {
  readonly batch: Batch;
  readonly open: readonly AccountId[];
  readonly operation: Pick<Operation, 'traits' | 'readBack' | 'words'>;
  readonly choices: Choices;
  /** As Directory.read answers: null = no such account, absent = could not be read this time. */
  readonly accounts: ReadonlyMap<AccountId, Account | null>;
  readonly now: number;
  /** False once the request is being stopped: then nothing is sent any more. */
  readonly maySend: boolean;
}

/** What a look at the directory settles. `batch.readBacks` counts this look. */
export function afterReadBack({ batch, open, operation, choices, accounts, now, maySend }: AfterReadBack): Verdict {
  if (!operation.traits.canBeReadBack) {
    return {
      outcomes: unconfirmed(open, NONE, now),
      next: { kind: 'done' },
      doubt: batch.doubt,
      directoryRests: null,
    };
  }
  const outcomes = new Map<AccountId, Outcome>();
  let notInEffect = 0;
  let cannotTell = 0;
  for (const id of open) {
    const account = accounts.get(id);
    const seen = account === undefined ? 'cannot-tell' : operation.readBack(account, choices);
    if (seen === 'in-effect') outcomes.set(id, { kind: 'succeeded', at: now });
    else if (seen === 'not-in-effect') notInEffect += 1;
    else cannotTell += 1;
  }
  const verdict = (next: NextStep, unsettled: string | null = null): Verdict => {
    if (unsettled !== null) {
      for (const id of open)
        if (!outcomes.has(id)) outcomes.set(id, { kind: 'unconfirmed', at: now, reason: unsettled });
    }
    return { outcomes, next, doubt: batch.doubt, directoryRests: null };
  };

  if (notInEffect + cannotTell === 0) return verdict({ kind: 'done' });
  const maySendAgain =
    maySend &&
    batch.doubt === 'lost' &&
    operation.traits.whenInDoubt === 'same-token' &&
    batch.attempts < MOST_ATTEMPTS;
  // Someone who cannot be read back must not keep the others waiting for ever: the call sets a state, so it harms nobody twice.
  const looksAreOver = batch.readBacks >= MOST_READ_BACKS;
  if (notInEffect > 0 && (cannotTell === 0 || looksAreOver) && maySendAgain) {
    return verdict({
      kind: 'call-again',
      at: now,
      problem: 'The change does not show yet; the same call is repeated.',
    });
  }
  if (!looksAreOver) {
    return verdict({
      kind: 'read-back',
      at: now + readBackDelayMs(batch.readBacks),
      problem: 'Reading back whose change is in doubt.',
    });
  }
  return verdict(
    { kind: 'done' },
    cannotTell > 0
      ? 'A call was sent, no answer told what it did, and the directory could not be read to see.'
      : `A call was sent and no answer told what it did. The directory does not show the person as ${operation.words.done} so far.`,
  );
}
