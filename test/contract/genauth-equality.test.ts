import { describe, expect, it } from 'vitest';
import { exampleKey } from '../../sandbox/genauth/server.ts';
import { type GenAuthClient, genAuthClient } from '../../src/directories/genauth/client.ts';
import { GenAuthSettings } from '../../src/directories/genauth/settings.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { systemRandom } from '../../src/runtime/random.ts';
import { quietLog } from '../support/quiet-log.ts';
import type { SdkCase } from './support/call-sdk.ts';
import { type CapturedRequest, captureSdk, comparable, startRecorder } from './support/capture-sdk.ts';

/** What we send is what the vendor's Node SDK sends when it is asked for the same, without what must differ. */

const ANN = '64bbbbbbbbbbbbbbbbbbbbb1';
const BO = '64bbbbbbbbbbbbbbbbbbbbb2';
const APP = '6229ffaaaaaaaaaaaaaaaaaa';
const signal = AbortSignal.timeout(60_000);
const shown = { withCustomData: false, flatCustomData: false, withIdentities: false, withDepartmentIds: false };
const invitation = {
  autoGeneratePassword: true,
  resetPasswordOnFirstLogin: true,
  sendNotification: { sendEmailNotification: true, appId: APP },
};

const CASES: readonly { readonly ours: (client: GenAuthClient) => Promise<unknown>; readonly sdk: SdkCase }[] = [
  {
    ours: (client) => client.getUser({ userId: 'ann', userIdType: 'username' }, signal),
    sdk: { method: 'getUser', input: { userId: 'ann', userIdType: 'username', ...shown, withPost: false } },
  },
  {
    ours: (client) => client.getUserBatch({ userIds: ['a+b@x.com', 'c@x.com'], userIdType: 'email' }, signal),
    sdk: { method: 'getUserBatch', input: { userIds: ['a+b@x.com', 'c@x.com'], userIdType: 'email', ...shown } },
  },
  {
    ours: (client) =>
      client.listUsers(
        { page: 2, advancedFilter: [{ field: 'status', operator: 'EQUAL', value: 'Suspended' }] },
        signal,
      ),
    sdk: {
      method: 'listUsers',
      input: {
        advancedFilter: [{ field: 'status', operator: 'EQUAL', value: 'Suspended' }],
        options: {
          pagination: { page: 2, limit: 50 },
          sort: [{ field: 'createdAt', order: 'asc' }],
          withIdentities: false,
          withDepartmentIds: false,
        },
      },
    },
  },
  {
    ours: (client) => client.getUserLoggedinApps({ userId: ANN, userIdType: 'user_id' }, signal),
    sdk: { method: 'getUserLoggedinApps', input: { userId: ANN, userIdType: 'user_id' } },
  },
  {
    ours: (client) => client.listArchivedUsers({ page: 1, since: 1_700_000_000_000 }, signal),
    sdk: { method: 'listArchivedUsers', input: { page: 1, limit: 50, startAt: 1_700_000_000 } },
  },
  {
    ours: (client) => client.deleteUsersBatch({ userIds: [ANN, BO], userIdType: 'user_id' }, signal),
    sdk: { method: 'deleteUsersBatch', input: { userIds: [ANN, BO], options: { userIdType: 'user_id' } } },
  },
  {
    ours: (client) => client.resignUserBatch({ userIds: [ANN, BO], userIdType: 'user_id' }, signal),
    sdk: { method: 'resignUserBatch', input: { userIds: [ANN, BO], userIdType: 'user_id' } },
  },
  {
    ours: (client) =>
      client.updateUserBatch(
        {
          updates: [
            { userId: ANN, status: 'suspended' },
            { userId: BO, status: 'activated' },
          ],
        },
        signal,
      ),
    sdk: {
      method: 'updateUserBatch',
      input: {
        list: [
          { userId: ANN, status: 'Suspended' },
          { userId: BO, status: 'Activated' },
        ],
      },
    },
  },
  {
    ours: (client) => client.kickUsers({ userId: ANN, userIdType: 'user_id', appIds: [APP] }, signal),
    sdk: { method: 'kickUsers', input: { userId: ANN, appIds: [APP], options: { userIdType: 'user_id' } } },
  },
  {
    ours: (client) =>
      client.createUsersBatch({ users: [{ email: 'ann@x.com', name: 'Zhāng 三' }], options: invitation }, signal),
    sdk: {
      method: 'createUsersBatch',
      input: { list: [{ email: 'ann@x.com', name: 'Zhāng 三' }], options: invitation },
    },
  },
];

/** Neither the order of a body's keys nor that of a query's says anything. */
function saying(request: CapturedRequest | undefined) {
  if (!request) throw new Error('A request was not made');
  const { body, query, ...rest } = comparable(request);
  return {
    ...rest,
    query: query.map((pair) => pair.join('=')).toSorted(),
    body: body === '' ? null : JSON.parse(body),
  };
}

async function captureOurs(): Promise<readonly CapturedRequest[]> {
  const recorder = await startRecorder();
  const settings = GenAuthSettings.parse({
    host: new URL(recorder.url).origin,
    accessKeyId: exampleKey.poolId,
    accessKeySecret: exampleKey.secret,
    auth: 'signature',
    // As the SDK has it unless it is told otherwise.
    language: 'zh-CN',
  });
  const pace = { callsPerSecond: 1_000, inFlight: 1 };
  const client = genAuthClient(settings, { pace, clock: systemClock, random: systemRandom, log: quietLog });
  try {
    for (const { ours } of CASES) await ours(client);
  } finally {
    await client.close();
    await recorder.close();
  }
  return recorder.requests;
}

describe('what we send', async () => {
  const [sdk, ours] = await Promise.all([captureSdk(CASES.map((one) => one.sdk)), captureOurs()]);

  it.for(CASES.map(({ sdk: { method } }, index) => [method, index] as const))(
    'is what the vendor’s SDK sends: %s',
    ([, index]) => {
      expect(saying(ours[index])).toEqual(saying(sdk[index]));
    },
  );
});
