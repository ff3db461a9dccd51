import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import type { Clock } from '../../../src/runtime/clock.ts';
import { APP_ID } from '../records.ts';
import { ACK_WITHIN_MS, type Courier, type Delivered, type EnvelopeType } from './courier.ts';

const Ack = z.looseObject({ envelope_id: z.string(), payload: z.unknown().optional() });

const PING_EVERY_MS = 10_000;
/** https://docs.slack.dev/apis/events-api/using-socket-mode#connections */
const MOST_SOCKETS = 10;

/** What may be made to go wrong with deliveries. Each holds for the next `count` of them. */
export interface DeliveryFaults {
  /** The same envelope arrives twice. */
  duplicate: number;
  /** The envelope arrives this late. */
  delayMs: number;
}

export interface SocketHubOptions {
  readonly clock: Clock;
  readonly ackWithinMs?: number;
  readonly onConnected: (connected: boolean) => void;
  /** `ws://127.0.0.1:port`, once the server listens. */
  readonly socketBase: () => string;
}

/** Slack's end of Socket Mode: one-use tickets, `hello`, pings, each envelope to one socket, acks in time or not at all. */
export class SocketHub implements Courier {
  readonly faults: DeliveryFaults = { duplicate: 0, delayMs: 0 };
  readonly #options: SocketHubOptions;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Set<string>();
  readonly #sockets = new Set<WebSocket>();
  /** Those that were told hello: only they get envelopes. */
  readonly #greeted = new Set<WebSocket>();
  readonly #waiting = new Map<string, (payload: unknown) => void>();
  readonly #closing = new AbortController();
  /** False: sockets are accepted but never greeted, as by a broken Slack. */
  sayHello = true;
  /** How many of the next connections are turned away. */
  refuseNext = 0;

  constructor(options: SocketHubOptions) {
    this.#options = options;
  }

  /** The address that `apps.connections.open` hands out: good for one connection. */
  issueUrl(): string {
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    return `${this.#options.socketBase()}/link/?ticket=${ticket}&app_id=${APP_ID}`;
  }

  listen(server: Server): void {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const known = url.pathname === '/link/' && this.#tickets.delete(url.searchParams.get('ticket') ?? '');
      const refused = this.refuseNext > 0;
      if (refused) this.refuseNext -= 1;
      if (!known || refused || this.#sockets.size >= MOST_SOCKETS) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
        return;
      }
      this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#welcome(webSocket));
    });
  }

  #welcome(socket: WebSocket): void {
    this.#sockets.add(socket);
    socket.on('message', (data) => this.#read(String(data)));
    socket.on('close', () => {
      this.#sockets.delete(socket);
      if (this.#greeted.delete(socket) && this.#greeted.size === 0) this.#options.onConnected(false);
    });
    if (!this.sayHello) return;
    this.#greeted.add(socket);
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#greeted.size,
        connection_info: { app_id: APP_ID },
        debug_info: { host: 'sandbox', approximate_connection_time: 18_060 },
      }),
    );
    this.#options.onConnected(true);
    void this.#ping(socket);
  }

  async #ping(socket: WebSocket): Promise<void> {
    const ended = AbortSignal.any([this.#closing.signal, closedSignal(socket)]);
    while (!ended.aborted) {
      socket.ping('Ping from the sandbox');
      await this.#options.clock.sleep(PING_EVERY_MS, ended);
    }
  }

  #read(text: string): void {
    const ack = Ack.safeParse(parseJson(text));
    if (!ack.success) return;
    this.#waiting.get(ack.data.envelope_id)?.(ack.data.payload ?? null);
  }

  connected(): boolean {
    return this.#greeted.size > 0;
  }

  async deliver(type: EnvelopeType, payload: Readonly<Record<string, unknown>>): Promise<Delivered> {
    const sockets = [...this.#greeted];
    const socket = sockets[Math.floor(Math.random() * sockets.length)];
    if (!socket) return { kind: 'failed' };
    if (this.faults.delayMs > 0) await this.#options.clock.sleep(this.faults.delayMs);
    const envelopeId = randomUUID();
    const frame = JSON.stringify({ envelope_id: envelopeId, type, accepts_response_payload: true, payload });
    const acked = new AbortController();
    const answer = new Promise<Delivered>((resolve) => {
      this.#waiting.set(envelopeId, (body) => {
        resolve({ kind: 'acked', payload: isEmpty(body) ? null : body });
        acked.abort();
      });
    });
    socket.send(frame);
    if (this.faults.duplicate > 0) {
      this.faults.duplicate -= 1;
      socket.send(frame);
    }
    const late = this.#options.clock
      .sleep(this.#options.ackWithinMs ?? ACK_WITHIN_MS, acked.signal)
      .then((): Delivered => ({ kind: 'timeout' }));
    const delivered = await Promise.race([answer, late]);
    this.#waiting.delete(envelopeId);
    return delivered;
  }

  /** Slack asks every client to come back on a fresh connection, and closes this one. */
  refresh(reason: 'warning' | 'refresh_requested' | 'link_disabled' = 'refresh_requested'): void {
    for (const socket of this.#sockets)
      socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'sandbox' } }));
  }

  /** The network breaks: no close frame, nothing. */
  cut(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  /** Lets the peer close first: a socket that is cut during its close handshake keeps the client's process alive for half a minute. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all([...this.#sockets].map((socket) => closeGently(socket, this.#options.clock)));
    this.#server.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const isEmpty = (body: unknown): boolean =>
  body === null || (typeof body === 'object' && Object.keys(body).length === 0);

function closedSignal(socket: WebSocket): AbortSignal {
  const closed = new AbortController();
  socket.once('close', () => closed.abort());
  return closed.signal;
}

async function closeGently(socket: WebSocket, clock: Clock): Promise<void> {
  const closed = closedSignal(socket);
  socket.close(1_000);
  await clock.sleep(1_000, closed);
  socket.terminate();
}
