/**
 * A bucket of tokens per name: some at once, then so many per second. In memory: it keeps to Slack's limits, and Slack has the last
 * word. All times are of a steady clock.
 */
export class Pace {
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #free = new Map<string, { readonly tokens: number; readonly at: number }>();
  readonly #held = new Map<string, number>();

  constructor(burst: number, perSecond: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
  }

  /** Takes a token and answers 0, or answers how many milliseconds until there is one. */
  take(name: string, elapsedMs: number): number {
    const held = (this.#held.get(name) ?? 0) - elapsedMs;
    if (held > 0) return held;
    const { tokens, at } = this.#free.get(name) ?? { tokens: this.#burst, at: elapsedMs };
    const filled = Math.min(this.#burst, tokens + ((elapsedMs - at) / 1_000) * this.#perSecond);
    const taken = filled < 1 ? 0 : 1;
    this.#free.set(name, { tokens: filled - taken, at: elapsedMs });
    return taken === 1 ? 0 : Math.ceil(((1 - filled) / this.#perSecond) * 1_000);
  }

  /** Gives nothing before `until`, because Slack said so. */
  hold(name: string, until: number): void {
    this.#held.set(name, until);
  }
}
