import type { Behaviour } from '../../../../sandbox/wickr/behaviour.ts';
import type { NetworkSeed } from '../../../../sandbox/wickr/seed.ts';
import { createService, type Service } from '../../../../sandbox/wickr/service.ts';
import type { Clock } from '../../../../src/runtime/clock.ts';

export interface Opening {
  readonly clock: Clock;
  readonly network: NetworkSeed;
  readonly behaviour: Partial<Behaviour>;
}

/** The Wickr stand-in without its transport, used for one run after another: reading AWS's model takes longer than a run. */
export class WickrSite {
  #clock: Clock = { now: () => 0, sleep: () => Promise.resolve() };
  readonly #networks: NetworkSeed[] = [];
  readonly #behaviour: Partial<Behaviour> = {};
  readonly #service: Service = createService({
    clock: { now: () => this.#clock.now(), sleep: (durationMs, signal) => this.#clock.sleep(durationMs, signal) },
    pathPrefix: '',
    credentials: [],
    networks: this.#networks,
    behaviour: this.#behaviour,
  });

  open({ clock, network, behaviour }: Opening): Service {
    this.#service.stop();
    this.#clock = clock;
    this.#networks.splice(0, Number.POSITIVE_INFINITY, { oddities: false, people: 0, ...network });
    Object.assign(this.#behaviour, behaviour, { verifySignatures: false });
    this.#service.reset();
    return this.#service;
  }
}
