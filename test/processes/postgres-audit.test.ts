import { afterAll, beforeAll, describe } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { chainSuite } from '../audit/chain-suite.ts';
import { hasPostgres, type PostgresCluster, startPostgres } from '../support/postgres-cluster.ts';
import { quietLog } from '../support/quiet-log.ts';

describe.skipIf(!hasPostgres())('on Postgres, where writers interleave', () => {
  let cluster: PostgresCluster;
  beforeAll(async () => {
    cluster = await startPostgres();
  });
  afterAll(() => cluster.stop());

  chainSuite(() => openStore({ url: cluster.newDatabase(), log: quietLog }), 25);
});
