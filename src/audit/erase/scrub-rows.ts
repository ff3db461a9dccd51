import { loadPieces, replacePiece } from '../../requests/plan-records.ts';
import type { Queries } from '../../store/store.ts';
import type { Person } from './find-person.ts';
import { GONE, scrubJson, scrubPlan, scrubText } from './scrub-value.ts';

/** Columns that stay as they are, whatever they say: keys, and words of ours. */
const FIXED = new Set([
  'id',
  'request_id',
  'batch_id',
  'kind',
  'directory',
  'operation',
  'state',
  'digest',
  'token',
  'verdict',
  'outcome',
  'result',
  'requester_id',
  'requester_team_id',
  'approver_id',
  'retry_of',
  'split_from',
  'owner',
  'directory_request_id',
]);
/** Columns of a person's own row that are all about them, and what stands there afterwards. */
const OWN: Readonly<Record<string, string | null>> = {
  account_id: null,
  email: null,
  label: GONE,
  typed_json: '[]',
  details_json: null,
};
/** Digests without a salt: from what else is kept, whoever guesses could find out whom they are of. */
const GUESSABLE = new Set(['payload_digest', 'person_key']);

type Cells = Readonly<Record<string, unknown>>;

/** The columns of a row that have to change. A column that this version does not know is scrubbed like any text. */
function changed(row: Cells, scrub: (column: string, text: string) => string | null): Cells {
  return Object.fromEntries(
    Object.entries(row).flatMap(([column, value]) => {
      if (typeof value !== 'string' || FIXED.has(column)) return [];
      const scrubbed = scrub(column, value);
      return scrubbed === value ? [] : [[column, scrubbed]];
    }),
  );
}

/** Removes a person from the rows of one request that has ended. */
export async function scrubRequest(tx: Queries, request: string, person: Person): Promise<void> {
  const { called, named } = person;
  const own = named.get(request) ?? [];
  const ids = new Set(own.flatMap(({ account_id: id }) => id ?? []));
  const text = (column: string, value: string): string | null => {
    if (GUESSABLE.has(column)) return value;
    return column.endsWith('_json') ? scrubJson(value, called, ids) : scrubText(value, called);
  };
  const isEmpty = (cells: Cells): boolean => Object.keys(cells).length === 0;

  for (const row of await tx.selectFrom('requests').selectAll().where('id', '=', request).execute()) {
    const cells = changed({ ...row }, text);
    if (!isEmpty(cells)) await tx.updateTable('requests').set(cells).where('id', '=', request).execute();
  }
  const stored = await loadPieces(tx, request);
  for (const [position, piece] of scrubPlan(stored, ids).entries())
    if (piece !== stored[position]) await replacePiece(tx, request, position, piece);
  const mine = new Set(own.map(({ position }) => position));
  for (const row of await tx.selectFrom('targets').selectAll().where('request_id', '=', request).execute()) {
    const isOwn = mine.has(row.position);
    const cells = changed({ ...row }, (column, value) => {
      // Others in the same request keep who they are; only what was said about them may speak of somebody else.
      if (Object.hasOwn(OWN, column)) return isOwn ? (OWN[column] ?? null) : value;
      return text(column, value);
    });
    if (isEmpty(cells)) continue;
    await tx
      .updateTable('targets')
      .set(cells)
      .where('request_id', '=', request)
      .where('position', '=', row.position)
      .execute();
  }
  for (const row of await tx.selectFrom('decisions').selectAll().where('request_id', '=', request).execute()) {
    const cells = changed({ ...row }, text);
    if (isEmpty(cells)) continue;
    await tx
      .updateTable('decisions')
      .set(cells)
      .where('request_id', '=', request)
      .where('approver_id', '=', row.approver_id)
      .execute();
  }
  for (const row of await tx.selectFrom('batches').selectAll().where('request_id', '=', request).execute()) {
    const named: readonly string[] = JSON.parse(row.members_json);
    const had = named.some((id) => ids.has(id));
    const cells = { ...changed({ ...row }, text), ...(had ? { payload_digest: GONE } : {}) };
    if (!isEmpty(cells)) await tx.updateTable('batches').set(cells).where('id', '=', row.id).execute();
    for (const attempt of await tx.selectFrom('attempts').selectAll().where('batch_id', '=', row.id).execute()) {
      const detail = changed({ ...attempt }, text);
      if (isEmpty(detail)) continue;
      await tx
        .updateTable('attempts')
        .set(detail)
        .where('batch_id', '=', row.id)
        .where('number', '=', attempt.number)
        .execute();
    }
  }
}
