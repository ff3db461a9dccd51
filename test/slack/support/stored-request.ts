import { insertDraft } from '../../../src/requests/draft-records.ts';
import type { Outcome, RequestState } from '../../../src/requests/request.ts';
import type { RequestView } from '../../../src/requests/view.ts';
import { systemRandom } from '../../../src/runtime/random.ts';
import type { Store } from '../../../src/store/store.ts';
import { aPlan, aView, NOW, someTargets } from './views.ts';

/** Stores a drafted request for so many people. */
export async function storeRequest(store: Store, people: number): Promise<RequestView> {
  const view = aView({ people, state: { kind: 'drafted', lapsesAt: NOW + 3_600_000 }, request: { version: 1 } });
  await store.write((tx) =>
    insertDraft(tx, { request: view.request, plan: aPlan(people), targets: someTargets(people) }, systemRandom),
  );
  return view;
}

/** Puts a stored request into a state, as its use cases would: the version goes up by one. */
export async function moveTo(store: Store, state: RequestState): Promise<void> {
  await store.write(async (tx) => {
    await tx
      .updateTable('requests')
      .set((eb) => ({ state: state.kind, state_json: JSON.stringify(state), version: eb('version', '+', 1) }))
      .execute();
  });
}

/** Gives everyone an outcome, and the request a new version. */
export async function settle(store: Store, outcomeOf: (position: number) => Outcome): Promise<void> {
  await store.write(async (tx) => {
    for (const { position } of await tx.selectFrom('targets').select('position').execute()) {
      const outcome = outcomeOf(position);
      await tx
        .updateTable('targets')
        .set({
          outcome: outcome.kind,
          outcome_reason: 'reason' in outcome ? outcome.reason : null,
          outcome_at: outcome.at,
        })
        .where('position', '=', position)
        .execute();
    }
    await tx
      .updateTable('requests')
      .set((eb) => ({ version: eb('version', '+', 1) }))
      .execute();
  });
}
