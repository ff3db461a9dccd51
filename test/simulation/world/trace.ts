import { createHash } from 'node:crypto';

/** Lines kept for whoever has to find out what happened. */
const KEPT = 100_000;

/** What a process writes in answer to something, it writes within three looks. */
const NOTES_AFTER_MS = 3_000;

/** What somebody who clicked was told; null: nothing. */
export type Told = { readonly kind: string; readonly reason?: string } | null;

/** All that happened in a run, as one hash and as lines: two runs of one seed have the same of both. */
export class Trace {
  readonly #hash = createHash('sha256');
  readonly #lines: string[] = [];
  #count = 0;
  #lastActAt = 0;
  #lastChangeAt = 0;

  /** When somebody last did something that others may find when they look. */
  get lastChangeAt(): number {
    return this.#lastChangeAt;
  }

  /** Something happens: a person, a machine, a call. */
  acts(at: number): void {
    this.#lastActAt = at;
    this.#lastChangeAt = at;
  }

  /** A process writes: long after anything happened it only notes that it looked. */
  writes(at: number): void {
    if (at - this.#lastActAt < NOTES_AFTER_MS) this.#lastChangeAt = at;
  }

  /** @param sinceMs the start of the run */
  clicked(sinceMs: number, who: string, what: string, told: Told): void {
    const answer = told === null ? 'no answer' : [told.kind, told.reason].filter(Boolean).join(': ');
    this.add(`${sinceMs} ${who} clicked ${what}, ${answer}`);
  }

  /** How much has happened: lines, kept or not. */
  get count(): number {
    return this.#count;
  }

  add(line: string): void {
    this.#count += 1;
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
