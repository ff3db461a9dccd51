import type { Operation } from '../directories/operation.ts';
import { capClassOf } from '../safeguards/caps.ts';
import { type Involved, protectedSet } from '../safeguards/protected-set.ts';
import type { Target } from '../targets/target.ts';
import type { UseCaseDeps } from './deps.ts';
import type { Actor } from './use-cases.ts';

/**
 * Leaves out whom what takes something away must never touch: administrators, bots, and the account of whoever asks. Who will
 * approve is not known yet: whoever is among these people cannot, and their accounts are looked for right before each call.
 * Throws PeopleUnavailable.
 */
export async function spareProtected(
  { people }: Pick<UseCaseDeps, 'people'>,
  actor: Actor,
  operation: Operation,
  targets: readonly Target[],
): Promise<readonly Target[]> {
  if (capClassOf(operation) === null) return targets;
  const requester: Involved = { part: 'requester', email: (await people.person(actor.id))?.email ?? null };
  return targets.map((target): Target => {
    const reason = target.kind === 'will-change' ? protectedSet(target.account, [requester]) : null;
    if (reason === null || target.kind !== 'will-change') return target;
    return { kind: 'protected', typed: target.typed, account: target.account, reason };
  });
}
