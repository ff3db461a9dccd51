import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { sameSecret } from './same-secret.ts';

const Payload = z.object({ scoped_userpool_id: z.string(), exp: z.number() });

/** Management tokens: JWTs signed with a key that lives as long as the stand-in. */
export interface Tokens {
  issue(poolId: string, nowMs: number, lifetimeMs: number): string;
  /** Whose pool the token is for, or why it is none of ours or no longer good. */
  read(token: string, nowMs: number): { readonly kind: 'good'; readonly poolId: string } | { readonly kind: 'bad' };
  /** From now on no token that was issued before is good. */
  revokeAll(): void;
}

export function createTokens(): Tokens {
  let key = randomBytes(32);
  let issued = 0;
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url');
  const bad = { kind: 'bad' } as const;

  return {
    issue(poolId, nowMs, lifetimeMs) {
      issued += 1;
      const iat = Math.floor(nowMs / 1_000);
      const claims = {
        sub: poolId,
        scope: 'openid',
        scoped_userpool_id: poolId,
        iat,
        exp: iat + Math.floor(lifetimeMs / 1_000),
        jti: String(issued),
      };
      const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
      return `${text}.${sign(text)}`;
    },
    read(token, nowMs) {
      const [header, claims, signature, ...rest] = token.split('.');
      if (!header || !claims || !signature || rest.length > 0) return bad;
      if (!sameSecret(signature, sign(`${header}.${claims}`))) return bad;
      const { scoped_userpool_id: poolId, exp } = Payload.parse(
        JSON.parse(Buffer.from(claims, 'base64url').toString()),
      );
      return exp * 1_000 > nowMs ? { kind: 'good', poolId } : bad;
    },
    revokeAll() {
      key = randomBytes(32);
    },
  };
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
