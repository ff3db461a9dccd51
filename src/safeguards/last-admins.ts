import { grouped } from '../report/wording.ts';

/** So many active administrators are to remain: one who is ill or locked out must not be the only one. */
export const ADMINS_AT_LEAST = 2;

export interface AdminCount {
  readonly directory: string;
  /** Active administrators now; null when nobody can tell. */
  readonly now: number | null;
  /** How many there were when they were enough, or when they were first counted; null before that. */
  readonly before: number | null;
  /** When this request last paused for them: whoever resumed it knows. */
  readonly seen: number | null;
}

/**
 * Why nobody further should be locked out or deleted, or null. Administrators themselves are never touched; what is looked
 * for here is that others, or a person by hand, take them away meanwhile. A directory that never had two is left in peace.
 */
export function tooFewAdmins({ directory, now, before, seen }: AdminCount): string | null {
  if (now === null || now >= ADMINS_AT_LEAST || before === null || before < ADMINS_AT_LEAST || now === seen)
    return null;
  const has = now === 0 ? 'no active administrator' : 'only 1 active administrator';
  return (
    `${directory} has ${has} left, of ${before}; at least ${ADMINS_AT_LEAST} should remain. ` +
    'Nobody further is changed. Appoint another one, or find out why; then an approver can resume or stop.'
  );
}

/** What is kept of a count: enough is remembered, and so is a first one. */
export function countToKeep(before: number | null, now: number): number | null {
  return before === null || now >= ADMINS_AT_LEAST ? now : before;
}

/**
 * What a preview says of a directory too large to count its administrators in; null for others. `upTo`: people up to whom
 * they are counted; null where no user is an administrator.
 */
export function adminsTold(directory: string, upTo: number | null, size: number | null): string | null {
  if (upTo === null || (size !== null && size <= upTo)) return null;
  return `${directory} is too large to count its administrators (more than ${grouped(upTo)} people), so whether ${ADMINS_AT_LEAST} remain is not known; none of them is touched by this.`;
}
