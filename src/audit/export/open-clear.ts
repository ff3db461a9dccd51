import type { Queries } from '../../store/store.ts';
import type { ChainedEvent } from '../chain/link.ts';
import type { Opened } from './json-line.ts';

const SEALED = /"sealed":"([0-9a-f]{64})"/g;
/** Commitments per query: below the bound-value limits of both stores. */
const PER_QUERY = 5_000;

const sealsIn = (event: ChainedEvent): readonly string[] =>
  [...event.dataJson.matchAll(SEALED)].map(([, seal = '']) => seal);

/** The clear texts that events commit to, event by event. Whoever was erased is not in the answer. */
export async function openClear(queries: Queries, events: readonly ChainedEvent[]): Promise<readonly Opened[]> {
  const seals = [...new Set(events.flatMap(sealsIn))];
  const known = new Map<string, { readonly text: string; readonly salt: string }>();
  for (let start = 0; start < seals.length; start += PER_QUERY) {
    const rows = await queries
      .selectFrom('audit_clear')
      .select(['commitment', 'clear', 'salt'])
      .where('commitment', 'in', seals.slice(start, start + PER_QUERY))
      .execute();
    for (const { commitment, clear, salt } of rows) known.set(commitment, { text: clear, salt });
  }
  return events.map((event) =>
    Object.fromEntries(
      sealsIn(event).flatMap((seal) => {
        const opened = known.get(seal);
        return opened ? [[seal, opened]] : [];
      }),
    ),
  );
}
