import type { AccountId } from '../../../ids.ts';
import { foldEmail } from '../../../targets/email-address.ts';
import { capped } from '../../http/capped.ts';
import type { ItemAnswer } from '../../operation.ts';
import { reasonOr } from '../call-result.ts';
import type { CreateAnswer } from '../schema.ts';

/** Those of some addresses that have an account now; null when that cannot be read. */
export type Existing = ReadonlySet<AccountId> | null;

interface Invited {
  readonly items: ReadonlyMap<AccountId, ItemAnswer>;
  readonly foreign: readonly string[];
}

/**
 * Who was invited and who was refused. Wickr names the first and not the second, in no documented order, so refusals
 * are attributed by elimination, and only as far as that is certain. Whoever is left without an entry is unconfirmed.
 */
export async function invited(
  answer: CreateAnswer,
  members: readonly AccountId[],
  existingOf: (emails: readonly AccountId[]) => Promise<Existing>,
): Promise<Invited> {
  const created = new Map(answer.successful.map(({ username, userId }) => [foldEmail(username), userId]));
  const createdIds = new Set([...created.values()].filter((id) => id !== null));
  const contradicted = new Set(answer.failed.map(({ userId }) => userId).filter((id) => createdIds.has(id)));
  const refusals = answer.failed.filter(({ userId }) => !contradicted.has(userId));
  const foreign = [...created.keys()].filter((username) => !members.some((email) => email === username));
  const left = members.filter((email) => !created.has(email));

  const items = new Map<AccountId, ItemAnswer>();
  // With more refusals than people left, one of them concerns somebody who is said to be invited: nobody is believed.
  if (refusals.length > 0 && left.length === 0) return { items, foreign };
  for (const email of members) {
    const userId = created.get(email);
    if (userId === undefined || (userId !== null && contradicted.has(userId))) continue;
    items.set(email, { kind: 'succeeded' });
  }
  if (refusals.length === 0) return { items, foreign };

  const reasons = [...new Set(refusals.map(({ reason }) => reasonOr(reason)))];
  const refuse = (email: AccountId) =>
    items.set(email, { kind: 'failed', reason: reasons.length === 1 ? (reasons[0] ?? '') : several(reasons) });
  const [only] = left;
  if (only !== undefined && left.length === 1) {
    items.set(only, { kind: 'failed', reason: capped(reasons.join('; ')) });
    return { items, foreign };
  }

  const existing = await existingOf(left);
  if (existing === null || !oneEach(refusals, left)) return { items, foreign };
  // Each of them was refused. Whoever has no account surely was; whoever has one may have been invited unmentioned,
  // unless everybody has one and everybody was refused for the same reason.
  const allThere = left.every((email) => existing.has(email)) && reasons.length === 1;
  for (const email of left) if (!existing.has(email) || allThere) refuse(email);
  return { items, foreign };
}

/** As many refusals as people, and no sign that one person was refused once for each of several members. */
function oneEach(refusals: CreateAnswer['failed'], left: readonly AccountId[]): boolean {
  return refusals.length === left.length && new Set(refusals.map(({ field }) => field)).size === 1;
}

const several = (reasons: readonly string[]) =>
  capped(`Wickr refused some of this batch without saying whom it meant: ${reasons.join('; ')}`);
