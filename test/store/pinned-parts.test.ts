import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kysely } from 'kysely';
import { Migrator } from 'kysely/migration';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { requestId } from '../../src/ids.ts';
import { loadPlan } from '../../src/requests/plan-records.ts';
import { loadRequest } from '../../src/requests/request-records.ts';
import * as foundation from '../../src/store/migrations/0001-foundation.ts';
import { openStore } from '../../src/store/open-store.ts';
import { openSqliteFile } from '../../src/store/sqlite.ts';
import { quietLog } from '../support/quiet-log.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-migration-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** As the first release stored it: two newcomers, one of them with a name. */
const PLAN =
  '{"changes":[{"accountId":"a@acme.example","details":{"firstName":"Ann"},"state":{"admin":false,"kind":"person","membership":"pending","suspended":false}},{"accountId":"b@acme.example","details":{},"state":{"admin":false,"kind":"person","membership":"pending","suspended":false}}],"choices":{"securityGroupId":"g1"},"directory":"acme-prod","kind":"wickr","operation":"invite","version":1}';

test('requests of the first release have their parts filled in from their plans', async () => {
  const path = join(folder, 'muster.db');
  const old = new Kysely<Record<string, Record<string, unknown>>>({ dialect: openSqliteFile(path).dialect });
  const first = { '0001-foundation': { up: (db: Kysely<unknown>) => foundation.up(db, 'sqlite') } };
  await new Migrator({ db: old, provider: { getMigrations: async () => first } }).migrateToLatest();
  const common = { created_at: 1, updated_at: 1 };
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(PLAN));
  await old
    .insertInto('requests')
    .values({
      id: 'r1',
      version: 1,
      kind: 'wickr',
      directory: 'acme-prod',
      operation: 'invite',
      requester_id: 'U0ALICE',
      requester_team_id: 'T0',
      state: 'drafted',
      state_json: '{"kind":"drafted","lapsesAt":5}',
      plan_json: PLAN,
      digest: Buffer.from(digest).toString('hex'),
      ...common,
    })
    .execute();
  for (const [position, account_id] of ['a@acme.example', 'b@acme.example'].entries()) {
    const target = { request_id: 'r1', position, kind: 'will-change', typed_json: '[]', account_id, label: account_id };
    await old.insertInto('targets').values(target).execute();
  }
  await old.destroy();

  const store = await openStore({ url: `sqlite:${path}`, log: quietLog });

  const request = await loadRequest(store.db, requestId('r1'));
  expect(request).toMatchObject({ people: 2, choices: { securityGroupId: 'g1' }, sealed: {} });
  expect(await loadPlan(store.db, request ?? expect.fail('no request'))).toMatchObject({ operation: 'invite' });
  expect(await store.db.selectFrom('targets').select('details_json').orderBy('position').execute()).toEqual([
    { details_json: '{"firstName":"Ann"}' },
    { details_json: null },
  ]);
  await store.close();
});
