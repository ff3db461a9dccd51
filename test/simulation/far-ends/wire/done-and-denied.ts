import type { FaultSite } from '../../world/weather.ts';

/** A call on its way, as the weather sees it. */
export interface PassingCall {
  readonly verb: string | null;
  readonly name: string;
  readonly people: readonly string[];
}

/**
 * Calls that are carried out and answered with an error. Whoever makes them again is refused, in whole and in parts, since
 * what they ask for is so already. One for all processes of a world.
 */
export class DoneAndDenied {
  readonly #done = new Set<string>();

  /** Does this befall the call? Its people are remembered then. */
  befalls({ verb, people }: PassingCall, site: FaultSite): boolean {
    if (!site.happens()) return false;
    for (const who of people) this.#done.add(`${verb} ${who}`);
    return true;
  }

  refuses({ verb, people }: PassingCall): boolean {
    return people.some((who) => this.#done.has(`${verb} ${who}`));
  }
}
