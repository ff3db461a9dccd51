import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';
import type { Log } from './log.ts';
import type { Readiness } from './readiness.ts';

/** Answers the request and says true, or leaves it alone and says false. */
export type HealthHandler = (request: IncomingMessage, response: ServerResponse) => boolean;

/** The pages served for probes and Prometheus. */
export const HEALTH_PATHS = ['/livez', '/readyz', '/metrics'] as const;

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const json = (status: number, body: unknown): Answer => ({
  status,
  type: 'application/json; charset=utf-8',
  body: `${JSON.stringify(body)}\n`,
});

/**
 * `/livez`: the event loop turns. `/readyz`: every check passes, or 503. `/metrics`: for Prometheus.
 * Any other path, or another method than GET and HEAD, is not ours.
 */
export function createHealthHandler(deps: {
  readonly readiness: () => Promise<Readiness>;
  readonly registry: Registry;
  readonly log: Log;
}): HealthHandler {
  const pages: ReadonlyMap<string, () => Promise<Answer>> = new Map<
    (typeof HEALTH_PATHS)[number],
    () => Promise<Answer>
  >([
    ['/livez', async () => json(200, { live: true })],
    [
      '/readyz',
      async () => {
        const readiness = await deps.readiness();
        return json(readiness.ready ? 200 : 503, readiness);
      },
    ],
    ['/metrics', async () => ({ status: 200, type: deps.registry.contentType, body: await deps.registry.metrics() })],
  ]);

  const answer = async (page: () => Promise<Answer>, response: ServerResponse, withBody: boolean): Promise<void> => {
    try {
      const { status, type, body } = await page();
      response.writeHead(status, {
        'content-type': type,
        'content-length': Buffer.byteLength(body),
        'cache-control': 'no-store',
      });
      response.end(withBody ? body : undefined);
    } catch (error) {
      deps.log.error({ err: error }, 'A health page could not be made');
      response.writeHead(500).end();
    }
  };

  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const page = pages.get((request.url ?? '').split('?', 1)[0] ?? '');
    if (!page) return false;
    void answer(page, response, request.method === 'GET');
    return true;
  };
}
