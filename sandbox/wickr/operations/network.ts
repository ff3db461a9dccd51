import type { WickrNetwork } from '../state.ts';

/** The example account of AWS's documentation. */
const awsAccountId = '123456789012';

export function showNetwork({ networkId, networkName }: WickrNetwork, region: string): Record<string, unknown> {
  return {
    networkId,
    networkName,
    accessLevel: 'PREMIUM',
    awsAccountId,
    networkArn: `arn:aws:wickr:${region}:${awsAccountId}:network/${networkId}`,
    standing: 1,
    migrationState: 0,
  };
}
