import type { FaultBehaviour } from '../../../../sandbox/far-end/fault.ts';
import type { Effect } from '../../../../sandbox/genauth/effects.ts';
import type { NamedUser } from '../../../../sandbox/genauth/named-user.ts';
import { type Key, seedPool } from '../../../../sandbox/genauth/seed.ts';
import { exampleKey } from '../../../../sandbox/genauth/server.ts';
import { createService, type Service } from '../../../../sandbox/genauth/service.ts';
import { genAuthClient } from '../../../../src/directories/genauth/client.ts';
import { GenAuthDirectory } from '../../../../src/directories/genauth/directory.ts';
import { GenAuthSettings } from '../../../../src/directories/genauth/settings.ts';
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
import { genAuthDialect } from './dialect.ts';
import { ACTIVATE, DELETE, enrolled, INVITE, KICK, RESIGN, SUSPEND } from './people.ts';
import { genAuthWeather } from './weather.ts';

export interface GenAuthFarEndParts {
  readonly world: WorldClock;
  readonly chance: Chance;
  readonly weather: Weather;
  /** Instead of what the weather brings: the turn of each call that changes something, in order. */
  readonly script?: readonly Turn[];
  /** A batch that holds one of these is refused as a whole, by their place among those enrolled. */
  readonly poison?: readonly number[];
}

const KEY: Key = exampleKey;
const MOST_POISONED = 2;
/** A signature's date may be as wrong as our clocks: that a pool refuses is told to people and is no matter of time here. */
const ANY_CLOCK_MS = Number.MAX_SAFE_INTEGER;

/** A GenAuth user pool and the wire to it: Muster's own client and operations talk to the stand-in. */
export class GenAuthFarEnd implements FarEnd {
  readonly kind = 'genauth';
  readonly directoryName = 'acme-pool';
  readonly operations = [SUSPEND, DELETE, RESIGN, INVITE, ACTIVATE, KICK] as const;
  readonly pace: FarEnd['pace'];
  readonly arrivals: Arrival[] = [];
  readonly #parts: GenAuthFarEndParts;
  readonly #chance: Chance;
  readonly #people: SimulatedPerson[] = [];
  readonly #users: NamedUser[] = [];
  readonly #poison = new Set<string>();
  readonly #doneAndDenied = new DoneAndDenied();
  readonly #poisonOn: boolean;
  readonly #settings: GenAuthSettings;
  #service: Service | null = null;
  #watch: FarEndWatch | null = null;
  #quietAt = 0;
  #played = 0;

