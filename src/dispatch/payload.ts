import { z } from 'zod';
import type { Details, Secrets } from '../directories/operation.ts';
import { type AccountId, accountId } from '../ids.ts';
import type { Request } from '../requests/request.ts';
import { loadRequest } from '../requests/request-records.ts';
import { unseal } from '../requests/seal.ts';
import { loadSecrets } from '../requests/secret-records.ts';
import { builtOnce } from '../store/built-once.ts';
import { sideBySide } from '../store/side-by-side.ts';
import type { Queries } from '../store/store.ts';
import type { Batch } from './batch.ts';
import { type Pinned, payloadDigest } from './plan-batches.ts';

/** All that a batch's call says besides its token and members. */
export interface Payload extends Pinned {
  readonly request: Request;
  readonly secrets: Secrets;
}

const StoredDetails = z.record(z.string(), z.string());

/** What the plan pins of people besides their ids; whoever has nothing is left out. */
export async function loadDetails(
  queries: Queries,
  { requestId, members }: Pick<Batch, 'requestId' | 'members'>,
): Promise<ReadonlyMap<AccountId, Details>> {
  const rows = await pinnedDetails(queries, { requestId, members });
  return new Map(
    rows.flatMap(({ account_id, details_json }) =>
      account_id === null || details_json === null
        ? []
        : [[accountId(account_id), StoredDetails.parse(JSON.parse(details_json))] as const],
    ),
  );
}

const pinnedDetails = builtOnce<Pick<Batch, 'requestId' | 'members'>>('members')((queries, { requestId, members }) =>
  queries
    .selectFrom('targets')
    .select(['account_id', 'details_json'])
    .where('request_id', '=', requestId)
    .where(members.has('account_id'))
    .where('kind', '=', 'will-change')
    .where('details_json', 'is not', null),
);

/**
 * What a batch sends, from the rows of its members alone. The digest that was stored with its token, in the transaction
 * of the last approval, proves that it is what was approved. Null when it is not, or when a secret is gone: then nothing
 * of it may leave.
 */
export async function loadPayload(
  queries: Queries,
  batch: Pick<Batch, 'id' | 'requestId' | 'members'>,
): Promise<Payload | null> {
  const [request, stored, details, kept] = await sideBySide(queries, [
    () => loadRequest(queries, batch.requestId),
    () => digestOf(queries, { id: batch.id }),
    () => loadDetails(queries, batch),
    () => loadSecrets(queries, batch.requestId),
  ]);
  if (!request || !stored[0]) throw new Error('A batch belongs to no request');
  if (payloadDigest({ request, details }, batch.members) !== stored[0].payload_digest) return null;
  const secrets = unseal(request.sealed, kept);
  return secrets && { request, details, secrets };
}

const digestOf = builtOnce<Pick<Batch, 'id'>>()((queries, { id }) =>
  queries.selectFrom('batches').select('payload_digest').where('id', '=', id),
);
