import { systemRandom } from '../../runtime/random.ts';
import type { DirectoryKind } from '../directory.ts';
import { openTransport } from '../http/transport.ts';
import { SELECTION_RULES } from '../naming.ts';
import { wickrClient } from './client.ts';
import { credentialSource } from './credentials.ts';
import { WICKR_KIND, WICKR_TITLE, WickrDirectory } from './directory.ts';
import { endpointOverride, resolveEndpoint } from './endpoint.ts';
import { WICKR_IRREVERSIBLE, WICKR_VERBS } from './operations/catalogue.ts';
import { USER_ID } from './schema.ts';
import { WickrSettings } from './settings.ts';

/** Sockets per network: reads run a few at a time beside a batch. */
const MAX_CONNECTIONS = 8;

export const wickrKind: DirectoryKind<WickrSettings> = {
  kind: WICKR_KIND,
  title: WICKR_TITLE,
  settings: WickrSettings,
  verbs: WICKR_VERBS,
  irreversible: WICKR_IRREVERSIBLE,
  isAccountId: (text) => USER_ID.test(text),
  identifierTypes: [],
  selectionRules: SELECTION_RULES,
  // AWS states no limits: as slow as one call at a time, until an operator knows better.
  pace: { callsPerSecond: 1, inFlight: 1 },
  /** Opens no connection yet. Throws when the environment's endpoint does not go with the settings. */
  open(name, settings, { clock, log: rootLog, env }) {
    const log = rootLog.child({ directory: name });
    const { networkId, region, fips, dualStack, timeouts } = settings;
    const resolved = resolveEndpoint({ region, fips, dualStack, endpoint: endpointOverride(settings.endpoint, env) });
    if (resolved.kind === 'misconfigured') throw new Error(`Directory ${name}: ${resolved.reason}`);
    const client = wickrClient({
      networkId,
      region,
      endpoint: resolved.url,
      credentials: credentialSource({ settings: settings.credentials, region, env, clock }),
      transport: openTransport(resolved.url, timeouts, MAX_CONNECTIONS),
      timeouts,
      clock,
      log,
    });
    const { deleteOnlySuspended, preview } = settings;
    const rules = { deleteOnlySuspended, preview };
    return new WickrDirectory({
      name,
      networkId,
      region,
      endpoint: resolved.url,
      rules,
      client,
      clock,
      random: systemRandom,
      log,
    });
  },
};
