import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, systemClock } from '../../src/runtime/clock.ts';
import { deliver } from '../far-end/delivery.ts';
import type { Faults } from '../far-end/faults.ts';
import { type Listening, listen } from '../far-end/listen.ts';
import { readWireRequest } from '../far-end/wire.ts';
import type { Behaviour } from './behaviour.ts';
import type { Oracle } from './effects.ts';
import type { OutgoingMessage } from './messages.ts';
import { type Key, type PoolSeed, seedPool } from './seed.ts';
import { createService } from './service.ts';
import type { App } from './user.ts';

export interface GenAuthStandInOptions {
  /** Default the system's. Dates of signatures, tokens, lag and slowness go by it. */
  readonly clock?: Clock;
  /** Where the stand-in is mounted, such as `/genauth`. Signatures never cover it. Default empty. */
  readonly pathPrefix?: string;
  /** Default one pool with 300 people and a key made up at run time. */
  readonly pools?: readonly PoolSeed[];
  /** Whatever is not given is as in `usualBehaviour`. */
  readonly behaviour?: Partial<Behaviour>;
}

/** The far side of every test and of the sandbox: the Management API V3 as documented, with an honest memory. */
export interface GenAuthStandIn {
  readonly pathPrefix: string;
  /** Each pool's key: its id is the pool's. */
  readonly keys: readonly Key[];
  /** The applications of every pool. */
  readonly apps: readonly App[];
  /** What really happened. */
  readonly oracle: Oracle;
  readonly faults: Faults<'genauth'>;
  readonly behaviour: Behaviour;
  /** Mails and short messages of a pool, oldest first; without an id, of the first. */
  messages(poolId?: string): readonly OutgoingMessage[];
  /** From now on every token is refused that was issued before. */
  revokeTokens(): void;
  /** Answers one request; where a fault wants silence, resolves without an answer. Never rejects for what a client sends. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Back to the beginning: pools, behaviour, tokens, logs and faults. Keys stay. */
  reset(): void;
  /** Ends all waiting, so that a server can close. */
  stop(): void;
}

/** The pair of the documented signature examples; opens nothing anywhere. */
export const exampleKey: Key = { poolId: '64aaaaaaaaaaaaaaaaaaaaaa', secret: '0123456789abcdef0123456789abcdef' };

export function createGenauthStandIn(options: GenAuthStandInOptions = {}): GenAuthStandIn {
  const { clock = systemClock, pathPrefix = '', pools: seeds = [{}], behaviour: wanted = {} } = options;
  const keyed = seeds.map((seed) => ({ seed, key: keyOf(seed) }));
  const pools = () => keyed.map(({ key, seed }) => seedPool(key, seed));
  const service = createService({ clock, pathPrefix, pools, behaviour: wanted });
  const [first] = service.pools.values();
  return {
    pathPrefix,
    keys: keyed.map(({ key }) => key),
    apps: first?.apps ?? [],
    oracle: service.oracle,
    faults: service.faults,
    behaviour: service.behaviour,
    messages: (poolId) => service.pools.get(poolId ?? keyed[0]?.key.poolId ?? '')?.messages ?? [],
    revokeTokens: service.tokens.revokeAll,
    reset: service.reset,
    stop: service.stop,
    async handle(request, response) {
      const wire = await readWireRequest(request).catch(() => null);
      // The client went away in the middle of its request: nothing was asked.
      if (wire) deliver(await service.serve(wire), response);
    },
  };
}

function keyOf({ poolId, secret }: PoolSeed): Key {
  return {
    poolId: poolId ?? randomBytes(12).toString('hex'),
    secret: secret ?? randomBytes(16).toString('hex'),
  };
}

export type ListeningGenAuthStandIn = GenAuthStandIn & Listening;

/** A stand-in with a loopback server of its own. */
export async function startGenauthStandIn(options: GenAuthStandInOptions = {}): Promise<ListeningGenAuthStandIn> {
  const standIn = createGenauthStandIn(options);
  return { ...standIn, ...(await listen(standIn)) };
}
