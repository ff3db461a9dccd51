import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';
import { z } from 'zod';

/** As much of the tables of 0001 as is filled in here. */
interface Tables {
  requests: { id: string; plan_json: string; people: number; choices_json: string };
  targets: {
    request_id: string;
    account_id: string | null;
    kind: string;
    details_json: string | null;
    state_json: string | null;
  };
}

const Plan = z.object({
  choices: z.record(z.string(), z.string()),
  changes: z.array(z.object({ accountId: z.string(), state: z.unknown(), details: z.record(z.string(), z.string()) })),
});

const required = (column: ColumnDefinitionBuilder) => column.notNull();

/**
 * What a batch needs of its plan lies in rows of its own, so that nobody has to read the plan whole for it; and secrets
 * lie apart from the plan, so that they can be forgotten. Column meanings stand in schema.ts.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  const alter = () => db.schema.alterTable('requests');
  await alter()
    .addColumn('people', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
  await alter()
    .addColumn('choices_json', 'text', (column) => column.notNull().defaultTo('{}'))
    .execute();
  await alter()
    .addColumn('sealed_json', 'text', (column) => column.notNull().defaultTo('{}'))
    .execute();
  await db.schema.alterTable('targets').addColumn('details_json', 'text').execute();
  await db.schema.alterTable('targets').addColumn('state_json', 'text').execute();
  await db.schema
    .createTable('secrets')
    .addColumn('request_id', 'text', (column) => column.notNull().references('requests.id').onDelete('cascade'))
    .addColumn('name', 'text', required)
    .addColumn('salt', 'text', required)
    .addColumn('value', 'text', required)
    .addPrimaryKeyConstraint('secrets_key', ['request_id', 'name'])
    .execute();
  await fillIn(db as Kysely<Tables>);
}

/** From the plans of requests that are there already, one at a time: each may be large. */
async function fillIn(db: Kysely<Tables>): Promise<void> {
  for (const { id } of await db.selectFrom('requests').select('id').execute()) {
    const { plan_json } = await db
      .selectFrom('requests')
      .select('plan_json')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    const { choices, changes } = Plan.parse(JSON.parse(plan_json));
    await db
      .updateTable('requests')
      .set({ people: changes.length, choices_json: JSON.stringify(choices) })
      .where('id', '=', id)
      .execute();
    for (const { accountId, state, details } of changes) {
      const details_json = Object.keys(details).length === 0 ? null : JSON.stringify(details);
      await db
        .updateTable('targets')
        .set({ details_json, state_json: JSON.stringify(state) })
        .where('request_id', '=', id)
        .where('account_id', '=', accountId)
        .where(sql<string>`kind`, '=', 'will-change')
        .execute();
    }
  }
}
