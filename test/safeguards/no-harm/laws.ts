import type { Account, AccountState } from '../../../src/directories/account.ts';
import type { Decider, Verb } from './steps.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
export const LIMITS = {
  caps: { suspend: 12, erase: 5 },
  coolDownMs: 72 * HOUR_MS,
  readingMs: 10_000,
  largeFrom: 10,
  batchSize: 2,
} as const;
const QUORUM: Readonly<Record<Verb, number>> = { suspend: 1, erase: 2 };

/** What the test itself did and saw of a request: nothing of it comes from what Muster stored about its safeguards. */
export interface Asked {
  readonly verb: Verb;
  /** Who would be changed, as they were at the preview, in the order of their ids. */
  readonly planned: ReadonlyMap<string, AccountState>;
  readonly approvers: Set<Decider>;
  /** Who was sent for the first time, call by call. */
  readonly groups: (readonly string[])[];
  submittedAt: number | null;
  approvedAt: number | null;
  /** It was seen paused, and nobody resumed it since. */
  paused: boolean;
  resumedAt: number | null;
  /** Failures and people in doubt that whoever resumed knew of. */
  known: { failed: number; unconfirmed: number };
}

export interface House {
  readonly now: number;
  /** Whoever forbids calls: a person in Slack, or a process. */
  readonly frozen: boolean;
  readonly accountOf: (id: string) => Account | null;
  readonly isListed: (id: string) => boolean;
  /** Accounts of whoever asks, and of those who approved, by their e-mails of now. */
  readonly accountOfPerson: (person: Decider | 'alice') => string | null;
  readonly mayDecide: (person: Decider) => boolean;
  readonly admins: number;
  /** When there were fewer than two, after Muster had counted enough; null: there are two, or never were. */
  readonly adminsFellAt: number | null;
}

export interface Call {
  readonly members: readonly string[];
  /** The same call left before: what it may have done is its own. */
  readonly again: boolean;
  /** Everybody of the request with an outcome. */
  readonly outcomes: ReadonlyMap<string, string>;
}

/** Everything that is wrong with a call, in the moment in which it leaves. Pure. */
export function wrongWith(asked: Asked, call: Call, house: House): readonly string[] {
  const { verb, planned } = asked;
  const wrong: string[] = [];
  const law = (holds: boolean, said: string) => {
    if (!holds) wrong.push(said);
  };
  for (const id of call.members) {
    const before = planned.get(id);
    const now = house.accountOf(id);
    law(before !== undefined, `${id} is not in the plan`);
    law(!house.isListed(id) && now?.admin !== true && now?.kind !== 'bot', `${id} is protected`);
    law(house.accountOfPerson('alice') !== id, `${id} is the account of whoever asked`);
    for (const person of asked.approvers)
      law(house.accountOfPerson(person) !== id, `${id} is the account of an approver`);
    if (before && now && !call.again) law(before.suspended === now.suspended, `${id} is not as it was at the preview`);
  }
  const eyes = [...asked.approvers].filter(
    (one) => house.mayDecide(one) && !planned.has(house.accountOfPerson(one) ?? ''),
  );
  law(eyes.length >= QUORUM[verb], `${eyes.length} pairs of eyes for ${verb}`);
  law(asked.approvedAt !== null, 'nobody approved it');
  law(!house.frozen, 'Muster is frozen');
  law(!asked.paused, 'it is paused');
  if (verb === 'erase') law(house.now >= (asked.approvedAt ?? house.now) + LIMITS.coolDownMs, 'it has to cool down');
  if (verb === 'erase' || planned.size >= LIMITS.largeFrom) wrong.push(...wrongStages(asked, call));
  const count = (outcome: string) => [...call.outcomes.values()].filter((one) => one === outcome).length;
  law(count('failed') - asked.known.failed <= 5, 'so many failed that it has to pause');
  law(count('unconfirmed') - asked.known.unconfirmed <= 2, 'so many are in doubt that it has to pause');
  if (house.admins < 2 && house.adminsFellAt !== null)
    law((asked.resumedAt ?? 0) >= house.adminsFellAt, 'too few administrators are left');
  return wrong;
}

/** The first who are sent are one person, then as many as the next stage takes, and nobody before the former have an outcome. */
function wrongStages({ groups, resumedAt }: Asked, { members, outcomes }: Call): readonly string[] {
  const sentIn = groups.findIndex((group) => members.some((id) => group.includes(id)));
  const stage = sentIn < 0 ? groups.length : sentIn;
  const most = [1, Math.min(5, LIMITS.batchSize)][stage] ?? LIMITS.batchSize;
  if (members.length > most) return [`${members.length} people in call ${stage + 1}`];
  const former = groups.slice(0, Math.min(stage, 2)).flatMap((group) => group.map((id) => outcomes.get(id)));
  if (former.includes(undefined)) return ['the stage before is not settled'];
  const went = former.every((outcome) => outcome === 'succeeded' || outcome === 'skipped');
  return went || resumedAt !== null ? [] : ['the stage before went wrong'];
}

/** Effects above a cap within any 24 hours. */
export function aboveCap(effects: readonly { readonly at: number; readonly verb: Verb }[]): readonly string[] {
  return effects.flatMap(({ at, verb }) => {
    const within = effects.filter((one) => one.verb === verb && one.at > at - DAY_MS && one.at <= at).length;
    return within > LIMITS.caps[verb] ? [`${within} people within 24 hours by ${verb}`] : [];
  });
}
