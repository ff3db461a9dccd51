import type { Store } from '../../../src/store/store.ts';
import { outcomesTold } from '../../support/audit-trail.ts';
import type { StoredRequest } from './stored.ts';
import type { Verdicts } from './verdicts.ts';

/** How a request comes into its state, in the trail's words. */
const EVENT_OF_STATE: Readonly<Record<string, string>> = {
  cancelled: 'request.cancelled',
  lapsed: 'request.due',
  expired: 'request.due',
  rejected: 'request.rejected',
  withdrawn: 'request.withdrawn',
  stopped: 'request.emptied',
  finished: 'request.emptied',
};

/** The trail tells everybody's outcome once and in the same words as the store, and each state with its event. */
export async function trailAgrees(verdicts: Verdicts, store: Store, stored: readonly StoredRequest[]): Promise<void> {
  const { db } = store;
  const rows = await db.selectFrom('audit_events').selectAll().orderBy('seq').execute();
  for (const { id, state, targets } of stored) {
    const events = rows.filter(({ request_id }) => request_id === id);
    const told = await outcomesTold(store, id);
    const expected = targets.flatMap(({ key, outcome }) => (outcome === null ? [] : [`${key} ${outcome}`]));
    const heard = told.map(([key, outcome]) => `${key} ${outcome}`);
    if (heard.sort().join() !== expected.sort().join()) {
      verdicts.against('the trail tells every outcome once', `${id}: ${heard.length} told, ${expected.length} stored`);
    }
    const end = EVENT_OF_STATE[state];
    // A reminder falls due as well, and leaves the request as it was.
    const times = events.filter(({ kind, data_json }) => kind === end && JSON.parse(data_json).to === state).length;
    if (end !== undefined && times !== 1)
      verdicts.against('a state and its event are stored together', `${id} ${state}: ${times} times ${end}`);
    const yes = events.filter(({ kind }) => kind === 'decision.approve').length;
    const decisions = await db
      .selectFrom('decisions')
      .select('approver_id')
      .where('request_id', '=', id)
      .where('verdict', '=', 'approve')
      .execute();
    if (yes !== decisions.length)
      verdicts.against('a decision and its event are stored together', `${id}: ${yes} in the trail`);
  }
}
