import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Json } from './json.ts';
import type { Server } from './server.ts';
import { emptyWorld, type World, type WorldEvent } from './world.ts';

/** What every part of the page may use. */
export interface Page {
  readonly world: World;
  readonly server: Server;
  readonly dispatch: (event: WorldEvent) => void;
  /** Asks with Slack's confirmation object; resolves to whether the person agreed. */
  readonly confirm: (dialog: Json) => Promise<boolean>;
  /** Says at the edge of the page what went wrong. */
  readonly complain: (text: string) => void;
}

export const PageContext = createContext<Page>({
  world: emptyWorld,
  server: { post: async () => ({ ok: false, error: 'not connected' }), listen: () => () => {} },
  dispatch: () => {},
  confirm: async () => false,
  complain: () => {},
});

export function usePage(): Page {
  return useContext(PageContext);
}
