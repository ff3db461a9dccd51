import type { SlackUserId } from '../ids.ts';

export interface SeatedStage {
  readonly quorum: number;
  readonly deciders: ReadonlySet<SlackUserId>;
}

export interface Seating {
  /** How many seats of each stage are filled. */
  readonly filled: readonly number[];
  /** The stage in which each of the people sits, or null. */
  readonly stageOf: readonly (number | null)[];
}

/**
 * How many seats of each stage can be filled. Every person takes one seat in all, though several stages may name them, and
 * earlier stages are filled first: nobody who is seated later empties an earlier seat. `people`: the accounts of each who
 * said yes.
 */
export function seat(stages: readonly SeatedStage[], people: readonly (readonly SlackUserId[])[]): Seating {
  const seats = stages.flatMap(({ quorum }, stage) => Array.from({ length: quorum }, () => stage));
  const taken = new Map<number, number>();
  const fits = (person: number, stage: number) =>
    (people[person] ?? []).some((account) => stages[stage]?.deciders.has(account));

  /** Finds somebody for a seat, moving others to other seats of theirs where that helps. */
  const fill = (at: number, seenPeople: Set<number>): boolean => {
    for (const person of people.keys()) {
      if (seenPeople.has(person) || !fits(person, seats[at] ?? -1)) continue;
      seenPeople.add(person);
      const before = taken.get(person);
      if (before === undefined || fill(before, seenPeople)) {
        taken.set(person, at);
        return true;
      }
    }
    return false;
  };
  const filled = stages.map(() => 0);
  for (const [at, stage] of seats.entries()) if (fill(at, new Set())) filled[stage] = (filled[stage] ?? 0) + 1;
  const stageOf = people.map((_, person) => seats[taken.get(person) ?? -1] ?? null);
  return { filled, stageOf };
}

/** The first stage that still needs somebody, or null when all have enough. */
export function waitingStage(stages: readonly SeatedStage[], { filled }: Seating): number | null {
  const at = stages.findIndex(({ quorum }, stage) => (filled[stage] ?? 0) < quorum);
  return at < 0 ? null : at;
}
