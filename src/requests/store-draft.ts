import { setImmediate } from 'node:timers/promises';
import { portionsOf } from '../runtime/calmly.ts';
import type { UseCaseDeps } from './deps.ts';
import { insertDraft, insertTargets, type NewDraft } from './draft-records.ts';
import { insertPolicyFacts, type PolicyFacts } from './policy-records.ts';

/** People per transaction: a store that is busy with one keeps an acknowledgement waiting for no more than a moment. */
export const PEOPLE_PER_WRITE = 1_000;

/**
 * Stores a draft: at once, or where it is large a portion of its people after the other. Until the last is there nobody knows of
 * it, and what a crash leaves of it can neither be shown nor submitted (`isWhole`) and lapses. Each portion is committed with the
 * events that tell of it.
 */
export async function storeDraft(
  { store, random }: Pick<UseCaseDeps, 'store' | 'random'>,
  draft: NewDraft,
  facts: Omit<PolicyFacts, 'pins'>,
): Promise<void> {
  const portions = portionsOf(draft.targets, PEOPLE_PER_WRITE);
  const first = portions.next().value ?? [];
  await store.write(async (tx) => {
    await insertDraft(tx, { ...draft, targets: first }, random);
    await insertPolicyFacts(tx, draft.request.id, facts);
  });
  for (const targets of portions) {
    await setImmediate();
    await store.write((tx) => insertTargets(tx, { ...draft, targets }, random));
  }
}

/** What a draft of so many must say of itself, so that a part of it is known for one. */
export const namedIn = (targets: number): { readonly named?: number } =>
  targets > PEOPLE_PER_WRITE ? { named: targets } : {};
