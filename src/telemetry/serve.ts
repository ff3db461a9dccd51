import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../runtime/clock.ts';
import type { HealthHandler } from './health.ts';

export interface Serve {
  readonly health: HealthHandler;
  /** Gets what is not about health: Bolt's `receiver.requestListener` in HTTP mode. Without it the answer is 404. */
  readonly otherwise?: RequestListener;
  /** 0 takes any free port. */
  readonly port: number;
  /** Every interface when absent, so that a container's probes arrive. */
  readonly host?: string;
  readonly clock: Clock;
}

export interface Serving {
  readonly port: number;
  /** Takes no new connection, lets running requests end for a while, then cuts them. Always resolves. */
  close(): Promise<void>;
}

/** The port could not be opened. The message is a sentence for the operator. */
export class PortUnavailable extends Error {
  override readonly name = 'PortUnavailable';
}

const CLOSING_GRACE_MS = 3_000;
const REQUEST_TIMEOUT_MS = 10_000;

function portProblem(port: number, error: unknown): PortUnavailable {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const options = { cause: error };
  switch (code) {
    case 'EADDRINUSE':
      return new PortUnavailable(
        `Port ${port} is taken by another program. Stop it, or set PORT to a free port.`,
        options,
      );
    case 'EACCES':
      return new PortUnavailable(
        `Port ${port} needs rights this process does not have. Set PORT to one above 1023.`,
        options,
      );
    default:
      return new PortUnavailable(`Port ${port} could not be opened. Set PORT to another one.`, options);
  }
}

async function close(server: Server, clock: Clock): Promise<void> {
  const closed = new AbortController();
  server.close(() => closed.abort());
  await clock.sleep(CLOSING_GRACE_MS, closed.signal);
  if (closed.signal.aborted) return;
  const end = once(closed.signal, 'abort');
  server.closeAllConnections();
  await end;
}

function notFound(_request: unknown, response: { writeHead(status: number): { end(): unknown } }): void {
  response.writeHead(404).end();
}

/**
 * Opens the port and serves health pages on it, with Slack's deliveries beside them in HTTP mode.
 * Resolves when the port is open.
 * @throws PortUnavailable
 */
export async function serve({ health, otherwise = notFound, port, host, clock }: Serve): Promise<Serving> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    if (!health(request, response)) otherwise(request, response);
  });
  try {
    server.listen(host === undefined ? { port } : { port, host });
    await once(server, 'listening');
  } catch (error) {
    throw portProblem(port, error);
  }
  const address = server.address() as AddressInfo;
  return { port: address.port, close: () => close(server, clock) };
}
