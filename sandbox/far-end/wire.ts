import type { IncomingMessage } from 'node:http';

/** A request as it came over the wire, undecoded, because the signature is over exactly this. */
export interface WireRequest {
  readonly method: string;
  /** Still percent-encoded, with the prefix under which the stand-in is mounted. */
  readonly path: string;
  /** Without the question mark; still percent-encoded. */
  readonly query: string;
  /** Lower-case names; repeated headers joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

/** Throws when the client goes away before its body is complete. */
export async function readWireRequest(request: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));

  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(',') : value);
  }
  return {
    method: request.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? '' : url.slice(mark + 1),
    headers,
    body: Buffer.concat(chunks),
  };
}

/** Decoded pairs in the order they came; a raw `+` is a space, as most servers read it. Null when the encoding is broken. */
export function readQuery(query: string): readonly (readonly [string, string])[] | null {
  if (query === '') return [];
  try {
    return query.split('&').map((pair) => {
      const equals = pair.indexOf('=');
      const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
      return [decodePart(name), decodePart(value)] as const;
    });
  } catch {
    return null;
  }
}

const decodePart = (text: string) => decodeURIComponent(text.replaceAll('+', ' '));
