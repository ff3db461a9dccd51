import { describe, expect, it } from 'vitest';
import { captureSdk, comparable } from './support/capture-sdk.ts';

describe('what the vendor’s Node SDK sends', () => {
  it('is captured as it goes over the wire', async () => {
    const [post, get] = await captureSdk([
      { method: 'deleteUsersBatch', input: { userIds: ['zhāng 三@ex.com'], options: { userIdType: 'email' } } },
      { method: 'getUserBatch', input: { userIds: ['a+b@x.com', 'c@x.com'], userIdType: 'email' } },
    ]);

    expect(post).toMatchObject({
      method: 'POST',
      path: '/api/v3/delete-users-batch',
      query: [],
      body: '{"userIds":["zhāng 三@ex.com"],"options":{"userIdType":"email"}}',
      headers: {
        authorization: expect.stringMatching(/^authing 64aaaaaaaaaaaaaaaaaaaaaa:/),
        date: expect.stringMatching(/ GMT$/),
        'x-authing-signature-nonce': expect.stringMatching(/^[0-9a-f]{32}$/),
        'x-authing-signature-method': 'HMAC-SHA1',
      },
    });
    expect(get).toMatchObject({
      method: 'GET',
      path: '/api/v3/get-user-batch',
      query: [
        ['userIds[]', 'a+b@x.com'],
        ['userIds[]', 'c@x.com'],
        ['userIdType', 'email'],
        ['withCustomData', 'false'],
        ['flatCustomData', 'false'],
        ['withIdentities', 'false'],
        ['withDepartmentIds', 'false'],
      ],
      body: '',
    });
  });

  it('is the same each time, once what must differ is taken away', async () => {
    const same = { method: 'resignUser', input: { userId: 'x' } };

    const [first, second] = await captureSdk([same, same]);

    if (!first || !second) throw new Error('two calls are two requests');
    expect(first).not.toEqual(second);
    expect(comparable(first)).toEqual(comparable(second));
    expect(comparable(first).headers).toEqual({
      accept: 'application/json',
      'content-type': 'application/json',
      'x-authing-lang': 'zh-CN',
      'x-authing-signature-method': 'HMAC-SHA1',
      'x-authing-signature-version': '1.0',
    });
  });
});