  constructor(parts: GenAuthFarEndParts) {
    this.#parts = parts;
    this.#chance = parts.chance.stream('genauth');
    this.pace = drawPace(this.#chance, parts.script !== undefined);
    this.#poisonOn = parts.script === undefined && this.#chance.happens(0.3);
    this.#settings = GenAuthSettings.parse({
      host: 'https://api.genauth.ai',
      accessKeyId: KEY.poolId,
      accessKeySecret: KEY.secret,
      auth: this.#chance.pick(['token', 'signature']),
    });
  }

  enroll(operation: SimulatedOperation, count: number): readonly SimulatedPerson[] {
    const made: SimulatedPerson[] = [];
    for (let index = 0; index < count; index += 1) {
      const nth = this.#people.length;
      const poisoned =
        this.#parts.poison?.includes(nth) ??
        (this.#poisonOn && this.#poison.size < MOST_POISONED && this.#chance.happens(0.1));
      const { person, user } = enrolled(operation, nth, poisoned);
      if (poisoned) this.#poison.add(person.key);
      if (user) this.#users.push(user);
      this.#people.push(person);
      made.push(person);
    }
    return made;
  }

  begin(watch: FarEndWatch): void {
    const { world, script } = this.#parts;
    const odds = this.#chance;
    this.#watch = watch;
    const drawn = script
      ? {}
      : {
          httpStatus: odds.pick(['always_200', 'mirror'] as const),
          deletion: odds.pick(['ignore_unknown', 'fail_all', 'partial_then_error'] as const),
          resignation: odds.pick(['ignore_unknown', 'fail_all', 'partial_then_error'] as const),
          update: odds.pick(['ignore_unknown', 'fail_all', 'partial_then_error'] as const),
          creation: odds.pick(['fail_all', 'partial_then_error', 'skip_conflicts'] as const),
          // Where each of many newcomers is asked about alone, a slow pool is no place to invite them to.
          getUserBatch:
            this.pace.callsPerSecond < 20
              ? ('omit_unknown' as const)
              : odds.pick(['omit_unknown', 'fail_all'] as const),
          deletedUsers: odds.pick(['gone', 'kept_as_archived'] as const),
        };
    const seed = { named: this.#users, oddities: false, people: this.#users.length + 5 };
    this.#service = createService({
      clock: world,
      pathPrefix: '',
      pools: () => [seedPool(KEY, seed)],
      behaviour: { ...drawn, clockWindowMs: ANY_CLOCK_MS },
    });
  }

  open({ gate, clock, random, log }: FarEndUser): GenAuthDirectory {
    const { world, chance, weather, script } = this.#parts;
    const drawn = genAuthWeather(chance, weather, () => world.now(), this.#doneAndDenied);
    const turns = script ?? [];
    const transport = wire({
      dialect: genAuthDialect,
      world,
      gate,
      clock,
      chance: chance.stream(`wire of ${gate.name}`),
      draw: script ? (call) => (call.verb !== null ? this.#nextOf(turns) : ARRIVES) : drawn,
      arrivals: this.arrivals,
      watch: () => this.#heard(),
      serve: async (request, _people, behaviours) => this.#serve(request, behaviours),
      poisoned: (people) => people.some((key) => this.#poison.has(key)),
      headersMs: this.#settings.timeouts.writesMs,
    });
    const client = genAuthClient(this.#settings, { pace: this.pace, clock, random, log, transport });
    const { host: endpoint, accessKeyId: poolId, mentions, deleteOnlySuspended } = this.#settings;
    return new GenAuthDirectory({
      name: directoryName(this.directoryName),
      poolId,
      mentions,
      rules: { deleteOnlySuspended, inviteAppId: null },
      endpoint,
      client,
      probe: async () => {
        throw new Error('Nobody probes a simulated pool');
      },
      clock,
      log,
    });
  }

  #nextOf(turns: readonly Turn[]): Turn {
    const turn = turns[this.#played] ?? ARRIVES;
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

  #serve(request: Parameters<Service['serve']>[0], behaviours: readonly FaultBehaviour[]) {
    const service = this.#running();
    this.#quietAt = Math.max(this.#quietAt, latestEffect(behaviours, this.#parts.world.now()));
    return serveWith(service, request, behaviours, (kind, detail) => this.#heard().complains(kind, detail));
  }

  effects(): readonly EffectSeen[] {
    return this.#running().oracle.effects.flatMap((effect) => {
      const verb = VERB_OF[effect.kind];
      if (verb === undefined) return [];
      const person = effect.kind === 'created' ? effect.detail : effect.userId;
      return [{ at: effect.at, verb, token: null, person, changed: effect.changed }];
    });
  }

  isDone({ verb }: SimulatedOperation, key: string): boolean {
    const { oracle } = this.#running();
    const user = oracle.users().find((one) => one.userId === key || one.email === key) ?? null;
    switch (verb) {
      case 'suspend':
        return user?.status === 'Suspended';
      case 'activate':
        return user?.status === 'Activated';
      case 'delete':
        return user === null || user.status === 'Archived';
      case 'resign':
        return user?.status === 'Resigned';
      case 'kick':
        return user?.sessions.length === 0;
      case 'invite':
        return user !== null;
      default:
        throw new Error(`Nothing is known of ${verb}`);
    }
  }

  changeByHand(key: string): boolean {
    const now = this.#parts.world.now();
    const pool = this.#running().pools.get(KEY.poolId);
    const user = pool?.user(key, 'truth', now);
    if (!pool || !user || (user.status !== 'Suspended' && user.status !== 'Activated')) return false;
    const status = user.status === 'Suspended' ? 'Activated' : 'Suspended';
    pool.write(key, { ...user, status, statusChangedAt: now, updatedAt: now }, { reads: now, search: now });
    return true;
  }

  quietAt(): number {
    return this.#quietAt;
  }
}

/** What Muster may do to people, in its own words. Mail that goes out with an account is a part of that effect. */
const VERB_OF: Readonly<Partial<Record<Effect['kind'], string>>> = {
  suspended: 'suspend',
  activated: 'activate',
  deleted: 'delete',
  resigned: 'resign',
  'signed-out': 'kick',
  created: 'invite',
  updated: 'update',
  deactivated: 'deactivate',
  archived: 'archive',
  'password-reset': 'reset-password',
};
