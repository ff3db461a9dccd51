import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import * as foundation from './migrations/0001-foundation.ts';
import * as pinnedParts from './migrations/0002-pinned-parts.ts';
import * as auditChain from './migrations/0003-audit-chain.ts';
import * as foundPace from './migrations/0004-found-pace.ts';
import * as wakeUps from './migrations/0005-wake-ups.ts';
import * as policy from './migrations/0006-policy.ts';
import * as safeguards from './migrations/0007-safeguards.ts';
import * as heldPeople from './migrations/0008-held-people.ts';
import * as turns from './migrations/0009-turns.ts';
import * as inbox from './migrations/0010-inbox.ts';
import * as plans from './migrations/0011-plans.ts';
import * as targetsInOrder from './migrations/0012-targets-in-order.ts';
import * as freezeHolders from './migrations/0013-freeze-holders.ts';
import * as notices from './migrations/0014-notices.ts';
import * as behind from './migrations/0015-behind.ts';
import * as rests from './migrations/0016-rests.ts';
import * as planPieces from './migrations/0017-plan-pieces.ts';
import * as requestsByTime from './migrations/0018-requests-by-time.ts';
import * as targetsByOutcome from './migrations/0019-targets-by-outcome.ts';
import type { Database } from './schema.ts';

type Dialect = 'sqlite' | 'postgres';

/** In order; a released migration is never edited. */
export function migrations(dialect: Dialect): Record<string, Migration> {
  return {
    '0001-foundation': { up: (db: Kysely<unknown>) => foundation.up(db, dialect) },
    '0002-pinned-parts': pinnedParts,
    '0003-audit-chain': { up: (db: Kysely<unknown>) => auditChain.up(db, dialect) },
    '0004-found-pace': foundPace,
    '0005-wake-ups': { up: (db: Kysely<unknown>) => wakeUps.up(db, dialect) },
    '0006-policy': policy,
    '0007-safeguards': safeguards,
    '0008-held-people': heldPeople,
    '0009-turns': turns,
    '0010-inbox': inbox,
    '0011-plans': plans,
    '0012-targets-in-order': targetsInOrder,
    '0013-freeze-holders': freezeHolders,
    '0014-notices': notices,
    '0015-behind': behind,
    '0016-rests': rests,
    '0017-plan-pieces': planPieces,
    '0018-requests-by-time': requestsByTime,
    '0019-targets-by-outcome': targetsByOutcome,
  };
}

/** Brings the database to the present model. Safe to run from several processes at once: Kysely takes a lock on Postgres. */
export async function migrate(db: Kysely<Database>, dialect: Dialect): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(dialect) } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw new Error('The database could not be brought to the present model', { cause: error });
}
