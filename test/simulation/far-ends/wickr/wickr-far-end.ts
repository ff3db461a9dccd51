import type { FaultBehaviour } from '../../../../sandbox/far-end/fault.ts';
import type { Effect } from '../../../../sandbox/wickr/effects.ts';
import type { NamedUser } from '../../../../sandbox/wickr/seed.ts';
import type { Service } from '../../../../sandbox/wickr/service.ts';
import { exampleCredentials } from '../../../../sandbox/wickr/signature.ts';
import type { TokenMemory } from '../../../../sandbox/wickr/tokens.ts';
import { wickrClient } from '../../../../src/directories/wickr/client.ts';
import { WickrDirectory } from '../../../../src/directories/wickr/directory.ts';
import { directoryName } from '../../../../src/ids.ts';
import type {
  Arrival,
  EffectSeen,
  FarEnd,
  FarEndUser,
  FarEndWatch,
  SimulatedOperation,
  SimulatedPerson,
} from '../../far-end.ts';
import type { Chance } from '../../world/chance.ts';
import type { Weather } from '../../world/weather.ts';
import type { WorldClock } from '../../world/world-clock.ts';
import { drawPace } from '../pace.ts';
import { DoneAndDenied } from '../wire/done-and-denied.ts';
import { wire } from '../wire/exchange.ts';
import { latestEffect, serveWith } from '../wire/serve.ts';
import { ARRIVES, type Turn } from '../wire/turn.ts';
import { wickrDialect } from './dialect.ts';
import { DELETE, enrolled, INVITE, MOVE, MOVE_TO_ID, REINVITE, RESET_DEVICES, SUSPEND, UNSUSPEND } from './people.ts';
import type { WickrSite } from './site.ts';
import { wickrWeather } from './weather.ts';

export interface WickrFarEndParts {
  readonly site: WickrSite;
  readonly world: WorldClock;
  readonly chance: Chance;
  readonly weather: Weather;
  /** Instead of what the weather brings: the turn of each call that changes something, in order. */
  readonly script?: readonly Turn[];
  /** A batch that holds one of these is refused as a whole, by their place among those enrolled. */
  readonly poison?: readonly number[];
}

const NETWORK_ID = '12345678';
const TIMEOUTS = { connectMs: 5_000, headersMs: 30_000, bodyMs: 30_000, totalMs: 60_000 };
const DAY_MS = 24 * 60 * 60_000;
const MOST_POISONED = 2;

/** An AWS Wickr network and the wire to it: Muster's own client and operations talk to the stand-in. */
export class WickrFarEnd implements FarEnd {
  readonly kind = 'wickr';
  readonly directoryName = 'acme-prod';
  readonly operations = [SUSPEND, DELETE, INVITE, REINVITE, UNSUSPEND, MOVE, RESET_DEVICES] as const;
  readonly pace: FarEnd['pace'];
  readonly arrivals: Arrival[] = [];
  readonly #parts: WickrFarEndParts;
  readonly #chance: Chance;
  readonly #people: SimulatedPerson[] = [];
  readonly #accounts: NamedUser[] = [];
  readonly #poison = new Set<string>();
  readonly #doneAndDenied = new DoneAndDenied();
  readonly #stubborn = new Set<string>();
  readonly #stubbornShare: number;
  readonly #poisonOn: boolean;
  #service: Service | null = null;
  #watch: FarEndWatch | null = null;
  #quietAt = 0;

