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
  const few = now === seen ? null : fewLeft({ directory, now, before });
  if (few === null) return null;
  return `${few} Nobody further is changed. Appoint another one, or find out why; then an approver can resume or stop.`;
}

/** That there were two and are fewer; null otherwise. */
function fewLeft({ directory, now, before }: Pick<AdminCount, 'directory' | 'now' | 'before'>): string | null {
  if (now === null || now >= ADMINS_AT_LEAST || before === null || before < ADMINS_AT_LEAST) return null;
  const has = now === 0 ? 'no active administrator' : 'only 1 active administrator';
  return `${directory} has ${has} left, of ${before}; at least ${ADMINS_AT_LEAST} should remain.`;
}

/** What is kept of a count: enough is remembered, and so is a first one. */
export function countToKeep(before: number | null, now: number): number | null {
  return before === null || now >= ADMINS_AT_LEAST ? now : before;
}

/** What a preview knows of administrators. */
export interface AdminsPreviewed extends Pick<AdminCount, 'directory' | 'now' | 'before'> {
  /** Active administrators among the people who were named: they are left out. */
  readonly named: number;
  /** People up to whom administrators are counted; null where no user is one. */
  readonly upTo: number | null;
  /** Everyone in the directory, or null when it does not say. */
  readonly size: number | null;
}

/**
 * What a preview of something that locks people out or is for good says of administrators; null when there is nothing to
 * say: enough of them, and none named. It takes none away, so that it never comes to fewer than two by itself.
 */
export function adminsTold({ directory, now, before, named, upTo, size }: AdminsPreviewed): string | null {
  if (now === null) {
    if (upTo === null || (size !== null && size <= upTo)) return null;
    return `${directory} is too large to count its administrators (more than ${grouped(upTo)} people), so whether ${ADMINS_AT_LEAST} remain is not known; none of them is touched by this.`;
  }
  const said = [...(named > 0 ? [leftOut(directory, now, named)] : []), ...belowTwo({ directory, now, before })];
  return said.length === 0 ? null : said.join(' ');
}

/** With the arithmetic, so that whoever named them sees what they asked for. */
function leftOut(directory: string, now: number, named: number): string {
  const has = now === 1 ? '1 active administrator' : `${grouped(now)} active administrators`;
  const are =
    named === 1 ? '1 of them was named and is left out' : `${grouped(named)} of them were named and are left out`;
  const kept = `${directory} has ${has}; ${are}: ${grouped(now)} - 0 = ${grouped(now)} ${now === 1 ? 'remains' : 'remain'}.`;
  // Of a count as of a moment ago, more may have been named than it has.
  const left = Math.max(0, now - named);
  if (left >= ADMINS_AT_LEAST) return kept;
  return `${kept} With them changed it would be ${grouped(now)} - ${grouped(named)} = ${left}, and at least ${ADMINS_AT_LEAST} have to remain.`;
}

function belowTwo({ directory, now, before }: Pick<AdminCount, 'directory' | 'now' | 'before'>): readonly string[] {
  const few = fewLeft({ directory, now, before });
  return few === null ? [] : [`${few} This would pause before its first call, until an approver resumes it.`];
}
