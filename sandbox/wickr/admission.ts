import { createHash } from 'node:crypto';
import { readQuery, type WireRequest } from '../far-end/wire.ts';
import { type Answer, forbidden, invalid, notFound, problem } from './answer.ts';
import type { Behaviour } from './behaviour.ts';
import type { Violation } from './effects.ts';
import type { ServiceModel } from './model.ts';
import { operations } from './operations/catalogue.ts';
import type { Operation } from './operations/operation.ts';
import type { Route } from './routes.ts';
import { type Credentials, verifySignature } from './signature.ts';
import type { WickrNetwork, WickrState } from './state.ts';
import { type Input, validateRequest } from './validate.ts';

/** A call that may be carried out: signed, valid, for an operation and a network that exist. */
export interface AdmittedCall {
  readonly operation: Operation;
  readonly input: Input;
  readonly network: WickrNetwork | null;
  readonly token: string | null;
  /** Of everything that must not change under one token: query and body, byte by byte. */
  readonly payloadDigest: string;
}

export type Admission =
  | { readonly kind: 'admitted'; readonly call: AdmittedCall }
  | { readonly kind: 'refused'; readonly answer: Answer };

interface Gate {
  readonly model: ServiceModel;
  readonly credentials: readonly Credentials[];
  readonly behaviour: Readonly<Behaviour>;
  readonly state: WickrState;
  readonly nowMs: number;
  violation(kind: Violation['kind'], detail: string): void;
}

/** All that is checked before anything can happen, in the order in which AWS and then the service check it. */
export function admit(wire: WireRequest, route: Route | null, gate: Gate): Admission {
  if (!route) {
    gate.violation('operation-not-offered', `${wire.method} ${wire.path}`);
    return refused(problem(404, 'UnknownOperationException', { message: 'Unknown operation' }));
  }
  const { behaviour, credentials, nowMs } = gate;
  const badSignature = behaviour.verifySignatures
    ? verifySignature(wire, { credentials, region: behaviour.region, nowMs })
    : null;
  if (badSignature) return refused(badSignature);

  const operation = operations.get(route.operation.name);
  if (!operation) {
    gate.violation('operation-not-offered', route.operation.name);
    return refused(
      problem(501, 'NotOfferedByStandIn', { message: `The stand-in has no ${route.operation.name} yet.` }),
    );
  }
  const read = readInput(wire, route, gate);
  if (read.kind === 'refused') return read;

  const network = operation.scope === 'network' ? gate.state.network(String(read.input['networkId'])) : null;
  if (operation.scope === 'network' && !network) {
    return refused(behaviour.unknownNetwork === 404 ? notFound('Network not found') : forbidden('Invalid networkId.'));
  }
  const { clientToken } = read.input;
  const token = typeof clientToken === 'string' ? clientToken : null;
  if (token === null && operation.mutates && 'clientToken' in route.operation.input.members) {
    gate.violation('no-token', 'a mutation that cannot be repeated safely');
  }
  const payloadDigest = createHash('sha256').update(`${wire.path}?${wire.query}\n`).update(wire.body).digest('hex');
  return { kind: 'admitted', call: { operation, input: read.input, network, token, payloadDigest } };
}

const refused = (answer: Answer) => ({ kind: 'refused', answer }) as const;

function readInput(wire: WireRequest, route: Route, gate: Gate) {
  if (wire.body.length > 0 && !/^application\/json\b/.test(wire.headers.get('content-type') ?? '')) {
    return refused(problem(415, 'UnsupportedMediaTypeException', { message: 'Content-Type must be application/json' }));
  }
  const body = readJson(wire.body);
  const query = readQuery(wire.query);
  if (body === undefined || query === null) {
    return refused(problem(400, 'SerializationException', { message: 'The request cannot be read' }));
  }
  const { labels, operation } = route;
  const { input, reasons, strangers } = validateRequest(gate.model, operation.input, {
    labels,
    query,
    headers: wire.headers,
    body,
  });
  for (const name of strangers) gate.violation('unknown-member', name);
  checkMembers(input, gate);
  return reasons.length > 0 ? refused(invalid(reasons)) : ({ kind: 'read', input } as const);
}

function checkMembers(input: Input, gate: Gate): void {
  for (const name of ['users', 'userIds', 'appIds', 'unames']) {
    const list = input[name];
    if (!Array.isArray(list)) continue;
    if (list.length > 50) gate.violation('too-many-members', `${list.length} ${name}`);
    if (list.length === 0) gate.violation('empty-batch', name);
    const distinct = new Set(list.map((item) => JSON.stringify(item)));
    if (distinct.size < list.length) gate.violation('duplicate-members', name);
  }
}

/** Undefined when it is no JSON. */
function readJson(body: Buffer): unknown {
  if (body.length === 0) return {};
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
