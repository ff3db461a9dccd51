import { BEFORE_ALL, linkProblem, type Tip } from '../chain/check-link.ts';
import type { ChainedEvent } from '../chain/link.ts';
import { checkpointProblem, type KnownCheckpoints } from './checkpoints.ts';
import type { Problem } from './problem.ts';

export interface ChainChecked {
  readonly events: number;
  readonly tip: Tip;
  /** Checkpoints that an event was held against. */
  readonly checkpoints: number;
  readonly problem: Problem | null;
}

/**
 * Walks the chain once, from its first event, and stops at the first that is wrong. `look` sees every event that is right,
 * and may object. An exported stretch may begin later: then `after` is what stands before it.
 */
export async function checkChain(
  pages: AsyncIterable<readonly ChainedEvent[]>,
  known: KnownCheckpoints,
  look: (event: ChainedEvent) => string | null,
  after: Tip = BEFORE_ALL,
): Promise<ChainChecked> {
  let tip = after;
  let events = 0;
  let next = known.checkpoints.findIndex(({ seq }) => seq > after.seq);
  if (next < 0) next = known.checkpoints.length;
  const first = next;
  const end = (problem: Problem | null): ChainChecked => ({ events, tip, checkpoints: next - first, problem });
  if (known.problem) return end(known.problem);

  for await (const page of pages) {
    for (const event of page) {
      const what = linkProblem(tip, event) ?? checkpointProblem(known, next, event) ?? look(event);
      if (what !== null) return end({ seq: event.seq, what });
      if (known.checkpoints[next]?.seq === event.seq) next += 1;
      tip = event;
      events += 1;
    }
  }
  const beyond = known.checkpoints.at(-1);
  if (beyond && beyond.seq > tip.seq) {
    const what = `The trail ends with event ${tip.seq}, and a checkpoint vouches for event ${beyond.seq}: its end was cut off.`;
    return end({ seq: tip.seq + 1, what });
  }
  return end(null);
}
