import { systemRandom } from '../../runtime/random.ts';
import type { DirectoryKind } from '../directory.ts';
import { genAuthClient } from './client.ts';
import { GENAUTH_KIND, GENAUTH_TITLE, GenAuthDirectory } from './directory.ts';
import { IDENTIFIER_TYPES, isUserId } from './identifiers.ts';
import { GENAUTH_IRREVERSIBLE, GENAUTH_VERBS } from './operations/catalogue.ts';
import { DEFAULT_PACE } from './pace.ts';
import { probePool } from './probe/probe-pool.ts';
import { GenAuthSettings } from './settings.ts';

export const genAuthKind: DirectoryKind<GenAuthSettings> = {
  kind: GENAUTH_KIND,
  title: GENAUTH_TITLE,
  settings: GenAuthSettings,
  verbs: GENAUTH_VERBS,
  irreversible: GENAUTH_IRREVERSIBLE,
  isAccountId: isUserId,
  identifierTypes: IDENTIFIER_TYPES,
  selectionRules: ['suspended', 'inactive'],
  pace: DEFAULT_PACE,
  /** Opens no connection yet. */
  open(name, settings, { clock, log: rootLog, pace }) {
    const log = rootLog.child({ directory: name });
    // Dispatch feels its way up to the ceiling, so the client must not stop it lower.
    const ceiling = { ...pace, callsPerSecond: Math.max(pace.callsPerSecond, pace.atMost ?? 0) };
    const client = genAuthClient(settings, { pace: ceiling, clock, random: systemRandom, log });
    const { host: endpoint, accessKeyId: poolId, mentions, deleteOnlySuspended, inviteAppId = null } = settings;
    const rules = { deleteOnlySuspended, inviteAppId };
    const probe = (signal: AbortSignal) => probePool({ settings, clock, random: systemRandom }, signal);
    return new GenAuthDirectory({ name, poolId, mentions, rules, endpoint, client, probe, clock, log });
  },
};
