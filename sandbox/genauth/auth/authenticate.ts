import type { Behaviour } from '../behaviour.ts';
import type { Authentication } from '../effects.ts';
import { type Failure, failure } from '../envelope.ts';
import type { Pool } from '../pool.ts';
import { readHmacClaim, verifyHmac } from './hmac.ts';
import type { Nonces } from './nonces.ts';
import type { Signed } from './string-to-sign.ts';
import type { Tokens } from './tokens.ts';

export interface Trust {
  readonly pools: ReadonlyMap<string, Pool>;
  readonly tokens: Tokens;
  readonly nonces: Nonces;
  readonly behaviour: Readonly<Behaviour>;
  readonly nowMs: number;
}

export type Authenticated =
  | { readonly kind: 'known'; readonly pool: Pool; readonly by: Authentication }
  | { readonly kind: 'refused'; readonly why: Failure };

/** Who calls: a signature or a management token, under the headers of either brand. */
export function authenticate(request: Signed, trust: Trust): Authenticated {
  const { pools, behaviour } = trust;
  const [first] = pools.values();
  const authorization = request.headers.get('authorization');
  const claim = authorization === undefined ? null : readHmacClaim(authorization);
  if (!behaviour.verifyAuthentication && first) {
    const pool = pools.get(claim?.accessKeyId ?? poolHeader(request, behaviour) ?? '') ?? first;
    return { kind: 'known', pool, by: 'none' };
  }
  if (authorization === undefined) return notLoggedIn;
  return claim ? bySignature(request, claim, trust) : byToken(request, authorization, trust);
}

const refused = (why: Failure): Authenticated => ({ kind: 'refused', why });
const notLoggedIn = refused(failure(401, { zh: '尚未登录，无访问权限', en: 'Not logged in, no access' }, 2020));

function bySignature(request: Signed, claim: NonNullable<ReturnType<typeof readHmacClaim>>, trust: Trust) {
  const { pools, nonces, behaviour, nowMs } = trust;
  if (behaviour.headers !== 'either' && behaviour.headers !== claim.family) return notLoggedIn;
  const problem = verifyHmac(request, claim, {
    behaviour,
    nowMs,
    secretOf: (accessKeyId) => pools.get(accessKeyId)?.secret ?? null,
    useNonce: nonces.use,
  });
  const pool = pools.get(claim.accessKeyId);
  if (problem || !pool) return problem ? refused(problem) : notLoggedIn;
  return { kind: 'known', pool, by: `hmac-${claim.family}` } as const;
}

function byToken(request: Signed, authorization: string, { pools, tokens, behaviour, nowMs }: Trust): Authenticated {
  const bearer = authorization.startsWith('Bearer ');
  const token = tokens.read(bearer ? authorization.slice('Bearer '.length) : authorization, nowMs);
  const poolId = poolHeader(request, behaviour);
  if (token.kind === 'bad' || poolId !== token.poolId) return notLoggedIn;
  const pool = pools.get(poolId);
  return pool ? { kind: 'known', pool, by: bearer ? 'bearer' : 'bare-token' } : notLoggedIn;
}

/** Undefined too when the two brands' headers disagree. */
function poolHeader({ headers }: Signed, behaviour: Readonly<Behaviour>): string | undefined {
  const brands = behaviour.headers === 'either' ? ['authing', 'genauth'] : [behaviour.headers];
  const named = brands.map((brand) => headers.get(`x-${brand}-userpool-id`)).filter((it) => it !== undefined);
  return new Set(named).size === 1 ? named[0] : undefined;
}
