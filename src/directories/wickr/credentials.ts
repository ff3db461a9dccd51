import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import type { Clock } from '../../runtime/clock.ts';

/** Secret: never logged. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Which identity to act with. Neither: AWS's default chain (environment, SSO, profile, web identity, container, instance). */
export type CredentialSettings =
  | { readonly profile?: string | undefined }
  | {
      readonly roleArn: string;
      readonly externalId?: string | undefined;
      readonly sessionName?: string | undefined;
    };

export interface CredentialSource {
  /** Throws what the provider throws. */
  current(): Promise<AwsCredentials>;
  /** Loads anew, unless `rejected` has been replaced in the meantime: many calls may be told off at once. */
  renew(rejected: AwsCredentials): Promise<AwsCredentials>;
}

/** AWS's own SDKs refresh five minutes ahead. */
const REFRESH_AHEAD_MS = 5 * 60_000;

/**
 * Remembers credentials until shortly before they expire. Loads once at a time.
 * When an early refresh fails, the old ones are used for as long as they last.
 */
export function rememberedCredentials(
  load: (options: { readonly forceRefresh: boolean }) => Promise<AwsCredentials>,
  clock: Clock,
): CredentialSource {
  let held: AwsCredentials | null = null;
  let loading: Promise<AwsCredentials> | null = null;

  const reload = (forceRefresh: boolean): Promise<AwsCredentials> => {
    loading ??= load({ forceRefresh })
      .then((loaded) => {
        held = loaded;
        return loaded;
      })
      .finally(() => {
        loading = null;
      });
    return loading;
  };
  const lastsFor = (credentials: AwsCredentials): number =>
    (credentials.expiration?.getTime() ?? Number.POSITIVE_INFINITY) - clock.now();

  return {
    async current() {
      const remembered = held;
      if (remembered === null || lastsFor(remembered) <= 0) return reload(false);
      if (lastsFor(remembered) > REFRESH_AHEAD_MS) return remembered;
      return reload(false).catch(() => remembered);
    },
    async renew(rejected) {
      return held !== null && held !== rejected ? held : reload(true);
    },
  };
}

export interface CredentialPlace {
  readonly settings: CredentialSettings;
  /** Where the role is assumed. */
  readonly region: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
}

export function credentialSource({ settings, region, env, clock }: CredentialPlace): CredentialSource {
  if (!('roleArn' in settings)) {
    const chain = keysFrom(settings.profile, env) ?? fromNodeProviderChain(profileOf(settings.profile, region));
    return rememberedCredentials(chain, clock);
  }
  const assumeRole = fromTemporaryCredentials({
    masterCredentials: keysFrom(undefined, env) ?? fromNodeProviderChain({ clientConfig: { region } }),
    clientConfig: { region },
    params: {
      RoleArn: settings.roleArn,
      RoleSessionName: settings.sessionName ?? 'muster',
      ...(settings.externalId === undefined ? {} : { ExternalId: settings.externalId }),
    },
  });
  return rememberedCredentials(() => assumeRole(), clock);
}

function profileOf(profile: string | undefined, region: string) {
  return { clientConfig: { region }, ...(profile === undefined ? {} : { profile }) };
}

/**
 * The keys of the environment that was handed in, at the place where the default chain would take them from
 * `process.env`: first, unless a profile is named.
 */
function keysFrom(profile: string | undefined, env: CredentialPlace['env']): (() => Promise<AwsCredentials>) | null {
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = env['AWS_SESSION_TOKEN'];
  if (profile !== undefined || env['AWS_PROFILE'] || !accessKeyId || !secretAccessKey) return null;
  return async () => ({ accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) });
}
