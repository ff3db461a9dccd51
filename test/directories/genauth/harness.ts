import { type GenAuthClient, genAuthClient } from '../../../src/directories/genauth/client.ts';
import { GenAuthSettings } from '../../../src/directories/genauth/settings.ts';
import type { Pace } from '../../../src/directories/pace.ts';
import type { SteadyClock } from '../../../src/runtime/clock.ts';
import type { Log } from '../../../src/telemetry/log.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { HandClock } from '../wickr/harness.ts';

export { HandClock, LogBook, NOW, never } from '../wickr/harness.ts';

export interface Setup {
  readonly host: URL;
  readonly auth?: 'token' | 'signature';
  readonly signature?: Partial<GenAuthSettings['signature']>;
  /** Milliseconds; shorter than the settings allow, where a test waits for them. */
  readonly timeouts?: Partial<GenAuthSettings['timeouts']>;
  readonly pace?: Pace;
  readonly clock?: SteadyClock;
  readonly log?: Log;
}

/** Signs, unless told otherwise: then nothing but the call itself travels. */
export function clientFor({ host, auth = 'signature', signature, timeouts, pace, clock, log }: Setup): GenAuthClient {
  const settings = GenAuthSettings.parse({
    host: host.origin,
    accessKeyId: '64aaaaaaaaaaaaaaaaaaaaaa',
    accessKeySecret: 'not-a-secret',
    auth,
    ...(signature === undefined ? {} : { signature }),
  });
  return genAuthClient(
    { ...settings, timeouts: { ...settings.timeouts, ...timeouts } },
    {
      pace: pace ?? { callsPerSecond: 1_000, inFlight: 8 },
      clock: clock ?? new HandClock(),
      random: seededRandom(),
      log: log ?? quietLog,
    },
  );
}

/** A native id: 24 hex digits that end in this number. */
export const userId = (number: number): string => number.toString(16).padStart(24, '0');

/** A user as the service writes one. */
export function userRow(number: number, changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    userId: userId(number),
    createdAt: '2026-01-02T03:04:05.678Z',
    updatedAt: '2026-01-03T03:04:05.678Z',
    status: 'Activated',
    workStatus: 'Active',
    gender: 'U',
    email: `person${number}@example.com`,
    emailVerified: true,
    phoneVerified: false,
    userSourceType: 'adminCreated',
    lastLogin: null,
    lastIp: null,
    ...changes,
  };
}
