import { Kysely, sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Database } from '../../src/store/schema.ts';
import { sqliteInMemory } from '../../src/store/sqlite.ts';

test('a limit stands in the text of a query, as SQLite prepares one with a bound limit anew each time', () => {
  const db = new Kysely<Database>({ dialect: sqliteInMemory() });
  const batches = db.selectFrom('batches').select('id').where('state', '=', 'ready');

  expect(batches.limit(1).compile()).toMatchObject({
    sql: 'select "id" from "batches" where "state" = ? limit 1',
    parameters: ['ready'],
  });
  expect(batches.limit(sql<number>`${2} + ${3}`).compile().parameters).toEqual(['ready', 2, 3]);
});
