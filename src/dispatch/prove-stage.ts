import { DirectoryUnavailable } from '../directories/directory.ts';
import type { Operation, ReadBack } from '../directories/operation.ts';
import { type AccountId, accountId } from '../ids.ts';
import { OUTCOME_KINDS } from '../requests/request.ts';
import { loadGuard } from '../safeguards/guard-records.ts';
import { judgeStage, type StagePerson, type StageVerdict } from '../safeguards/ramp.ts';
import type { Queries } from '../store/store.ts';
import type { Batch } from './batch.ts';
import { membersOfStage } from './batch-records.ts';

export type StageProof =
  | StageVerdict
  /** It was proven before. */
  | { readonly kind: 'known' }
  | { readonly kind: 'unread'; readonly problem: string };

/**
 * The stage before a batch's own: was it carried out, and does the directory show it? `look` reads the effect of people;
 * it throws DirectoryUnavailable.
 */
export async function proveStage(
  queries: Queries,
  batch: Batch,
  { traits }: Pick<Operation, 'traits'>,
  look: (ids: readonly AccountId[]) => Promise<ReadonlyMap<AccountId, ReadBack>>,
): Promise<StageProof> {
  if (batch.stage === 0) return { kind: 'known' };
  const guard = await loadGuard(queries, batch.requestId);
  if (guard.stagesProven >= batch.stage) return { kind: 'known' };

  const members = await membersOfStage(queries, batch.requestId, batch.stage - 1);
  const people = await queries
    .selectFrom('targets')
    .select(['account_id', 'outcome'])
    .where('request_id', '=', batch.requestId)
    .where('account_id', 'in', members)
    .where('outcome', 'is not', null)
    .execute();
  const succeeded = people.flatMap((one) =>
    one.outcome === 'succeeded' && one.account_id !== null ? [accountId(one.account_id)] : [],
  );
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
  const judged = people.map((one): StagePerson => {
    const shown = one.account_id === null ? undefined : shows.get(accountId(one.account_id));
    return {
      outcome: OUTCOME_KINDS.find((kind) => kind === one.outcome) ?? 'unconfirmed',
      shows: traits.canBeReadBack ? (shown === undefined ? null : shown === 'in-effect') : undefined,
    };
  });
  return judgeStage(judged, guard.looks + 1);
}
