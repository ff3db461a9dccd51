import { request as httpRequest } from 'node:http';

export interface Outgoing {
  /** Of the server; its path is not used. */
  readonly endpoint: URL;
  readonly method: string;
  /** With the query, encoded as it shall travel. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly signal: AbortSignal | undefined;
}

export interface Incoming {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** One request on a connection of its own, byte by byte as given. Rejects when the connection breaks. */
export function exchange({ endpoint, method, path, headers, body, signal }: Outgoing): Promise<Incoming> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: endpoint.hostname,
        port: endpoint.port,
        method,
        path,
        headers,
        agent: false,
        ...(signal ? { signal } : {}),
      },
      (response) => {
        response.setEncoding('utf8');
        let text = '';
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}