  constructor(parts: WickrFarEndParts) {
    this.#parts = parts;
    this.#chance = parts.chance.stream('wickr');
    this.pace = drawPace(this.#chance, parts.script !== undefined);
    const wild = parts.script === undefined;
    this.#stubbornShare = wild && this.#chance.happens(0.25) ? this.#chance.fraction() * 0.3 : 0;
    this.#poisonOn = wild && this.#chance.happens(0.2);
  }

  enroll(operation: SimulatedOperation, count: number): readonly SimulatedPerson[] {
    const made: SimulatedPerson[] = [];
    for (let index = 0; index < count; index += 1) {
      const nth = this.#people.length;
      const stubborn = operation !== MOVE && this.#chance.happens(this.#stubbornShare);
      const poisoned =
        this.#parts.poison?.includes(nth) ??
        (this.#poisonOn && this.#poison.size < MOST_POISONED && this.#chance.happens(0.1));
      const { person, account } = enrolled(operation, nth, stubborn || poisoned);
      if (stubborn) this.#stubborn.add(person.key);
      if (poisoned) this.#poison.add(person.key);
      if (account) this.#accounts.push(account);
      this.#people.push(person);
      made.push(person);
    }
    return made;
  }

  begin(watch: FarEndWatch): void {
    const { site, world, script } = this.#parts;
    const memories: readonly [TokenMemory, ...TokenMemory[]] = [
      { kind: 'remembered', forMs: DAY_MS },
      { kind: 'remembered', forMs: 5 * 60_000 },
      { kind: 'ignored' },
    ];
    this.#watch = watch;
    this.#service = site.open({
      clock: world,
      network: { networkId: NETWORK_ID, named: this.#accounts, people: this.#accounts.length + 5 },
      behaviour: {
        tokenMemory: script ? memories[0] : this.#chance.pick(memories),
        usernameFilter: this.#chance.pick(['exact', 'prefix', 'substring']),
        unknownUser: this.#chance.pick([404, 400]),
      },
    });
  }

  open({ gate, clock, random, log }: FarEndUser): WickrDirectory {
    const { world, chance, weather, script } = this.#parts;
    const keys = { ...exampleCredentials };
    const drawn = wickrWeather(chance, weather, () => world.now(), this.#doneAndDenied);
    const turns = [...(script ?? [])];
    const transport = wire({
      dialect: wickrDialect,
      world,
      gate,
      clock,
      chance: chance.stream(`wire of ${gate.name}`),
      // A script is of the world, not of one process: what was played to one is over for the next.
      draw: script ? (call) => (call.verb !== null ? (this.#nextOf(turns) ?? ARRIVES) : ARRIVES) : drawn,
      arrivals: this.arrivals,
      watch: () => this.#heard(),
      serve: (wire, people, behaviours) => this.#serve(wire, people, behaviours),
      poisoned: (people) => people.some((key) => this.#poison.has(key)),
      headersMs: TIMEOUTS.headersMs,
    });
    const endpoint = new URL('https://admin.wickr.us-east-1.amazonaws.com');
    const region = 'us-east-1';
    const credentials = { current: async () => keys, renew: async () => ({ ...keys }) };
    const timeouts = TIMEOUTS;
    const client = wickrClient({
      networkId: NETWORK_ID,
      endpoint,
      region,
      credentials,
      transport,
      timeouts,
      clock,
      log,
    });
    return new WickrDirectory({
      name: directoryName(this.directoryName),
      networkId: NETWORK_ID,
      region,
      rules: { deleteOnlySuspended: true, preview: false },
      client,
      clock,
      random,
      log,
    });
  }

  #played = 0;
  #nextOf(turns: readonly Turn[]): Turn | null {
    const turn = turns[this.#played] ?? null;
    this.#played += 1;
    return turn;
  }

  #heard(): FarEndWatch {
    if (!this.#watch) throw new Error('Nobody watches yet');
    return this.#watch;
  }

  #running(): Service {
    if (!this.#service) throw new Error('The far end has not begun');
    return this.#service;
  }

  #serve(wire: Parameters<Service['serve']>[0], people: readonly string[], behaviours: readonly FaultBehaviour[]) {
    const service = this.#running();
    const isStubborn = (id: string) => this.#stubborn.has(id.toLowerCase());
    const all: readonly FaultBehaviour[] = people.some(isStubborn)
      ? [
          ...behaviours,
          { kind: 'fail-items', reasonFor: (id) => (isStubborn(id) ? 'This account cannot be changed.' : null) },
        ]
      : behaviours;
    this.#quietAt = Math.max(this.#quietAt, latestEffect(all, this.#parts.world.now()));
    return serveWith(service, wire, all, (kind, detail) => this.#heard().complains(kind, detail));
  }

  effects(): readonly EffectSeen[] {
    return this.#running().oracle.effects.map((effect) => ({
      at: effect.at,
      verb: verbOf(effect),
      token: effect.token,
      person: effect.operation === 'BatchCreateUser' ? effect.what.replace(/^created /, '') : effect.userId,
      changed: effect.changed,
    }));
  }

  isDone({ verb }: SimulatedOperation, key: string): boolean {
    const { state, oracle } = this.#running();
    const user = state.user(NETWORK_ID, key);
    switch (verb) {
      case 'suspend':
        return user?.suspended === true;
      case 'unsuspend':
        return user?.suspended === false;
      case 'delete':
        return user === null;
      case 'invite':
        return [...(state.network(NETWORK_ID)?.users.values() ?? [])].some(({ username }) => username === key);
      case 'reinvite':
        return oracle.timesChanged(key, 'BatchReinviteUser') > 0;
      case 'move':
        return user?.securityGroups.length === 1 && user.securityGroups[0] === MOVE_TO_ID;
      case 'reset-devices':
        return user?.devices.every(({ reset }) => reset) ?? false;
      default:
        throw new Error(`Nothing is known of ${verb}`);
    }
  }

  changeByHand(key: string): boolean {
    const { state } = this.#running();
    const user = state.user(NETWORK_ID, key);
    if (!user) return false;
    const nowMs = this.#parts.world.now();
    state.write(NETWORK_ID, key, { ...user, suspended: !user.suspended }, { nowMs, visibleAt: nowMs });
    return true;
  }

  quietAt(): number {
    return this.#quietAt;
  }
}

function verbOf({ operation, what }: Effect): string {
  switch (operation) {
    case 'BatchToggleUserSuspendStatus':
      return what === 'suspended' ? 'suspend' : 'unsuspend';
    case 'BatchDeleteUser':
      return 'delete';
    case 'BatchCreateUser':
      return 'invite';
    case 'BatchReinviteUser':
      return 'reinvite';
    case 'BatchResetDevicesForUser':
      return 'reset-devices';
    case 'UpdateUser':
      return 'move';
    default:
      throw new Error(`${operation} is nothing Muster should do`);
  }
}
