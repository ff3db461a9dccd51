import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';

/** Where around its COMMIT a connection is cut: the server never hears of it, or we never hear of the server's answer. */
export type Cut = 'before-commit' | 'after-commit';

/** A wire between us and a Postgres server that can be cut at the moments that matter. */
export interface TcpCutter {
  /** The same address, through the wire. */
  through(url: string): string;
  /** Cuts the next connection that commits. */
  cutNext(cut: Cut): void;
  /** Asked at every COMMIT, while nothing is set by `cutNext`. */
  decide: () => Cut | null;
  readonly cuts: readonly Cut[];
  /** Lets nothing through any more and closes nothing, as a router that lost its table does. */
  freeze(): void;
  thaw(): void;
  /** Ends every connection that begins. */
  refusing: boolean;
  /** Ends every connection there is. */
  dropAll(): void;
  close(): Promise<void>;
}

const COMMIT = Buffer.from('commit\0');

export async function startTcpCutter(upstream: string): Promise<TcpCutter> {
  const { hostname, port } = new URL(upstream);
  const sockets = new Set<Socket>();
  const cuts: Cut[] = [];
  let next: Cut | null = null;
  let frozen = false;

  const server = createServer((near) => {
    if (cutter.refusing) {
      near.destroy();
      return;
    }
    const far = dial(Number(port), hostname);
    let answerIsLost = false;
    const end = () => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', () => {
        sockets.delete(socket);
        end();
      });
    }
    near.on('data', (chunk) => {
      if (frozen) return;
      const cut = chunk.includes(COMMIT) ? (next ?? cutter.decide()) : null;
      if (cut !== null) {
        next = null;
        cuts.push(cut);
      }
      if (cut === 'before-commit') return end();
      answerIsLost ||= cut === 'after-commit';
      far.write(chunk);
    });
    far.on('data', (chunk) => {
      if (frozen) return;
      if (answerIsLost) return end();
      near.write(chunk);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');

  const cutter: TcpCutter = {
    through: (url) => {
      const through = new URL(url);
      through.port = String(address.port);
      return through.href;
    },
    cutNext: (cut) => {
      next = cut;
    },
    decide: () => null,
    refusing: false,
    cuts,
    freeze: () => {
      frozen = true;
    },
    thaw: () => {
      frozen = false;
    },
    dropAll: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return cutter;
}
