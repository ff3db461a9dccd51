import type { Chance } from './chance.ts';
import { type Blow, Gate } from './gate.ts';
import type { SimulatedProcess } from './process.ts';
import { ProcessClock } from './simulated-time.ts';
import type { Trace } from './trace.ts';
import type { WorldClock } from './world-clock.ts';

export interface FleetParts {
  readonly world: WorldClock;
  readonly trace: Trace;
  readonly chance: Chance;
  readonly size: number;
  readonly blow: (place: string) => Blow;
  readonly build: (gate: Gate, clock: ProcessClock, random: Chance) => SimulatedProcess;
}

interface Machine {
  readonly index: number;
  lives: number;
  offMs: number;
  process: SimulatedProcess | null;
}

const EXIT_WITHIN_MS = 10_000;

/** Muster's processes, one per machine. Whichever dies is started again a little later. */
export class Fleet {
  readonly #parts: FleetParts;
  readonly #machines: readonly Machine[];

  constructor(parts: FleetParts) {
    this.#parts = parts;
    this.#machines = Array.from({ length: parts.size }, (_, index) => ({ index, lives: 0, offMs: 0, process: null }));
  }

  start(): void {
    for (const machine of this.#machines) this.#boot(machine);
  }

  #boot(machine: Machine): void {
    const { world, trace, chance, blow, build } = this.#parts;
    machine.lives += 1;
    const name = `${'ABC'[machine.index]}${machine.lives}`;
    const restart = () => {
      machine.offMs = machine.process?.clock.offMs ?? machine.offMs;
      machine.process = null;
      world.later(chance.between(500, 20_000), () => this.#boot(machine));
    };
    const gate = new Gate({
      name,
      world,
      trace,
      blow: (place) => blow(place),
      onDeath: restart,
    });
    const process = build(gate, new ProcessClock(world, gate, machine.offMs), chance.stream(`process ${name}`));
    machine.process = process;
    trace.add(`${world.now() - world.startedAt} ${name} starts`);
    // As main.ts does: a start that breaks ends the process, and whoever keeps it running starts it again.
    process.start().catch((error: unknown) => gate.die(`could not start: ${String(error)}`));
  }

  get processes(): readonly SimulatedProcess[] {
    return this.#machines.flatMap(({ process }) => process ?? []);
  }

  /** Some process that can take a delivery, sooner or later. */
  async any(): Promise<SimulatedProcess> {
    const { world, chance } = this.#parts;
    for (;;) {
      const [first, ...others] = this.processes;
      if (first) return chance.pick([first, ...others]);
      await world.sleep(250);
    }
  }

  /** SIGTERM to all, one after the other, as in a rolling update. */
  async restart(): Promise<void> {
    const { world } = this.#parts;
    for (const { process } of this.#machines) {
      if (!process) continue;
      await Promise.race([process.stop(), world.sleep(EXIT_WITHIN_MS)]);
      process.gate.die('was told to stop');
    }
  }
}
