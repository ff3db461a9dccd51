import type { Memberships } from './rule-matching.ts';

/**
 * Who counts as a member: whoever was one when the request was submitted and is one now. A group that was not pinned then
 * has nobody. Null: nothing was pinned, so only the present counts.
 */
export function stillMembers(now: Memberships, pinned: Memberships | null): Memberships {
  if (pinned === null) return now;
  return new Map(
    [...now].map(([group, members]) => [
      group,
      new Set([...members].filter((member) => pinned.get(group)?.has(member))),
    ]),
  );
}
