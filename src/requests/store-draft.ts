import { breathe, calmly, portionsOf } from '../runtime/calmly.ts';
import type { UseCaseDeps } from './deps.ts';
import { insertDraft, insertTargets, type NewDraft } from './draft-records.ts';
import { digesting, planPieces } from './plan.ts';
import { insertPieces } from './plan-records.ts';
import { insertPolicyFacts, type PolicyFacts } from './policy-records.ts';
import type { Request } from './request.ts';

/** People per transaction: a store that is busy with one keeps an acknowledgement waiting for no more than a moment. */
export const PEOPLE_PER_WRITE = 500;
/** The same of a plan's pieces: of 1,000 people. */
const PIECES_PER_WRITE = 2;

/** A draft whose request still lacks the digest of its plan. */
export type Undigested = Omit<NewDraft, 'request' | 'pieces'> & { readonly request: Omit<Request, 'digest'> };

type Deps = Pick<UseCaseDeps, 'store' | 'random'>;

/**
 * Stores a draft: at once, or where it is large its plan and then its people, a portion after the other. Until the last is there
 * nobody knows of it, and what a crash leaves of it can neither be shown nor submitted (`isWhole`) and lapses. Each portion of
 * people is committed with the events that tell of them.
 */
export async function storeDraft(
  { store, random }: Deps,
  draft: Undigested,
  facts: Omit<PolicyFacts, 'pins'>,
): Promise<Request> {
  const { plan } = draft;
  const request: Request = { ...draft.request, digest: await calmly(digesting(plan)) };
  // Made anew, as all of them together (14 MB for 100,000 people) would have to be kept meanwhile.
  const pieces = portionsOf(planPieces(plan), PIECES_PER_WRITE);
  const portions = portionsOf(draft.targets, PEOPLE_PER_WRITE);
  const first = { ...draft, request, pieces: pieces.next().value ?? [], targets: portions.next().value ?? [] };
  await store.write(async (tx) => {
    await insertDraft(tx, first, random);
    await insertPolicyFacts(tx, request.id, facts);
  });
  let position = first.pieces.length;
  for (const more of pieces) {
    await breathe();
    await store.write((tx) => insertPieces(tx, request.id, more, position));
    position += more.length;
  }
  for (const targets of portions) {
    await breathe();
    await store.write((tx) => insertTargets(tx, { request, plan, targets }, random));
  }
  return request;
}

/** What a draft of so many must say of itself, so that a part of it is known for one. */
export const namedIn = (targets: number): { readonly named?: number } =>
  targets > PEOPLE_PER_WRITE ? { named: targets } : {};
