import { z } from 'zod';
import { sameSecret } from '../auth/same-secret.ts';
import { failure, ok } from '../envelope.ts';
import { deskOperation } from './operation.ts';

/** What a wrong secret is answered is not recorded anywhere: see `Behaviour.wrongSecret`. */
export const getManagementToken = deskOperation({
  name: 'get-management-token',
  method: 'POST',
  input: z.object({ accessKeyId: z.string().min(1), accessKeySecret: z.string().min(1) }),
  run({ pools, tokens, behaviour, nowMs }, { accessKeyId, accessKeySecret }) {
    const pool = pools.get(accessKeyId);
    if (!pool || !sameSecret(pool.secret, accessKeySecret)) {
      const { statusCode, apiCode } = behaviour.wrongSecret;
      return failure(statusCode, { zh: '密钥错误', en: 'Wrong access key or secret' }, apiCode);
    }
    const { tokenLifetimeMs } = behaviour;
    return ok({
      access_token: tokens.issue(pool.poolId, nowMs, tokenLifetimeMs),
      expires_in: Math.floor(tokenLifetimeMs / 1_000),
    });
  },
});
