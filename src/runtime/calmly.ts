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

/** Consecutive parts of at most `size`; none where there is nothing. */
export function* portionsOf<T>(items: Iterable<T>, size: number): Generator<readonly T[]> {
  let portion: T[] = [];
  for (const item of items) {
    portion.push(item);
    if (portion.length < size) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}
