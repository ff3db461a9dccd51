import { onTestFinished } from 'vitest';
import { type GenAuthStandInOptions, startGenauthStandIn } from '../../../sandbox/genauth/server.ts';
import { named } from '../../sandbox/genauth/people.ts';
import { callSdk, type SdkCase, type SdkOptions } from './call-sdk.ts';

/** A stand-in below a prefix, on the system's clock since the SDK dates its requests by it. Closed when the test ends. */
export async function openPool(options: GenAuthStandInOptions = {}) {
  const standIn = await startGenauthStandIn({ pathPrefix: '/genauth', pools: [{ people: 60, named }], ...options });
  onTestFinished(() => standIn.close());
  const [key] = standIn.keys;
  if (!key) throw new Error('a pool has a key');
  const sdkOptions: SdkOptions = {
    accessKeyId: key.poolId,
    accessKeySecret: key.secret,
    host: standIn.url,
    lang: 'en-US',
  };

  const sdk = (cases: readonly SdkCase[], changed: Partial<SdkOptions> = {}) =>
    callSdk({ ...sdkOptions, ...changed }, cases);
  return { standIn, key, sdk };
}

/** What the SDK hands its caller for an envelope of success. */
export const answered = (data: unknown) => ({
  kind: 'answered',
  answer: { statusCode: 200, message: 'Success', data },
});
