import type { Store } from '../../../src/store/store.ts';
import type { Arrival, SimulatedOperation } from '../far-end.ts';
import type { Ledger } from '../story/ledger.ts';
import type { Crowd } from '../world/crowd.ts';
import type { Verdicts } from './verdicts.ts';

export interface ArrivalParts {
  readonly verdicts: Verdicts;
  readonly store: Store;
  readonly ledger: Ledger;
  readonly crowd: Crowd;
  readonly operations: readonly SimulatedOperation[];
  readonly before: readonly Arrival[];
  readonly clocksJumped: () => boolean;
  /** Whom a process must not touch by its configuration. */
  readonly protectedFor: (arrival: Arrival) => readonly string[];
}

/** From the check of rights to the arrival of the call, unless something befalls the process. */
const ON_THE_WAY_MS = 5_000;
/** The same where calls linger: as long as a batch may be under way. */
const LINGERS_MS = 120_000;
/** Longer than anybody is frozen, and than a lease. */
const LONG_MS = 20 * 60_000;
const NEVER_CALLED = new Set(['drafted', 'pending', 'cancelled', 'lapsed', 'rejected', 'withdrawn', 'expired']);

export interface StoredIntent {
  readonly batch: string;
  readonly request: string;
  readonly state: string;
  /** When it came into this state, where the state tells. */
  readonly since: number;
  readonly members: readonly string[];
}

/** The batch a call belongs to: by its token, or by its people where the API knows none: one under way, else one that was called before. */
export async function intentOf(store: Store, { token, verb, people }: Arrival): Promise<StoredIntent | null> {
  const query = store.db
    .selectFrom('batches')
    .innerJoin('requests', 'requests.id', 'batches.request_id')
    .select(['batches.id as batch', 'request_id as request', 'requests.state as state', 'state_json', 'members_json']);
  const named =
    token === null
      ? query
          .where('batches.operation', '=', verb)
          .where('members_json', 'like', `%"${people[0]}"%`)
          .orderBy((eb) => eb('batches.state', '=', 'calling'), 'desc')
          .orderBy((eb) => eb('batches.fence', '>', 0), 'desc')
          .orderBy('batches.created_at', 'desc')
      : query.where('token', 'in', [token, token.replace(/:\d+$/, '')]);
  const rows = await named.execute();
  const found = rows.find(({ members_json }) => members_json === JSON.stringify(people)) ?? rows[0];
  if (!found) return null;
  return { ...found, since: JSON.parse(found.state_json).at ?? 0, members: JSON.parse(found.members_json) };
}

