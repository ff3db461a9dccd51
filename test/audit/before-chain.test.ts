import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyStore } from '../../src/audit/verify/verify.ts';
import * as foundation from '../../src/store/migrations/0001-foundation.ts';
import { openStore } from '../../src/store/open-store.ts';
import { openSqliteFile } from '../../src/store/sqlite.ts';
import { quietLog } from '../support/quiet-log.ts';
import { trail } from './trail.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-before-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A database as the first Muster left it, with a life in it. */
async function oldDatabase(): Promise<string> {
  const path = join(folder, 'muster.db');
  const db = new Kysely<unknown>({ dialect: openSqliteFile(path).dialect });
  const up = (of: Kysely<unknown>) => foundation.up(of, 'sqlite');
  await new Migrator({
    db,
    provider: { getMigrations: async () => ({ '0001-foundation': { up } }) },
  }).migrateToLatest();
  for (let n = 1; n <= 3; n += 1)
    await sql`insert into audit_events (id, at, request_id, actor, kind, data_json) values (${`e${n}`}, ${n}, 'r1', 'U0ALICE', 'request.drafted', '{}')`.execute(
      db,
    );
  await sql`insert into requests (id, version, kind, directory, operation, requester_id, requester_team_id, state, state_json, plan_json, digest, created_at, updated_at)
    values ('r1', 1, 'wickr', 'acme-prod', 'suspend', 'U0ALICE', 'T0ACME', 'finished', '{}', '{"choices":{},"changes":[]}', 'd', 1, 1)`.execute(
    db,
  );
  await db.destroy();
  return `sqlite:${path}`;
}

test('events from before the chain stay, are counted and digested by its first event, and can no longer be changed unseen', async () => {
  const store = await openStore({ url: await oldDatabase(), log: quietLog });

  expect(await trail(store)).toMatchObject([{ kind: 'chain.began', data: { earlier: 3 } }]);
  expect((await verifyStore(store, [], [])).problem).toBe(null);
  await expect(store.db.deleteFrom('audit_events_before_chain').execute()).rejects.toThrow('append-only');

  await sql`drop trigger audit_events_no_update`.execute(store.db);
  await store.db.updateTable('audit_events_before_chain').set({ actor: 'U0MALLORY' }).where('seq', '=', 2).execute();
  expect((await verifyStore(store, [], [])).problem?.what).toMatch(
    /Of the 3 events from before the chain some were changed/,
  );
  await store.close();
});
