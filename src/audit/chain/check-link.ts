import { type ChainedEvent, hashOf, NO_EVENT } from './link.ts';

/** The end of what was checked so far. */
export interface Tip {
  readonly seq: number;
  readonly hash: string;
}

export const BEFORE_ALL: Tip = { seq: 0, hash: NO_EVENT };

/** What is wrong with an event as the one after `tip`, as a sentence; null when it is in its place and unchanged. Pure. */
export function linkProblem(tip: Tip, event: ChainedEvent): string | null {
  const { seq, previous, hash } = event;
  if (seq !== tip.seq + 1) {
    if (seq <= tip.seq) return `Event ${seq} stands after event ${tip.seq}: it was put there, or moved.`;
    const missing = seq - tip.seq - 1;
    return missing === 1 ? `Event ${tip.seq + 1} is missing.` : `Events ${tip.seq + 1} to ${seq - 1} are missing.`;
  }
  if (hashOf(event) !== hash)
    return `Event ${seq} was changed after it was written: its hash is not that of its content.`;
  if (previous !== tip.hash) return `Event ${seq} does not follow on the event before it: one of the two was replaced.`;
  return null;
}
