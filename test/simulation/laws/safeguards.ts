import type { Store } from '../../../src/store/store.ts';
import type { Arrival, SimulatedOperation } from '../far-end.ts';
import type { Happened } from '../story/happened.ts';
import type { Ledger } from '../story/ledger.ts';
import type { HouseRules } from '../story/rules.ts';
import type { Verdicts } from './verdicts.ts';

export interface SafeguardParts {
  readonly verdicts: Verdicts;
  readonly store: Store;
  readonly operations: readonly SimulatedOperation[];
  readonly before: readonly Arrival[];
  readonly clocksJumped: () => boolean;
  readonly ledger: Ledger;
  readonly rules: HouseRules;
  readonly happened: Happened;
}

/** From the last look at everything to the arrival of the call, unless something befalls the process. */
const ON_THE_WAY_MS = 5_000;
/** The same where calls linger, and for accounts, which take their time to be read. */
const LINGERS_MS = 120_000;
const READ_WITHIN_MS = 35_000;
const SECOND_STAGE = 5;
const MOST_FAILED = 5;
const MOST_UNCONFIRMED = 2;
const LAST_OUTCOMES = 50;
const OPEN = ['calling', 'reading', 'settling'];

interface Target {
  readonly key: string;
  readonly outcome: string | null;
  readonly at: number | null;
}

