import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCheckpointer } from '../../src/audit/checkpoints/checkpointer.ts';
import { generateKeys, readPrivateKey, readPublicKeys } from '../../src/audit/checkpoints/keys.ts';
import { erasePerson, wipe } from '../../src/audit/erase/erase.ts';
import { verifyStore } from '../../src/audit/verify/verify.ts';
import { systemRandom } from '../../src/runtime/random.ts';
import { openStore } from '../../src/store/open-store.ts';
import { buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { hasPostgres, type PostgresCluster, startPostgres } from '../support/postgres-cluster.ts';
import { quietLog } from '../support/quiet-log.ts';

const ROLE = readFileSync(new URL('../../docs/audit-role.sql', import.meta.url), 'utf8');

describe.skipIf(!hasPostgres())('on Postgres, where writers interleave', () => {
  let cluster: PostgresCluster;
  beforeAll(async () => {
    cluster = await startPostgres();
  });
  afterAll(() => cluster.stop());

  test('under the documented role Muster works, and nothing of the trail can be changed, removed or unguarded', async () => {
    const url = cluster.newDatabase();
    const owner = await openStore({ url, log: quietLog });
    await sql.raw(ROLE).execute(owner.db);
    await owner.close();
    const store = await openStore({ url: url.replace('muster@', 'muster_app@'), log: quietLog });
    const { runToEnd, submitted } = await buildDomain({ accounts: [account('1')], store });

    const ended = await runToEnd(await submitted(byId('1')));

    expect(ended.request.state.kind).toBe('finished');
    for (const change of [
      'update audit_events set actor = $$nobody$$',
      'delete from audit_events',
      'truncate audit_events',
      'alter table audit_events disable trigger all',
      'drop trigger audit_events_refuses_update on audit_events',
      'create or replace function audit_events_append_only() returns trigger language plpgsql as $$ begin return new; end $$',
      'drop table audit_events',
      'delete from audit_clear',
      'update audit_clear set clear = $$x$$',
      'delete from checkpoints',
      'delete from audit_head',
      'delete from audit_events_before_chain',
    ]) {
      await expect(sql.raw(change).execute(store.db), change).rejects.toThrow(/permission denied|must be owner/);
    }
    expect((await verifyStore(store, [], [])).problem).toBe(null);
    await store.close();
  });

  test('a trail with checkpoints verifies, while somebody writes and after an erasure', async () => {
    const store = await openStore({ url: cluster.newDatabase(), log: quietLog });
    const pair = generateKeys();
    const people = Array.from({ length: 60 }, (_, index) => account(String(1_000 + index)));
    const { clock, runToEnd, submitted } = await buildDomain({ accounts: people, store });
    const outside: string[] = [];
    const key = readPrivateKey(pair.privateKey) ?? expect.fail();
    const places = [{ name: 'memory', post: async (line: string) => void outside.push(line) }];
    const checkpointer = createCheckpointer({ store, clock, log: quietLog, key, everyMs: 300_000, places });
    await runToEnd(await submitted(byId(...people.slice(0, 55).map(({ id }) => id))));
    await checkpointer.step();
    const verify = async () =>
      (await verifyStore(store, [{ name: 'outside', lines: outside }], readPublicKeys(pair.publicKey))).problem;

    const [, problem] = await Promise.all([submitted(byId('1057')), verify()]);
    expect(problem).toBe(null);
    const erased = await erasePerson({ store, clock, random: systemRandom }, 'p1003@acme.example', null);
    await wipe(store);

    expect(erased).toMatchObject({ kind: 'erased', requests: 1 });
    expect(await verify()).toBe(null);
    const left = await store.db
      .selectFrom('targets')
      .select('email')
      .where('email', '=', 'p1003@acme.example')
      .execute();
    expect(left).toEqual([]);
    await store.close();
  });
});
