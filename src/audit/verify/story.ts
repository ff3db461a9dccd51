import type { ChainedEvent } from '../chain/link.ts';
import { isEventKind } from '../kinds/kinds.ts';
import type { PersonOutcome } from '../kinds/parts.ts';
import { add, ofHash, ofText } from './fold.ts';
import { OUTCOME_SLOTS, type OutcomeKind } from './outcome-slots.ts';
import { countPeople, eachOutcome, textOf } from './read-data.ts';

/** What the trail says about one request, in as little room as it takes to compare it with the store. */
export interface Story {
  /** Was its draft told? Those from before the chain were not. */
  told: boolean;
  state: string;
  digest: string;
  requester: string;
  decisions: number;
  attempts: number;
  people: number;
  /** How many have which outcome, in the order of OUTCOME_SLOTS. */
  counts: [number, number, number, number];
  outcomes: number;
}

export const emptyStory = (): Story => ({
  told: false,
  state: '',
  digest: '',
  requester: '',
  decisions: 0,
  attempts: 0,
  people: 0,
  counts: [0, 0, 0, 0],
  outcomes: 0,
});

export const decisionFact = (approver: string, verdict: string, digest: string): number =>
  ofText(`${approver} ${verdict} ${digest}`);
export const attemptFact = (batch: string, attempt: number): number => ofText(`${batch} ${attempt}`);
export const answerFact = (batch: string, attempt: number, result: string, status: number | null): number =>
  ofText(`${batch} ${attempt} ${result} ${status}`);

/** Reads along with the chain. */
export interface Stories {
  readonly byRequest: ReadonlyMap<string, Story>;
  /** Requests in which somebody was erased. */
  readonly erased: ReadonlySet<string>;
  /** When the chain began, in milliseconds UTC. */
  began(): number;
  /** Takes in an event; answers what is wrong with it in itself. */
  take(event: ChainedEvent): string | null;
}

// What is read here was written by our own schemas and proved unchanged by the hash; parsing it by them again would take
// longer than all the rest.
type Data = {
  readonly batch: string;
  readonly attempt: number;
  readonly result: string;
  readonly status: number | null;
  readonly requests: readonly string[];
};

function takeOutcomes(story: Story, dataJson: string): void {
  const { counts, outcomes } = story;
  const take = (outcome: OutcomeKind, sealed: string) => {
    const slot = OUTCOME_SLOTS[outcome];
    story.counts[slot] += 1;
    story.outcomes = add(story.outcomes, ofHash(sealed, slot));
  };
  const before = [...counts] as Story['counts'];
  if (eachOutcome(dataJson, take)) return;
  Object.assign(story, { counts: before, outcomes });
  const { outcomes: people = [] }: { outcomes?: readonly PersonOutcome[] } = JSON.parse(dataJson);
  for (const { person, outcome } of people) take(outcome, person.sealed);
}

export function collectStories(): Stories {
  const byRequest = new Map<string, Story>();
  const erased = new Set<string>();
  let began = 0;

  const storyOf = (id: string): Story => {
    const known = byRequest.get(id);
    if (known) return known;
    const fresh = emptyStory();
    byRequest.set(id, fresh);
    return fresh;
  };

  const takeInto = (story: Story, { kind, actor, dataJson }: ChainedEvent): void => {
    switch (kind) {
      case 'request.drafted':
        Object.assign(story, { told: true, state: 'drafted', digest: textOf(dataJson, 'digest'), requester: actor });
        return;
      case 'request.people':
        story.people += countPeople(dataJson);
        return;
      case 'decision.approve':
      case 'decision.reject': {
        const fact = decisionFact(actor, kind.slice('decision.'.length), textOf(dataJson, 'digest') ?? '');
        story.decisions = add(story.decisions, fact);
        return;
      }
      case 'call.intended': {
        const data: Data = JSON.parse(dataJson);
        story.attempts = add(story.attempts, attemptFact(data.batch, data.attempt));
        return;
      }
      case 'call.ended': {
        const data: Data = JSON.parse(dataJson);
        story.attempts = add(story.attempts, answerFact(data.batch, data.attempt, data.result, data.status));
        return;
      }
    }
    if (kind.startsWith('request.')) story.state = textOf(dataJson, 'to') ?? '';
    if (kind.startsWith('batch.')) takeOutcomes(story, dataJson);
  };

  return {
    byRequest,
    erased,
    began: () => began,
    take: (event) => {
      const { seq, kind, requestId, dataJson, at } = event;
      if (!isEventKind(kind)) return `Event ${seq} is of a kind that is not known here, “${kind}”.`;
      if (seq === 1) began = at;
      if (kind === 'person.erased') for (const id of (JSON.parse(dataJson) as Data).requests) erased.add(id);
      if (requestId !== null && kind !== 'refused') takeInto(storyOf(requestId), event);
      return null;
    },
  };
}
