import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** An event as it is stored: `dataJson` is canonical JSON (RFC 8785). */
export interface ChainedEvent {
  /** From 1, without gaps. */
  readonly seq: number;
  readonly id: string;
  /** Milliseconds UTC. */
  readonly at: number;
  readonly requestId: string | null;
  readonly actor: string;
  readonly kind: string;
  readonly dataJson: string;
  /** The hash of the event before; NO_EVENT for the first. */
  readonly previous: string;
  readonly hash: string;
}

/** What stands before the first event. */
export const NO_EVENT = '0'.repeat(64);

/** @throws when the value is nothing JSON knows */
export function canonicalText(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('This has no canonical JSON');
  return text;
}

/**
 * The canonical JSON (RFC 8785) of an event without its hash, put together from parts that are canonical already: the keys
 * stand in order, and JSON.stringify writes strings and numbers as the RFC asks.
 */
export function eventText(event: Omit<ChainedEvent, 'hash'>): string {
  const { actor, at, dataJson, id, kind, previous, requestId, seq } = event;
  const request = requestId === null ? 'null' : JSON.stringify(requestId);
  return `{"actor":${JSON.stringify(actor)},"at":${at},"data":${dataJson},"id":${JSON.stringify(id)},"kind":${JSON.stringify(kind)},"previous":"${previous}","requestId":${request},"seq":${seq},"v":1}`;
}

export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** SHA-256 over the event's canonical JSON. */
export const hashOf = (event: Omit<ChainedEvent, 'hash'>): string => sha256(eventText(event));
