import type { z } from 'zod';
import type { Personal, Sealed } from '../sealed.ts';
import { DISPATCH_KINDS } from './dispatch.ts';
import { HOUSE_KINDS } from './house.ts';
import { DECISION_KINDS, REFUSAL_KINDS, REQUEST_KINDS } from './requests.ts';

/**
 * Every kind of event and the form of its `data`. What is here was promised to exporters: a kind may be added, and a field
 * added to a kind, but none may change its meaning.
 */
export const KINDS = {
  ...REQUEST_KINDS,
  ...DECISION_KINDS,
  ...REFUSAL_KINDS,
  ...DISPATCH_KINDS,
  ...HOUSE_KINDS,
};
export type EventKind = keyof typeof KINDS;

export const isEventKind = (kind: string): kind is EventKind => Object.hasOwn(KINDS, kind);

/** An event as it is read: one shape per kind. */
export type EventFacts = {
  [K in EventKind]: { readonly kind: K; readonly data: z.infer<(typeof KINDS)[K]> };
}[EventKind];

/** The same before it is written: personal texts are still to be sealed. */
export type Told<T> = T extends Sealed
  ? Sealed | Personal
  : T extends readonly (infer Item)[]
    ? readonly Told<Item>[]
    : T extends object
      ? { readonly [K in keyof T]: Told<T[K]> }
      : T;
export type ToldFacts = {
  [K in EventKind]: { readonly kind: K; readonly data: Told<z.infer<(typeof KINDS)[K]>> };
}[EventKind];