/** What must be true of a call at the moment it arrives, judged by what is durably stored by then. */
export function arrivalsAreLawful(parts: ArrivalParts): (arrival: Arrival) => Promise<void> {
  const { verdicts, store, ledger, crowd, before } = parts;
  /** Calls so far, by batch and token. */
  const arrived = new Map<string, Arrival[]>();

  const intended = async (arrival: Arrival, { batch }: StoredIntent): Promise<void> => {
    const which = `${batch} ${arrival.token}`;
    // After new credentials were fetched, the same attempt goes on.
    const earlier = (arrived.get(which) ?? []).filter(({ knowledge }) => knowledge !== 'turned-away').length;
    arrived.set(which, [...(arrived.get(which) ?? []), arrival]);
    const attempts = await store.db.selectFrom('attempts').select('number').where('batch_id', '=', batch).execute();
    const events = await store.db
      .selectFrom('audit_events')
      .select('seq')
      .where('kind', '=', 'call.intended')
      .where('data_json', 'like', `%${batch}%`)
      .execute();
    if (attempts.length <= earlier) {
      verdicts.against(
        'every call is stored before it leaves',
        `${arrival.verb} ${arrival.token}: call ${earlier + 1}, ${attempts.length} stored`,
      );
    }
    if (events.length <= earlier) {
      verdicts.against('every call is in the trail before it leaves', `${arrival.verb} ${arrival.token}`);
    }
  };

  const approved = (arrival: Arrival, { request, state, since }: StoredIntent): void => {
    if (NEVER_CALLED.has(state)) {
      verdicts.against('only what was approved is called', `a call arrives while ${request} is ${state}`);
    }
    const ended = state === 'finished' || state === 'stopped';
    if (ended && !arrival.gate.struckBetween(arrival.at - LONG_MS, arrival.at)) {
      verdicts.against('nothing is called after the end', `a call arrives when ${request} is ${state}`);
    }
    const operation = parts.operations.find(({ verb }) => verb === arrival.verb);
    const onTheWayMs = operation?.lingers ? LINGERS_MS : ON_THE_WAY_MS;
    const halted = (state === 'paused' || state === 'stopping') && arrival.at > since + onTheWayMs;
    if (halted && !parts.clocksJumped() && !arrival.gate.struckBetween(since - ON_THE_WAY_MS, arrival.at)) {
      verdicts.against('nothing is called after a pause or a stop', `a call arrives when ${request} is ${state}`);
    }
    const reversible = operation?.reversible ?? false;
    const yes = crowd.approvers.filter((who) => ledger.doneTo(request, 'approve').some((done) => done.who === who));
    if (!crowd.areEnough(yes, reversible)) {
      verdicts.against('others approve before anything is called', `${request} has ${yes.length}`);
    }
    const missing = crowd.absences.filter(
      ({ from, to }) =>
        arrival.at > from + onTheWayMs && arrival.at < to && !arrival.gate.struckBetween(from - onTheWayMs, arrival.at),
    );
    const gone = missing.flatMap(({ who, onlyTheGroup }) => (onlyTheGroup ? [] : [who]));
    const left = missing.flatMap(({ who, onlyTheGroup }) => (onlyTheGroup ? [who] : []));
    const here = yes.filter((who) => !gone.includes(who));
    if (!crowd.areEnough(here, reversible, left) || gone.includes(crowd.alice)) {
      verdicts.against(
        'rights hold at every call',
        `${arrival.verb} for ${request} without ${missing.map(({ who }) => who)}`,
      );
    }
  };

  const notRepeated = (arrival: Arrival): void => {
    if (!parts.operations.find(({ verb }) => verb === arrival.verb)?.mustNotRepeat) return;
    // Whom an answer named as refused may be asked for again, however incomplete it was about others.
    const refused = new Set(
      ledger.asked.flatMap(({ wish }) => wish.people.flatMap((who) => (who.refused ? [who.key] : []))),
    );
    const blind = before.find(
      (one) =>
        one.verb === arrival.verb &&
        one.knowledge !== 'no-effect' &&
        one.knowledge !== 'turned-away' &&
        one.knowledge !== 'clear' &&
        one.people.some((who) => arrival.people.includes(who) && !(one.answered && refused.has(who))),
    );
    if (blind) {
      verdicts.against(
        'what cannot be seen is never sent again',
        `${arrival.verb} after a call of ${blind.gate.name} that is ${blind.knowledge}`,
      );
    }
  };

  return async (arrival) => {
    const intent = await intentOf(store, arrival);
    if (!intent) {
      verdicts.against(
        'every call is stored before it leaves',
        `${arrival.verb} under ${arrival.token} is known to no batch`,
      );
      return;
    }
    arrival.request = intent.request;
    if (!same(arrival.people, intent.members)) {
      verdicts.against('a call is for exactly its batch', `${arrival.people.length} of ${intent.members.length}`);
    }
    const spared = parts.protectedFor(arrival);
    const touched = arrival.people.filter((who) => spared.includes(who));
    if (touched.length > 0) verdicts.against('the protected are left alone', `${arrival.verb} for ${touched.join()}`);
    await intended(arrival, intent);
    approved(arrival, intent);
    notRepeated(arrival);
    sameTokenSamePeople(arrival);
  };

  function sameTokenSamePeople(arrival: Arrival): void {
    for (const one of before) {
      if (arrival.token === null || one.token === null) continue;
      const people = same(one.people, arrival.people) && one.verb === arrival.verb;
      if (one.token === arrival.token && !people) {
        verdicts.against('one token, one payload', `${arrival.token} travels for other people`);
      }
      if (one.token !== arrival.token && people && !arrival.token.includes(':', 'muster:'.length)) {
        const again = ledger.asked.some(
          ({ retryOf, wish }) => (retryOf !== null || wish.shared) && wish.operation.verb === one.verb,
        );
        if (!again) verdicts.against('one payload, one token', `${one.token} and ${arrival.token} for the same people`);
      }
    }
  }
}

const same = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((who, index) => who === other[index]);
