import { onTestFinished } from 'vitest';
import type { NamedUser } from '../../../sandbox/wickr/seed.ts';
import { type ListeningWickrStandIn, startWickrStandIn } from '../../../sandbox/wickr/server.ts';
import { exampleCredentials } from '../../../sandbox/wickr/signature.ts';
import type { WickrDirectory } from '../../../src/directories/wickr/directory.ts';
import { directoryFor, HandClock, type Setup } from './harness.ts';

export interface InStandIn {
  readonly directory: WickrDirectory;
  readonly standIn: ListeningWickrStandIn;
  readonly clock: HandClock;
  /** The id of somebody by e-mail. */
  idOf(username: string): string;
}

/** A directory before the stand-in with these people and no others; both closed when the test ends. */
export async function inStandIn(named: readonly NamedUser[], setup: Partial<Setup> = {}): Promise<InStandIn> {
  const clock = new HandClock();
  const standIn = await startWickrStandIn({ clock, networks: [{ people: named.length, oddities: false, named }] });
  const directory = directoryFor({
    endpoint: new URL(standIn.url),
    networkId: '12345678',
    load: async () => exampleCredentials,
    clock,
    ...setup,
  });
  onTestFinished(async () => {
    await directory.close();
    await standIn.close();
  });
  return {
    directory,
    standIn,
    clock,
    idOf(username) {
      const users = [...(standIn.state.network('12345678')?.users.values() ?? [])];
      const user = users.find((one) => one.username === username);
      if (user === undefined) throw new Error(`Nobody is called ${username}`);
      return user.userId;
    },
  };
}
