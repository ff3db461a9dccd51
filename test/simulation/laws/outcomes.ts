import type { Arrival, EffectSeen, FarEnd, SimulatedOperation } from '../far-end.ts';
import type { Ledger } from '../story/ledger.ts';
import type { StoredRequest } from './stored.ts';
import type { Verdicts } from './verdicts.ts';

export interface OutcomeParts {
  readonly verdicts: Verdicts;
  readonly farEnd: FarEnd;
  readonly ledger: Ledger;
  readonly stored: readonly StoredRequest[];
  /** Nothing went wrong in this run. */
  readonly fair: boolean;
  /** Accounts that somebody changed past Muster. */
  readonly changedByHand: ReadonlyMap<string, number>;
}

/** Calls of one batch before it may be given up. */
const MOST_ATTEMPTS = 12;

interface Story {
  readonly effects: readonly EffectSeen[];
  readonly arrivals: readonly Arrival[];
  /** Most of any batch the person was in. */
  readonly attempts: number;
  /** Of all of them together. */
  readonly tries: number;
}

/** Which request each effect and each call was for: by the batch it was of when it arrived. */
function storiesOf({ farEnd, stored }: OutcomeParts): (request: StoredRequest, person: string) => Story {
  const byToken = new Map(farEnd.arrivals.map(({ token, request }) => [token, request] as const));
  /** Where an API knows no tokens, an effect is of the call that was to have it then. */
  const byMoment = new Map(
    farEnd.arrivals.flatMap(({ effectAt, verb, people, request }) =>
      people.map((person) => [`${effectAt} ${verb} ${person.toLowerCase()}`, request] as const),
    ),
  );
  const owner = ({ token, verb, at, person }: EffectSeen): string | null =>
    (token === null ? byMoment.get(`${at} ${verb} ${person.toLowerCase()}`) : byToken.get(token)) ?? null;
  const key = (request: string | null, person: string) => `${request} ${person.toLowerCase()}`;
  const effects = new Map<string, EffectSeen[]>();
  for (const effect of farEnd.effects()) {
    const place = key(owner(effect), effect.person);
    effects.set(place, [...(effects.get(place) ?? []), effect]);
  }
  const arrivals = new Map<string, Arrival[]>();
  for (const arrival of farEnd.arrivals) {
    for (const person of arrival.people) {
      const place = key(arrival.request, person);
      arrivals.set(place, [...(arrivals.get(place) ?? []), arrival]);
    }
  }
  const attempts = new Map<string, number>();
  const tries = new Map<string, number>();
  for (const { id, batches } of stored) {
    for (const batch of batches) {
      for (const member of batch.members) {
        const place = key(id, member);
        attempts.set(place, Math.max(attempts.get(place) ?? 0, batch.attempts));
        tries.set(place, (tries.get(place) ?? 0) + batch.attempts);
      }
    }
  }
  return ({ id }, person) => ({
    effects: effects.get(key(id, person)) ?? [],
    arrivals: arrivals.get(key(id, person)) ?? [],
    attempts: attempts.get(key(id, person)) ?? 0,
    tries: tries.get(key(id, person)) ?? 0,
  });
}

const ENDED = new Set(['finished', 'stopped']);

/** The directory's own memory against what Muster says became of each person. */
export function outcomesAreTrue(parts: OutcomeParts): void {
  const { verdicts, farEnd, ledger, stored, fair, changedByHand } = parts;
  const storyOf = storiesOf(parts);
  const planned = new Set<string>();
  for (const request of stored) {
    const asked = ledger.asked.find((one) => one.request === request.id);
    const operation = farEnd.operations.find(({ verb }) => verb === request.operation);
    if (!operation) throw new Error(`Nothing is known of ${request.operation}`);
    for (const { key, kind, outcome, reason } of request.targets) {
      if (key === null) continue;
      const about = `${request.id} ${request.operation} ${key}: ${outcome ?? 'no outcome'}${reason === null ? '' : ` (${reason})`}`;
      if (kind !== 'will-change') {
        if (outcome !== null) verdicts.against('only the planned have outcomes', about);
        continue;
      }
      planned.add(`${request.operation} ${key}`);
      const story = storyOf(request, key);
      const changes = story.effects.filter(({ changed }) => changed).length;
      if (changes > 1) verdicts.against('nobody is changed twice', `${about}, ${changes} effects`);
      if (!ENDED.has(request.state)) {
        if (outcome !== null || changes > 0)
          verdicts.against('nothing happens without an approval', `${about}, ${request.state}`);
        continue;
      }
      const shared = changedByHand.has(key) || ledger.asked.some(({ wish }) => wish.shared);
      const refused = asked?.wish.people.find((one) => one.key === key)?.refused ?? false;
      judge({ verdicts, about, outcome, story, changes, operation, farEnd, key, refused, fair, shared });
    }
  }
  for (const effect of farEnd.effects()) {
    const known = planned.has(`${effect.verb} ${effect.person.toLowerCase()}`);
    if (!known) verdicts.against('nobody else is touched', `${effect.verb} ${effect.person}`);
  }
}

function judge({
  verdicts,
  about,
  outcome,
  story,
  changes,
  operation,
  farEnd,
  key,
  refused,
  fair,
  shared,
}: {
  readonly verdicts: Verdicts;
  readonly about: string;
  readonly outcome: string | null;
  readonly story: Story;
  readonly changes: number;
  readonly operation: SimulatedOperation;
  readonly farEnd: FarEnd;
  readonly key: string;
  readonly refused: boolean;
  readonly fair: boolean;
  /** What others did to them may be all that shows. */
  readonly shared: boolean;
}): void {
  switch (outcome) {
    case 'succeeded':
      if (!farEnd.isDone(operation, key)) verdicts.against('who succeeded was changed', about);
      if (story.arrivals.length === 0 && !shared) verdicts.against('who succeeded was sent', about);
      if (operation.mustNotRepeat && changes === 0)
        verdicts.against('who succeeded was changed', `${about}, no effect`);
      return;
    case 'failed':
      if (changes > 0) verdicts.against('who failed was not changed', about);
      if (
        !refused &&
        !shared &&
        !story.arrivals.some((one) => one.refused) &&
        (fair || story.attempts < MOST_ATTEMPTS)
      ) {
        verdicts.against('nobody fails without a reason of the directory', `${about}, ${story.attempts} attempts`);
      }
      return;
    case 'skipped':
      if (story.effects.length > 0) verdicts.against('who was skipped was not touched', about);
      return;
    case 'unconfirmed': {
      const inDoubt = story.arrivals.some(
        ({ knowledge, gate, at, knownAt }) =>
          knowledge === 'doubt' ||
          knowledge === 'nothing-yet' ||
          gate.struckBetween(at - 5_000, (knownAt ?? at) + 5_000),
      );
      // A call may be lost on its way, too: then it is one of the attempts and no arrival.
      if (fair && !refused)
        verdicts.against('only what is in doubt is unconfirmed', `${about}, and nothing went wrong`);
      if (!inDoubt && story.tries <= story.arrivals.length)
        verdicts.against('only what is in doubt is unconfirmed', about);
      return;
    }
    default:
      verdicts.against('everybody has an outcome at the end', about);
  }
}
