import type { PageEvent, PageRequests } from '../protocol.ts';
import type { Identity } from './identity.ts';

export type Answer =
  | { readonly ok: true; readonly file?: Record<string, unknown>; readonly channel?: string }
  | { readonly ok: false; readonly error: string };

type Who = { readonly as: string; readonly tab: string };
/** A request without what the client adds to each. */
export type Ask<Name extends keyof PageRequests> = Omit<PageRequests[Name], keyof Who>;

export interface Server {
  /** Never rejects: an unreachable server is an answer too. */
  readonly post: <Name extends keyof PageRequests>(name: Name, ask: Ask<Name>) => Promise<Answer>;
  /** Calls back on every event and on every change of the line; returns how to stop. */
  readonly listen: (onEvent: (event: PageEvent) => void, onLine: (online: boolean) => void) => () => void;
}

export function connectServer(identity: Identity): Server {
  const who: Who = { as: identity.as, tab: identity.tab };
  return {
    async post(name, ask) {
      try {
        const response = await fetch(`/ui/${name}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-sandbox-token': identity.token },
          body: JSON.stringify({ ...who, ...ask }),
        });
        return await response.json();
      } catch {
        return { ok: false, error: 'The sandbox server cannot be reached.' };
      }
    },
    listen(onEvent, onLine) {
      const query = new URLSearchParams(who.as ? { as: who.as, tab: who.tab } : { tab: who.tab });
      const source = new EventSource(`/events?${query}`);
      source.onopen = () => onLine(true);
      source.onerror = () => onLine(false);
      source.onmessage = (message: MessageEvent<string>) => onEvent(JSON.parse(message.data));
      return () => source.close();
    },
  };
}
