import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type Clock, systemClock } from '../../src/runtime/clock.ts';
import type { Behaviour } from './behaviour.ts';
import type { Oracle } from './effects.ts';
import type { Delivery } from './execution.ts';
import type { Faults } from './faults.ts';
import type { NetworkSeed } from './seed.ts';
import { createService } from './service.ts';
import { type Credentials, exampleCredentials } from './signature.ts';
import type { WickrState } from './state.ts';
import { readWireRequest } from './wire.ts';

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
  readonly faults: Faults;
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

export interface ListeningWickrStandIn extends WickrStandIn {
  /** `http://127.0.0.1:<port>` with the path prefix: what a client takes as its endpoint. */
  readonly url: string;
  close(): Promise<void>;
}

/** A stand-in with a loopback server of its own. */
export async function startWickrStandIn(options: WickrStandInOptions = {}): Promise<ListeningWickrStandIn> {
  const standIn = createWickrStandIn(options);
  const server = createServer((request, response) => void standIn.handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return {
    ...standIn,
    url: `http://127.0.0.1:${address.port}${standIn.pathPrefix}`,
    close() {
      standIn.stop();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function deliver(delivery: Delivery, response: ServerResponse): void {
  const { socket } = response;
  switch (delivery.kind) {
    case 'silence':
      return;
    case 'reset':
      socket?.resetAndDestroy();
      return;
    case 'answer':
    case 'break-off': {
      const { status, headers, body } = delivery.answer;
      response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
      if (delivery.kind === 'answer') response.end(body);
      else response.write(body.slice(0, Math.floor(body.length / 2)), () => socket?.destroy());
    }
  }
}