/** What safeguards promise of a call at the moment it arrives. */
export function safeguardsHold(parts: SafeguardParts): (arrival: Arrival) => Promise<void> {
  const { verdicts, store, rules, happened, before } = parts;
  const { db } = store;

  const notFrozen = async (arrival: Arrival, onTheWayMs: number): Promise<void> => {
    const { at, gate } = arrival;
    const byFile = happened.frozen.find(
      ({ from, to }) => at > from + onTheWayMs && at < to && !gate.struckBetween(from - onTheWayMs, at),
    );
    if (byFile) verdicts.against('nothing is called while Muster is frozen', `${arrival.verb}, by a file`);
    if (parts.clocksJumped()) return;
    const bySlack = await db
      .selectFrom('freezes')
      .select('at')
      .where('lifted_at', 'is', null)
      .where('source', '=', 'slack')
      .where('at', '<', at - onTheWayMs)
      .executeTakeFirst();
    if (bySlack && !gate.struckBetween(bySlack.at - onTheWayMs, at)) {
      verdicts.against('nothing is called while Muster is frozen', `${arrival.verb}, by somebody in Slack`);
    }
  };

  const notDrifted = async ({ at, gate, verb, people, request }: Arrival, onTheWayMs: number): Promise<void> => {
    if (!rules.safeguards.drift || verb === 'invite' || parts.clocksJumped()) return;
    if (happened.changedByHand.size === 0) return;
    const { created_at: plannedAt } = await db
      .selectFrom('requests')
      .select('created_at')
      .where('id', '=', request)
      .executeTakeFirstOrThrow();
    for (const who of people) {
      const changedAt = happened.changedByHand.get(who);
      if (changedAt === undefined || changedAt <= plannedAt || at < changedAt + READ_WITHIN_MS + onTheWayMs) continue;
      if (gate.struckBetween(changedAt, at)) continue;
      // What an earlier call of the same people may have done is no drift.
      if (before.some((one) => one.verb === verb && one.people.includes(who))) continue;
      verdicts.against('whoever changed since is left alone', `${verb} for ${who}, ${at - changedAt} ms after`);
    }
  };

  const inStages = (
    arrival: Arrival,
    { reversible, perCall }: SimulatedOperation,
    targets: readonly Target[],
  ): void => {
    if (reversible && targets.length < rules.safeguards.largeFrom) return;
    const sent = before.filter(({ request }) => request === arrival.request);
    const outcome = new Map(targets.map((target) => [target.key, target.outcome]));
    const isTried = (who: string) => !['skipped', null, undefined].includes(outcome.get(who));
    const through = new Set([
      ...sent.flatMap(({ people }) => people),
      ...targets.filter((target) => target.outcome !== null).map(({ key }) => key),
    ]);
    const fresh = arrival.people.filter((who) => !through.has(who));
    if (fresh.length === 0) return;
    const second = Math.min(SECOND_STAGE, perCall);
    // Whoever was left out was not sent, and shows nothing.
    const tried = [...through].filter((who) => sent.some(({ people }) => people.includes(who)) || isTried(who));
    const most = tried.length === 0 ? 1 : tried.length === 1 ? second : null;
    if (most !== null && fresh.length > most) {
      verdicts.against('first one, then five', `${fresh.length} people after ${tried.length}`);
    }
    const waiting = [...through].filter((who) => outcome.get(who) === null && !arrival.people.includes(who));
    // A second stage that was refused as a whole, perhaps by our own client, goes on in parts.
    const isPartOfSecond = tried.length + fresh.length <= 1 + second && tried.some((who) => !waiting.includes(who));
    if (through.size <= 1 + second && waiting.length > 0 && !isPartOfSecond) {
      verdicts.against('first one, then five', `${fresh.length} more while ${waiting.length} have no outcome`);
    }
  };

  /** Looks at those runs only that nobody has resumed: whoever does has been told of what tripped it. */
  const notTripped = (arrival: Arrival, targets: readonly Target[], onTheWayMs: number): void => {
    const { at, gate, request } = arrival;
    if (request === null || parts.clocksJumped() || parts.ledger.doneTo(request, 'resume').length > 0) return;
    const settled = targets.filter((target) => target.outcome !== null && (target.at ?? at) < at - onTheWayMs);
    const count = (kind: string) => settled.filter(({ outcome }) => outcome === kind);
    const bad = [...count('failed'), ...count('unconfirmed')];
    const since = Math.max(0, ...bad.map((target) => target.at ?? 0));
    if (gate.struckBetween(since - onTheWayMs, at)) return;
    const failed = count('failed').length;
    const sent = settled.length - count('skipped').length;
    if (sent <= LAST_OUTCOMES && failed > MOST_FAILED) {
      verdicts.against('after the breaker nothing goes on by itself', `${failed} of ${sent} have failed`);
    }
    if (count('unconfirmed').length > MOST_UNCONFIRMED) {
      verdicts.against('after the breaker nothing goes on by itself', `${count('unconfirmed').length} are unconfirmed`);
    }
  };

  const inItsTime = async (arrival: Arrival, reversible: boolean, onTheWayMs: number): Promise<void> => {
    if (arrival.request === null || parts.clocksJumped()) return;
    const decisions = await db
      .selectFrom('decisions')
      .select('decided_at')
      .where('request_id', '=', arrival.request)
      .where('verdict', '=', 'approve')
      .orderBy('decided_at')
      .execute();
    const stored = await db
      .selectFrom('requests')
      .select('state_json')
      .where('id', '=', arrival.request)
      .executeTakeFirstOrThrow();
    const [first] = decisions;
    const last = decisions.at(-1);
    if (!first || !last) return;
    const { coolDownMs, readingMs } = rules.safeguards;
    const coolsForMs = reversible ? 0 : coolDownMs;
    if (arrival.at < last.decided_at + coolsForMs) {
      verdicts.against('nothing irreversible begins before its cool-down is over', `${arrival.verb} too early`);
    }
    const submittedAt = parts.ledger.doneTo(arrival.request, 'submit')[0]?.at ?? 0;
    if (!reversible && first.decided_at < submittedAt + readingMs) {
      verdicts.against(
        'what cannot be undone is read before it is approved',
        `after ${first.decided_at - submittedAt} ms`,
      );
    }
    const begun = before.some(({ request }) => request === arrival.request);
    const lateMs = arrival.at - (last.decided_at + coolsForMs + (rules.startsWithinMs ?? Number.POSITIVE_INFINITY));
    const struck = arrival.gate.struckBetween(arrival.at - LINGERS_MS, arrival.at);
    const startedAt = Number(JSON.parse(stored.state_json).startedAt ?? arrival.at);
    if (!begun && lateMs > onTheWayMs && arrival.at - startedAt < onTheWayMs && !struck) {
      verdicts.against('what was not started in time is never started', `${lateMs} ms late`);
    }
  };

  /** Somebody whose outcome is not known yet belongs to one request alone. */
  const oneAtATime = async (arrival: Arrival): Promise<void> => {
    const { request, people, at } = arrival;
    const others = await db
      .selectFrom('batches')
      .innerJoin('requests', 'requests.id', 'batches.request_id')
      .select(['batches.request_id as other', 'members_json', 'batches.lease_until as until'])
      .where('batches.state', 'in', OPEN)
      .where('batches.request_id', '!=', request ?? '')
      .where('requests.state', 'in', ['running', 'paused', 'stopping'])
      .execute();
    for (const { other, members_json } of others) {
      const members: readonly string[] = JSON.parse(members_json);
      const settled = await db
        .selectFrom('targets')
        .select('account_id')
        .where('request_id', '=', other)
        .where('outcome', 'is not', null)
        .execute();
      const shared = people.find(
        (who) => members.includes(who) && !settled.some(({ account_id }) => account_id === who),
      );
      if (shared === undefined || arrival.gate.struckBetween(at - LINGERS_MS, at)) continue;
      verdicts.against('two requests never run at one person at once', `${shared} of ${request} and ${other}`);
    }
  };

  return async (arrival) => {
    const operation = parts.operations.find(({ verb }) => verb === arrival.verb);
    if (!operation || arrival.request === null) return;
    const onTheWayMs = operation.lingers ? LINGERS_MS : ON_THE_WAY_MS;
    const rows = await db
      .selectFrom('targets')
      .select(['account_id', 'outcome', 'outcome_at'])
      .where('request_id', '=', arrival.request)
      .where('kind', '=', 'will-change')
      .execute();
    const targets = rows.map(({ account_id, outcome, outcome_at }) => ({
      key: account_id ?? '',
      outcome,
      at: outcome_at,
    }));
    await notFrozen(arrival, onTheWayMs);
    await notDrifted(arrival, onTheWayMs);
    inStages(arrival, operation, targets);
    notTripped(arrival, targets, onTheWayMs);
    await inItsTime(arrival, operation.reversible, onTheWayMs);
    await oneAtATime(arrival);
  };
}
