import type { Trace } from './trace.ts';
import type { WorldClock } from './world-clock.ts';

/** What may befall a process at one of its port calls. */
export type Blow = { readonly kind: 'dies' } | { readonly kind: 'freezes'; readonly forMs: number } | null;

/** The longest that a process is frozen, in seconds. */
export const LONGEST_FREEZE_S = 600;

export interface GateParts {
  readonly name: string;
  readonly world: WorldClock;
  readonly trace: Trace;
  /** Asked at every port call, with its place. */
  readonly blow: (place: string) => Blow;
  readonly onDeath: () => void;
}

/** The shortest lease of anything is 90 s. */
const LONG_SLEEP_MS = 60_000;
const JUST_WOKEN_MS = 5_000;
const MEMORY_MS = 20 * 60_000;

const never = <T>(): Promise<T> => new Promise(() => {});

/** What a process does with its own store. */
const SELF_DEALING = new Set(['writes', 'has written']);

/**
 * Every port call of a process passes here before and after its effect: where it dies, nothing that it waits for ever
 * ends; while it is frozen, everything takes until it wakes.
 */
export class Gate {
  readonly name: string;
  readonly #parts: GateParts;
  #dead = false;
  #frozenUntil = 0;
  /** When it died, froze, or lost what it had just come to know. */
  readonly #strikes: number[] = [];
  readonly #sleeps: { readonly until: number; readonly forMs: number }[] = [];

  constructor(parts: GateParts) {
    this.name = parts.name;
    this.#parts = parts;
  }

  get dead(): boolean {
    return this.#dead;
  }

  get frozen(): boolean {
    return this.#frozenUntil > this.#parts.world.now();
  }

  /** Has it just woken from a sleep in which others may have taken over what it holds? */
  get stale(): boolean {
    const now = this.#parts.world.now();
    const recent = this.#sleeps.filter(({ until }) => until <= now && until > now - MEMORY_MS);
    const woke = recent.some(({ until }) => until > now - JUST_WOKEN_MS);
    return woke && recent.reduce((sum, { forMs }) => sum + forMs, 0) >= LONG_SLEEP_MS;
  }

  strike(): void {
    this.#strikes.push(this.#parts.world.now());
  }

  /** Did it die, freeze or lose something between these times, or was it frozen then? */
  struckBetween(from: number, to: number): boolean {
    return this.#strikes.some((at) => at >= from && at <= to) || (this.#frozenUntil > from && this.#frozenUntil > 0);
  }

  /** What it does next may be for others to find. */
  acts(): void {
    const { trace, world } = this.#parts;
    trace.acts(world.now());
  }

  die(why: string): void {
    if (this.#dead) return;
    const { world, trace } = this.#parts;
    trace.add(`${world.now() - world.startedAt} ${this.name} dies: ${why}`);
    this.#dead = true;
    this.acts();
    this.strike();
    this.#parts.onDeath();
  }

  freeze(forMs: number): void {
    const { world, trace } = this.#parts;
    trace.add(`${world.now() - world.startedAt} ${this.name} freezes for ${forMs} ms`);
    this.strike();
    this.#sleeps.push({ until: world.now() + forMs, forMs });
    this.#frozenUntil = Math.max(this.#frozenUntil, world.now() + forMs);
  }

  async pass(place: string): Promise<void> {
    await this.thaw();
    const { world, trace } = this.#parts;
    trace.add(`${world.now() - world.startedAt} ${this.name} ${place}`);
    if (SELF_DEALING.has(place)) trace.writes(world.now());
    else this.acts();
    const blow = this.#parts.blow(place);
    if (blow?.kind === 'dies') this.die(place);
    if (blow?.kind === 'freezes') this.freeze(blow.forMs);
    await this.thaw();
  }

  /** Resolves when it is neither dead nor frozen. */
  async thaw(): Promise<void> {
    while (!this.#dead && this.frozen) await this.#parts.world.sleep(this.#frozenUntil - this.#parts.world.now());
    if (this.#dead) return never();
  }
}
