import type { Clock } from './clock.ts';

/** Wakes a loop before its time. Rings while nobody waits are kept: the next wait returns at once. */
export class Bell {
  #rung = false;
  #answer: (() => void) | null = null;

  ring(): void {
    this.#rung = true;
    this.#answer?.();
  }

  /** Resolves when rung, after `atMostMs`, or when `signal` is aborted. One waiter at a time. */
  async wait(clock: Clock, atMostMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted) {
      const woken = new AbortController();
      // With a reason: making an error with its stack for each ring costs more than the ring.
      const wake = () => woken.abort('rung');
      this.#answer = wake;
      signal.addEventListener('abort', wake, { once: true });
      await clock.sleep(atMostMs, woken.signal);
      signal.removeEventListener('abort', wake);
      this.#answer = null;
    }
    this.#rung = false;
  }
}
