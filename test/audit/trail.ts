import { type EventFacts, isEventKind, KINDS } from '../../src/audit/kinds/kinds.ts';
import type { Store } from '../../src/store/store.ts';
import { allEvents } from './chain-suite.ts';

export type ReadEvent = EventFacts & {
  readonly seq: number;
  readonly actor: string;
  readonly requestId: string | null;
};

/** Every event, read by the schema of its kind. */
export async function trail(store: Store): Promise<readonly ReadEvent[]> {
  return (await allEvents(store)).map(({ seq, actor, requestId, kind, dataJson }) => {
    if (!isEventKind(kind)) throw new Error(`An unknown kind: ${kind}`);
    return { seq, actor, requestId, kind, data: KINDS[kind].parse(JSON.parse(dataJson)) } as ReadEvent;
  });
}

export const ofKind = <K extends ReadEvent['kind']>(events: readonly ReadEvent[], kind: K) =>
  events.filter((event): event is Extract<ReadEvent, { readonly kind: K }> => event.kind === kind);
