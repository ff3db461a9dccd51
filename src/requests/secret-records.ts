import type { RequestId } from '../ids.ts';
import { builtOnce } from '../store/built-once.ts';
import type { Queries } from '../store/store.ts';
import type { KeptSecret } from './seal.ts';

export async function keepSecrets(tx: Queries, id: RequestId, secrets: readonly KeptSecret[]): Promise<void> {
  if (secrets.length === 0) return;
  await tx
    .insertInto('secrets')
    .values(secrets.map((secret) => ({ request_id: id, ...secret })))
    .execute();
}

export async function loadSecrets(queries: Queries, id: RequestId): Promise<readonly KeptSecret[]> {
  return secretsOf(queries, { id });
}

const secretsOf = builtOnce<{ id: RequestId }>()((queries, { id }) =>
  queries.selectFrom('secrets').select(['name', 'salt', 'value']).where('request_id', '=', id),
);

/** In the transaction in which its request ends: from then on nobody can find out what they were. */
export async function forgetSecrets(tx: Queries, id: RequestId): Promise<void> {
  await tx.deleteFrom('secrets').where('request_id', '=', id).execute();
}
