import { z } from 'zod';
import { PersonOutcome } from '../../src/audit/kinds/parts.ts';
import type { Store } from '../../src/store/store.ts';

const WithOutcomes = z.object({ outcomes: z.array(PersonOutcome).default([]) });
const Person = z.object({ accountId: z.string().nullable() });

/** Every person's outcome as the audit trail tells it, by account id, in the order told; of one request, or of all. */
export async function outcomesTold(
  store: Store,
  request: string | null = null,
): Promise<readonly (readonly [string | null, string])[]> {
  const clear = await store.db.selectFrom('audit_clear').select(['commitment', 'clear']).execute();
  const texts = new Map(clear.map((row) => [row.commitment, row.clear]));
  const events = await store.db
    .selectFrom('audit_events')
    .select('data_json')
    .where('kind', 'like', 'batch.%')
    .$if(request !== null, (query) => query.where('request_id', '=', request))
    .orderBy('seq')
    .execute();
  return events.flatMap((event) =>
    WithOutcomes.parse(JSON.parse(event.data_json)).outcomes.map(({ person, outcome }) => {
      const text = texts.get(person.sealed);
      return [text === undefined ? null : Person.parse(JSON.parse(text)).accountId, outcome] as const;
    }),
  );
}
