import type { Store } from '../../../src/store/store.ts';

export interface StoredPerson {
  readonly key: string | null;
  readonly kind: string;
  readonly email: string | null;
  readonly outcome: string | null;
  readonly reason: string | null;
}

export interface StoredRequest {
  readonly id: string;
  readonly state: string;
  readonly stateFacts: Readonly<Record<string, unknown>>;
  readonly operation: string;
  readonly targets: readonly StoredPerson[];
  readonly batches: readonly {
    readonly id: string;
    readonly token: string;
    readonly state: string;
    readonly members: readonly string[];
    readonly attempts: number;
  }[];
}

/** The rows as they are, read with no help of the code under test. */
export async function readStored({ db }: Store): Promise<readonly StoredRequest[]> {
  const requests = await db.selectFrom('requests').selectAll().orderBy('id').execute();
  const targets = await db.selectFrom('targets').selectAll().orderBy('position').execute();
  const batches = await db.selectFrom('batches').selectAll().orderBy('id').execute();
  const attempts = await db.selectFrom('attempts').select('batch_id').execute();
  const tries = new Map<string, number>();
  for (const { batch_id } of attempts) tries.set(batch_id, (tries.get(batch_id) ?? 0) + 1);
  return requests.map(({ id, state, state_json, operation }) => ({
    id,
    state,
    stateFacts: JSON.parse(state_json),
    operation,
    targets: targets
      .filter(({ request_id }) => request_id === id)
      .map(({ account_id, kind, email, outcome, outcome_reason }) => ({
        key: account_id,
        kind,
        email,
        outcome,
        reason: outcome_reason,
      })),
    batches: batches
      .filter(({ request_id }) => request_id === id)
      .map((batch) => ({
        id: batch.id,
        token: batch.token,
        state: batch.state,
        members: JSON.parse(batch.members_json),
        attempts: tries.get(batch.id) ?? 0,
      })),
  }));
}
