import type { WireRequest } from '../far-end/wire.ts';
import { authenticate, type Trust } from './auth/authenticate.ts';
import type { Authentication, Violation } from './effects.ts';
import { type Failure, failure, malformed } from './envelope.ts';
import { operations } from './operations/catalogue.ts';
import type { Operation, Prepared } from './operations/operation.ts';
import type { Pool } from './pool.ts';
import { type Input, readInput } from './read-input.ts';

/** A call that may be carried out: readable, and from somebody who proved to hold a pool's key. */
export interface AdmittedCall {
  readonly operation: Operation;
  readonly prepared: Prepared;
  /** Null where nobody has to prove anything. */
  readonly pool: Pool | null;
}

export interface Admission {
  readonly by: Authentication;
  readonly pool: Pool | null;
  readonly outcome:
    | { readonly kind: 'admitted'; readonly call: AdmittedCall }
    | { readonly kind: 'refused'; readonly why: Failure };
}

export interface Gate extends Trust {
  violation(kind: Violation['kind'], detail: string): void;
}

/** The operation at a path below the stand-in's prefix, or null. */
export function findOperation(method: string, path: string): Operation | null {
  const name = /^\/api\/v3\/([a-z-]+)$/.exec(path)?.[1];
  return operations.get(`${method} ${name}`) ?? null;
}

/** All that is checked before anything can happen. `path` is without the prefix, as signatures cover it. */
export function admit(wire: WireRequest, path: string, gate: Gate): Admission {
  const operation = findOperation(wire.method, path);
  if (!operation) {
    gate.violation(path.endsWith('/redirected') ? 'redirect-followed' : 'route-not-offered', `${wire.method} ${path}`);
    return stranger(failure(404, `Cannot ${wire.method} ${path}`));
  }
  const input = readInput(wire);
  if (!input) return stranger(malformed(wire.method === 'GET' ? 'query' : 'body'));
  if (operation.scope === 'desk') return { by: 'none', pool: null, outcome: read(operation, input, null, gate) };

  const caller = authenticate({ method: wire.method, path, headers: wire.headers, input }, gate);
  if (caller.kind === 'refused') return stranger(caller.why);
  const { by, pool } = caller;
  return { by, pool, outcome: read(operation, input, pool, gate) };
}

const refused = (why: Failure) => ({ kind: 'refused', why }) as const;
const stranger = (why: Failure): Admission => ({ by: 'none', pool: null, outcome: refused(why) });

function read(operation: Operation, input: Input, pool: Pool | null, gate: Gate): Admission['outcome'] {
  for (const name of Object.keys(input)) {
    if (!operation.parameters.includes(name)) gate.violation('unknown-member', name);
  }
  const oddList = checkLists(operation, input, gate);
  const prepared = operation.prepare(input);
  if (prepared.kind === 'refused') return prepared;
  if (oddList !== null) return refused(malformed(oddList));
  return { kind: 'admitted', call: { operation, prepared: prepared.call, pool } };
}

/** The name of a list that is empty or too long. */
function checkLists(operation: Operation, input: Input, { behaviour, violation }: Gate): string | null {
  let odd: string | null = null;
  for (const name of ['userIds', 'list', 'appIds']) {
    const value = input[name];
    if (!operation.parameters.includes(name) || !Array.isArray(value)) continue;
    if (value.length === 0) violation('empty-batch', name);
    if (value.length > behaviour.batchLimit) violation('too-many-members', `${value.length} ${name}`);
    if (new Set(value.map((it) => JSON.stringify(it))).size < value.length) violation('duplicate-members', name);
    if (value.length === 0 || value.length > behaviour.batchLimit) odd ??= name;
  }
  return odd;
}
