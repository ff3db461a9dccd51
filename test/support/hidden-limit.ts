import type { Account } from '../../src/directories/account.ts';
import type { Operation } from '../../src/directories/operation.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { Random } from '../../src/runtime/random.ts';
import { FakeDirectory } from './fake-directory.ts';

export interface HiddenLimitOptions {
  readonly callsPerSecond: number;
  /** Calls that may come at once after a pause. */
  readonly burst: number;
  /** About how often the limit becomes another one, between half and one and a half of what it was at first; or never. */
  readonly changesEveryMs?: number;
  /** The share of calls that is throttled for no reason at all. */
  readonly groundless?: number;
}

/** Throttled calls of which no `retry-after` tells when to come back. */
const SILENT = 0.3;
const LONGEST_RETRY_AFTER_S = 3;

/** A token bucket that nobody is told of, and the accounts of what it allowed and what was made of it. Times in ms UTC. */
export class HiddenLimit {
  accepted = 0;
  throttled = 0;
  /** Calls that left before a `retry-after` was over. */
  early = 0;
  /** Calls that somebody who knew the limit, and obeyed every `retry-after`, could have made so far. */
  allowed = 0;
  #perSecond: number;
  #tokens: number;
  #at: number;
  #changesAt: number;
  #restsUntil = 0;
  #restMs = 0;
  readonly #options: HiddenLimitOptions;
  readonly #random: Random;

  constructor(options: HiddenLimitOptions, random: Random, now: number) {
    this.#options = options;
    this.#random = random;
    this.#perSecond = options.callsPerSecond;
    this.#tokens = options.burst;
    this.#at = now;
    this.#changesAt = now + (options.changesEveryMs ?? Number.POSITIVE_INFINITY);
  }

  /** Brings the accounts up to now. */
  passTo(now: number): void {
    while (this.#at < now) {
      const rests = this.#at < this.#restsUntil;
      const until = Math.min(now, this.#changesAt, rests ? this.#restsUntil : now);
      const refill = (this.#perSecond * (until - this.#at)) / 1_000;
      this.#tokens = Math.min(this.#options.burst, this.#tokens + refill);
      if (rests) {
        // A pause fills the bucket even for somebody who had emptied it, but no further than to its brim.
        const before = Math.min(this.#options.burst, (this.#perSecond * this.#restMs) / 1_000);
        this.#restMs += until - this.#at;
        this.allowed += Math.min(this.#options.burst, (this.#perSecond * this.#restMs) / 1_000) - before;
        if (until >= this.#restsUntil) this.#restMs = 0;
      } else this.allowed += refill;
      this.#at = until;
      if (until >= this.#changesAt) this.#change();
    }
  }

  #change(): void {
    const { callsPerSecond, changesEveryMs = 0 } = this.#options;
    this.#perSecond = callsPerSecond * (0.5 + this.#random.fraction());
    this.#changesAt += changesEveryMs * (0.5 + this.#random.fraction());
  }

  /** A call arrives. Answers null when it is let in, else what the refusal says about coming back. */
  arrive(now: number): { readonly retryAfterMs: number | null } | null {
    this.passTo(now);
    if (now < this.#restsUntil) this.early += 1;
    if (this.#tokens >= 1 && this.#random.fraction() >= (this.#options.groundless ?? 0)) {
      this.#tokens -= 1;
      this.accepted += 1;
      return null;
    }
    this.throttled += 1;
    const seconds = Math.ceil(this.#random.fraction() * LONGEST_RETRY_AFTER_S);
    return { retryAfterMs: this.#random.fraction() < SILENT ? null : seconds * 1_000 };
  }

  /** The caller has read a refusal: from now on it may not call for so long. */
  told(retryAfterMs: number | null, now: number): void {
    this.passTo(now);
    if (retryAfterMs !== null) this.#restsUntil = Math.max(this.#restsUntil, now + retryAfterMs);
  }
}

/** Suspends one person with each call, as far as a hidden limit lets it. */
export class LimitedDirectory extends FakeDirectory {
  constructor(clock: Clock, accounts: readonly Account[], limit: HiddenLimit) {
    super(clock, accounts);
    const suspend = this.operations.get('suspend');
    if (!suspend) throw new Error('Nothing can be done here');
    const limited: Operation = {
      ...suspend,
      traits: { ...suspend.traits, batchSize: 1 },
      apply: async (call) => {
        const refusal = limit.arrive(clock.now());
        if (!refusal) return suspend.apply(call);
        await clock.sleep(this.latencyMs);
        limit.told(refusal.retryAfterMs, clock.now());
        return { kind: 'throttled', requestId: 'r', ...refusal };
      },
    };
    this.operations = new Map([['suspend', limited]]);
  }
}
