import { capitalized } from '../report/wording.ts';
import type { OutcomeKind } from '../requests/request.ts';
import type { Safeguards } from './settings.ts';

/** How many people the first stages change; after them, as many per batch as the operation takes. */
const FIRST_STAGES = [1, 5];
/** Looks at the effect of a stage before it counts as missing: about a minute. */
const MOST_LOOKS = 6;

/** Does this begin with one person, then five, before everybody else? */
export function isRamped(
  { reversible }: { readonly reversible: boolean },
  people: number,
  { largeFrom }: Pick<Safeguards, 'largeFrom'>,
): boolean {
  return !reversible || people >= largeFrom;
}

/** Sizes of batches in sending order, each with its stage: none is sent before all of lower stages are settled and proven. */
export function cutBatches(
  people: number,
  batchSize: number,
  ramped: boolean,
): readonly { readonly size: number; readonly stage: number }[] {
  const cut: { size: number; stage: number }[] = [];
  const first = ramped ? FIRST_STAGES : [];
  for (let left = people; left > 0; ) {
    const stage = Math.min(cut.length, first.length);
    const size = Math.min(left, batchSize, first[stage] ?? batchSize);
    cut.push({ size, stage });
    left -= size;
  }
  return cut;
}

/** "1 person, then 5, then 50 at a time"; null where everybody may go at once. */
export function rampWords(people: number, batchSize: number, ramped: boolean): string | null {
  const cut = cutBatches(people, batchSize, ramped);
  if (!ramped || cut.length < 2) return null;
  const sizes = [0, 1, 2].flatMap((stage) => {
    const found = cut.find((batch) => batch.stage === stage);
    return found ? [stage === 2 ? `up to ${batchSize} at a time` : String(found.size)] : [];
  });
  return sizes.join(', then ');
}

/** A person of a stage: what came of them, and whether the directory shows it. */
export interface StagePerson {
  readonly outcome: OutcomeKind;
  /** Null: could not be read this time. Undefined: nothing that could be looked at. */
  readonly shows: boolean | null | undefined;
}

export type StageVerdict =
  | { readonly kind: 'proven' }
  /** Everybody of it was left out before their call, so nothing is known: others take their place. */
  | { readonly kind: 'nobody-sent' }
  | { readonly kind: 'look-again' }
  | { readonly kind: 'pause'; readonly reason: string };

/** Was anybody of a stage sent? Whoever was left out right before the call was not. */
export function sentNobody(people: readonly Pick<StagePerson, 'outcome'>[]): boolean {
  return people.every(({ outcome }) => outcome === 'skipped');
}

/** Those of the next batch who take the place of a stage (0: the first person) that sent nobody, and those who wait for them. */
export function cutForStage<Person>(
  members: readonly Person[],
  stage: number,
): readonly [first: readonly Person[], others: readonly Person[]] {
  const size = FIRST_STAGES[stage] ?? members.length;
  return [members.slice(0, size), members.slice(size)];
}

/** May the next stage be sent? `looks`: how often this one was looked at, this time included. */
export function judgeStage(people: readonly StagePerson[], looks: number): StageVerdict {
  if (sentNobody(people)) return { kind: 'nobody-sent' };
  const bad = people.filter(({ outcome }) => outcome === 'failed' || outcome === 'unconfirmed').length;
  const some = (count: number) =>
    people.length === 1 ? 'the first person' : `${count} of the first ${people.length} people`;
  const next = 'Nobody further is changed. Find out why; then an approver can resume or stop.';
  if (bad > 0) return { kind: 'pause', reason: `${capitalized(some(bad))} did not succeed. ${next}` };
  const missing = people.filter(({ outcome, shows }) => outcome === 'succeeded' && (shows === false || shows === null));
  if (missing.length === 0) return { kind: 'proven' };
  if (looks < MOST_LOOKS) return { kind: 'look-again' };
  const reason = `The directory said yes, and does not show the change of ${some(missing.length)}. ${next}`;
  return { kind: 'pause', reason };
}
