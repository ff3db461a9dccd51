import { readQuery, type WireRequest } from '../far-end/wire.ts';

/** Top-level parameters by name: a GET's query or a POST's body. They are also what a signature covers. */
export type Input = Readonly<Record<string, unknown>>;

/** Null when the query's encoding is broken or the body is no JSON object. */
export function readInput(wire: WireRequest): Input | null {
  return wire.method === 'GET' ? readQueryInput(wire.query) : readBody(wire);
}

/** `userIds[]=a`, `userIds[0]=a` and a repeated `userIds=a` are lists; whether a lone `userIds=a` is one, its reader knows. */
function readQueryInput(query: string): Input | null {
  const pairs = readQuery(query);
  if (!pairs) return null;
  const values = new Map<string, string | string[]>();
  for (const [key, value] of pairs) {
    const name = key.replace(/\[\d*\]$/, '');
    const known = values.get(name);
    if (known === undefined) values.set(name, name === key ? value : [value]);
    else values.set(name, [known, value].flat());
  }
  return Object.fromEntries(values);
}

function readBody({ headers, body }: WireRequest): Input | null {
  // As with most frameworks, a body of another type is not looked at.
  if (body.length === 0 || !/^application\/json\b/.test(headers.get('content-type') ?? '')) return {};
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value))
      : null;
  } catch {
    return null;
  }
}
