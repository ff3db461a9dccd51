import { DirectoryUnavailable } from '../directories/directory.ts';
import type { Operation, ReadBack } from '../directories/operation.ts';
import type { AccountId } from '../ids.ts';
import { loadGuard } from '../safeguards/guard-records.ts';
import { judgeStage, type StagePerson, type StageVerdict } from '../safeguards/ramp.ts';
import type { Queries } from '../store/store.ts';
import type { Batch } from './batch.ts';
import { outcomesOfStage } from './member-records.ts';

export type StageProof =
  /** Of which stage, from 0. */
  | (StageVerdict & { readonly stage: number })
  /** All were proven before. */
  | { readonly kind: 'known' }
  | { readonly kind: 'unread'; readonly problem: string };

/**
 * The first stage before a batch's own that is not proven: was it carried out, and does the directory show it? `look` reads
 * the effect of people; it throws DirectoryUnavailable.
 */
export async function proveStage(
  queries: Queries,
  batch: Batch,
  { traits }: Pick<Operation, 'traits'>,
  look: (ids: readonly AccountId[]) => Promise<ReadonlyMap<AccountId, ReadBack>>,
): Promise<StageProof> {
  if (batch.stage === 0) return { kind: 'known' };
  const { stagesProven: stage, looks } = await loadGuard(queries, batch.requestId);
  if (stage >= batch.stage) return { kind: 'known' };

  const people = await outcomesOfStage(queries, batch.requestId, stage);
  const succeeded = people.filter(({ outcome }) => outcome === 'succeeded').map(({ id }) => id);
  let shows: ReadonlyMap<AccountId, ReadBack> = new Map();
  try {
    if (traits.canBeReadBack && succeeded.length > 0) shows = await look(succeeded);
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    return {
      kind: 'unread',
      problem: `${error.message}, so it is not known how the first people fared; trying again.`,
    };
  }
  const judged = people.map(({ id, outcome }): StagePerson => {
    const shown = shows.get(id);
    return {
      outcome,
      shows: traits.canBeReadBack ? (shown === undefined ? null : shown === 'in-effect') : undefined,
    };
  });
  return { ...judgeStage(judged, looks + 1), stage };
}
