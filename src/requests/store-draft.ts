import { breathe, calmly, portionsOf } from '../runtime/calmly.ts';
import type { UseCaseDeps } from './deps.ts';
import { insertDraft, insertTargets, type NewDraft } from './draft-records.ts';
import { writePlan } from './plan.ts';
import { insertPolicyFacts, type PolicyFacts } from './policy-records.ts';
import type { Request } from './request.ts';

/** People per transaction: a store that is busy with one keeps an acknowledgement waiting for no more than a moment. */
export const PEOPLE_PER_WRITE = 1_000;

/** A draft whose request still lacks the digest of its plan. */
export type Undigested = Omit<NewDraft, 'request' | 'text'> & { readonly request: Omit<Request, 'digest'> };

type Deps = Pick<UseCaseDeps, 'store' | 'random'>;

/**
 * Stores a draft: at once, or where it is large a portion of its people after the other. Until the last is there nobody knows of
 * it, and what a crash leaves of it can neither be shown nor submitted (`isWhole`) and lapses. Each portion is committed with the
 * events that tell of it.
 */
export async function storeDraft(
  { store, random }: Deps,
  draft: Undigested,
  facts: Omit<PolicyFacts, 'pins'>,
): Promise<Request> {
  const portions = portionsOf(draft.targets, PEOPLE_PER_WRITE);
  const request = await begin({ store, random }, { ...draft, targets: portions.next().value ?? [] }, facts);
  for (const targets of portions) {
    await breathe();
    await store.write((tx) => insertTargets(tx, { request, plan: draft.plan, targets }, random));
  }
  return request;
}

/** By itself, so that the plan's text (14 MB for 100,000 people) is not kept while the others are stored. */
async function begin({ store, random }: Deps, draft: Undigested, facts: Omit<PolicyFacts, 'pins'>): Promise<Request> {
  const { bytes, digest } = await calmly(writePlan(draft.plan));
  const request: Request = { ...draft.request, digest };
  await store.write(async (tx) => {
    await insertDraft(tx, { ...draft, request, bytes }, random);
    await insertPolicyFacts(tx, request.id, facts);
  });
  return request;
}

/** What a draft of so many must say of itself, so that a part of it is known for one. */
export const namedIn = (targets: number): { readonly named?: number } =>
  targets > PEOPLE_PER_WRITE ? { named: targets } : {};
