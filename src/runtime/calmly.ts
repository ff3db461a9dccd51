import { setImmediate } from 'node:timers/promises';

let breaths = 0;

/** Lets others have their turn. */
export async function breathe(): Promise<void> {
  breaths += 1;
  await setImmediate();
  breaths -= 1;
}

/** Is anybody between two breaths? Whoever simulates time lets none pass meanwhile. */
export const isBreathing = (): boolean => breaths > 0;

/**
 * Runs a long calculation that says by `yield` where it may pause. Others have their turn there, so that a request of 100,000
 * people keeps nobody waiting for an acknowledgement. What needs no pause gives none.
 */
export async function calmly<T>(work: Generator<void, T>): Promise<T> {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await breathe();
  }
}

/** The same without pauses. */
export function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Consecutive parts of at most `size`; none for an empty list. */
export function* portionsOf<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}
