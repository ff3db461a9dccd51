import type { Account, AccountState } from '../directories/account.ts';
import type { Assessment } from '../directories/operation.ts';

const WORDS: Readonly<Record<'membership' | 'suspended' | 'admin' | 'kind', Readonly<Record<string, string>>>> = {
  membership: { pending: 'invited', active: 'a member', unknown: 'unknown' },
  suspended: { true: 'suspended', false: 'not suspended', unknown: 'unknown' },
  admin: { true: 'an administrator', false: 'no administrator', unknown: 'unknown' },
  kind: { person: 'a person', bot: 'a bot', unknown: 'unknown' },
};

const FACTS = ['membership', 'suspended', 'admin', 'kind'] as const;

/**
 * What has become of an account since its plan was approved, as a sentence; null when it is as it was. A fact that either
 * side does not know is no change by itself: whether it may still be touched is for the operation's own assessment.
 */
export function driftOf(planned: AccountState, now: Account | null): string | null {
  if (now === null) return 'This account is gone since it was asked for.';
  for (const fact of FACTS) {
    const before = String(planned[fact]);
    const after = String(now[fact]);
    if (before === after || before === 'unknown' || after === 'unknown') continue;
    return `This account changed since it was asked for: it was ${WORDS[fact][before]}, it is ${WORDS[fact][after]}.`;
  }
  if (planned.nativeStatus !== undefined && now.nativeStatus !== undefined && planned.nativeStatus !== now.nativeStatus)
    return `This account changed since it was asked for: it was “${planned.nativeStatus}”, it is “${now.nativeStatus}”.`;
  return null;
}

/** Whom the operation would leave alone if it were asked for now; null for who may still be changed. */
export function reassessed(assessment: Assessment): string | null {
  return assessment.kind === 'will-change' ? null : `Left alone when it was looked at again: ${assessment.reason}`;
}
