import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ada, bo } from '../sandbox/genauth/people.ts';
import { openPool } from './support/contract-pool.ts';

const Token = z.object({
  statusCode: z.literal(200),
  data: z.object({ access_token: z.string(), expires_in: z.literal(7_200) }),
});
const Claims = z.object({ scoped_userpool_id: z.string() });

/** Requests in the shape of the vendor's Python SDK 5.1.0: a token, and lists by repetition. */
async function openAsPython(brand: 'authing' | 'genauth') {
  const { standIn, key } = await openPool();
  const json = { 'content-type': 'application/json', [`x-${brand}-lang`]: 'en-US' };
  const logIn = await fetch(`${standIn.url}/api/v3/get-management-token`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ accessKeyId: key.poolId, accessKeySecret: key.secret }),
  });
  const { access_token: token } = Token.parse(await logIn.json()).data;
  const claims = Claims.parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()));
  const headers = {
    ...json,
    authorization: `Bearer ${token}`,
    [`x-${brand}-userpool-id`]: claims.scoped_userpool_id,
  };
  return {
    standIn,
    get: async (path: string): Promise<unknown> => (await fetch(`${standIn.url}${path}`, { headers })).json(),
    post: async (path: string, body: unknown): Promise<unknown> =>
      (await fetch(`${standIn.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json(),
  };
}

describe.each(['authing', 'genauth'] as const)('a client with a management token, under %s’s headers', (brand) => {
  it('looks people up, deletes one and sees who is left', async () => {
    const { standIn, get, post } = await openAsPython(brand);
    const path = `/api/v3/get-user-batch?userIds=${ada}&userIds=${bo}&userIdType=user_id&withIdentities=False`;

    const before = await get(path);
    const deleted = await post('/api/v3/delete-users-batch', { userIds: [ada], options: { userIdType: 'user_id' } });
    const after = await get(path);

    const both = expect.arrayContaining([
      expect.objectContaining({ userId: ada }),
      expect.objectContaining({ userId: bo }),
    ]);
    expect(before).toEqual({ statusCode: 200, message: 'Success', data: both });
    expect(deleted).toEqual({ statusCode: 200, message: 'Success', data: { success: true } });
    expect(after).toMatchObject({ statusCode: 200, data: [{ userId: bo }] });
    expect(standIn.oracle.calls.slice(1).map(({ authenticated }) => authenticated)).toEqual(Array(3).fill('bearer'));
  });
});
