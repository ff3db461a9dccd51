import { createHash } from 'node:crypto';

/** Lines kept for whoever has to find out what happened. */
const KEPT = 100_000;

/** All that happened in a run, as one hash and as lines: two runs of one seed have the same of both. */
export class Trace {
  readonly #hash = createHash('sha256');
  readonly #lines: string[] = [];
  /** When somebody last did something other than look or write. */
  lastAt = 0;

  add(line: string): void {
    this.#hash.update(`${line}\n`);
    if (this.#lines.length < KEPT) this.#lines.push(line);
  }

  lines(): readonly string[] {
    return this.#lines;
  }

  digest(): string {
    return this.#hash.copy().digest('hex');
  }
}
