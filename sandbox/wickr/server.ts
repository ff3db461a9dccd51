import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, systemClock } from '../../src/runtime/clock.ts';
import { deliver } from '../far-end/delivery.ts';
import type { Faults } from '../far-end/faults.ts';
import { type Listening, listen } from '../far-end/listen.ts';
import { readWireRequest } from '../far-end/wire.ts';
import type { Behaviour } from './behaviour.ts';
import type { Oracle } from './effects.ts';
import type { NetworkSeed } from './seed.ts';
import { createService } from './service.ts';
import { type Credentials, exampleCredentials } from './signature.ts';
import type { WickrState } from './state.ts';

export interface WickrStandInOptions {
  /** Default the system's. Signatures, tokens, lag and slowness go by it. */
  readonly clock?: Clock;
  /** Where the stand-in is mounted, such as `/wickr`: clients sign the whole path. Default empty. */
  readonly pathPrefix?: string;
  /** Who may sign. Default `exampleCredentials`. */
  readonly credentials?: readonly Credentials[];
  /** Default one network, 12345678 "acme-prod", with 300 people. */
  readonly networks?: readonly NetworkSeed[];
  /** Whatever is not given is as in `usualBehaviour`. */
  readonly behaviour?: Partial<Behaviour>;
}

/** The far side of every test and of the sandbox: AWS Wickr's Admin API as documented, with an honest memory. */
export interface WickrStandIn {
  readonly pathPrefix: string;
  readonly state: WickrState;
  /** What really happened. */
  readonly oracle: Oracle;
  readonly faults: Faults<'wickr'>;
  readonly behaviour: Behaviour;
  /** Answers one request; where a fault wants silence, resolves without an answer. Never rejects for what a client sends. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Back to the beginning: networks, behaviour, tokens, logs and faults. */
  reset(): void;
  /** Ends all waiting, so that a server can close. */
  stop(): void;
}

export function createWickrStandIn(options: WickrStandInOptions = {}): WickrStandIn {
  const { clock = systemClock, pathPrefix = '', credentials = [exampleCredentials], networks = [{}] } = options;
  const service = createService({ clock, pathPrefix, credentials, networks, behaviour: options.behaviour ?? {} });
  const { state, oracle, faults, behaviour, reset, stop } = service;
  return {
    pathPrefix,
    state,
    oracle,
    faults,
    behaviour,
    reset,
    stop,
    async handle(request, response) {
      const wire = await readWireRequest(request).catch(() => null);
      // The client went away in the middle of its request: nothing was asked.
      if (wire) deliver(await service.serve(wire), response);
    },
  };
}

export type ListeningWickrStandIn = WickrStandIn & Listening;

/** A stand-in with a loopback server of its own. */
export async function startWickrStandIn(options: WickrStandInOptions = {}): Promise<ListeningWickrStandIn> {
  const standIn = createWickrStandIn(options);
  return { ...standIn, ...(await listen(standIn)) };
}
