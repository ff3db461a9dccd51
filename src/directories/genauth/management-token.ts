import { z } from 'zod';
import type { Clock } from '../../runtime/clock.ts';
import type { Called } from './failure.ts';
import type { TokenAnswer } from './schema.ts';

/** Secret: never logged. */
export interface ManagementToken {
  readonly accessToken: string;
  readonly poolId: string;
  /** Milliseconds UTC. */
  readonly expiresAt: number;
}

export interface TokenSource {
  /** One fetch for all who wait. A failure is everybody's and is forgotten at once. Never rejects. */
  current(): Promise<Called<ManagementToken>>;
  /** The service did not accept it. Does nothing when it has been replaced already: many calls may be told off at once. */
  drop(refused: ManagementToken): void;
}

const REFRESH_AHEAD_MS = 5 * 60_000;
/** When a refresh ahead of time fails, the next one is tried so much later. */
const REFRESH_AGAIN_MS = 15_000;

export function tokenSource({
  fetchToken,
  accessKeyId,
  clock,
}: {
  /** Never rejects. */
  readonly fetchToken: () => Promise<Called<TokenAnswer>>;
  readonly accessKeyId: string;
  readonly clock: Clock;
}): TokenSource {
  let held: ManagementToken | null = null;
  /** From then on the next one is fetched, while the held one still serves. */
  let refreshAt = 0;
  let fetching: Promise<Called<ManagementToken>> | null = null;

  async function fetched(): Promise<Called<ManagementToken>> {
    const askedAt = clock.now();
    const answer = await fetchToken();
    if (answer.kind !== 'ok') {
      refreshAt = clock.now() + REFRESH_AGAIN_MS;
      return answer;
    }
    const { accessToken, lastsMs } = answer.value;
    const expiresAt = askedAt + lastsMs;
    refreshAt = expiresAt - Math.min(REFRESH_AHEAD_MS, lastsMs / 2);
    held = { accessToken, poolId: scopedPoolId(accessToken) ?? accessKeyId, expiresAt };
    return { kind: 'ok', requestId: answer.requestId, value: held };
  }

  const refresh = () => {
    fetching ??= fetched().finally(() => {
      fetching = null;
    });
    return fetching;
  };

  return {
    async current() {
      const now = clock.now();
      if (held === null || now >= held.expiresAt) return refresh();
      // Nobody waits for a refresh ahead of time, and if it fails the old token goes on serving.
      if (now >= refreshAt) void refresh();
      return { kind: 'ok', requestId: null, value: held };
    },
    drop(refused) {
      if (held === refused) held = null;
    },
  };
}

const Claims = z.object({ scoped_userpool_id: z.string().regex(/^[\x21-\x7e]+$/) });

/** The pool a token is for, read without verifying it: it only goes back to where the token came from. */
export function scopedPoolId(accessToken: string): string | null {
  try {
    const payload = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString('utf8');
    return Claims.safeParse(JSON.parse(payload)).data?.scoped_userpool_id ?? null;
  } catch {
    return null;
  }
}
