import { onTestFinished } from 'vitest';
import { exampleKey, type GenAuthStandInOptions, startGenauthStandIn } from '../../../sandbox/genauth/server.ts';
import { genAuthKind } from '../../../src/directories/genauth/kind.ts';
import { directoryName } from '../../../src/ids.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { quietLog } from '../../support/quiet-log.ts';

export const signal = AbortSignal.timeout(600_000);

/** A user pool as Muster opens it, over real HTTP, with its stand-in; both closed when the test ends. */
export async function openPool(options: Omit<GenAuthStandInOptions, 'clock'> = {}, more: Record<string, unknown> = {}) {
  const standIn = await startGenauthStandIn({ pools: [exampleKey], ...options, clock: systemClock });
  const settings = genAuthKind.settings.parse({
    host: new URL(standIn.url).origin,
    accessKeyId: exampleKey.poolId,
    accessKeySecret: exampleKey.secret,
    ...more,
  });
  const pace = { callsPerSecond: 1_000, inFlight: 8 };
  const directory = genAuthKind.open(directoryName('acme-pool'), settings, {
    clock: systemClock,
    log: quietLog,
    env: {},
    pace,
  });
  onTestFinished(async () => {
    await directory.close();
    await standIn.close();
  });
  const idOf = (email: string) => standIn.oracle.users().find((user) => user.email === email)?.userId ?? '';
  const callsOf = (operation: string) => standIn.oracle.calls.filter((call) => call.operation === operation);
  return { directory, standIn, idOf, callsOf };
}
