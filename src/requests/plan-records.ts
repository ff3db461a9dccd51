import { breathe } from '../runtime/calmly.ts';
import type { Queries } from '../store/store.ts';
import type { Plan } from './plan.ts';
import { isOver, type Request } from './request.ts';
import { PlanReader } from './stored-plan.ts';

/** Pieces that are in memory at once: some hundred kilobytes. */
const PIECES_PER_READ = 8;

/** Stores pieces of a plan; `position` is that of the first of them, 0 for the piece that a plan begins with. */
export async function insertPieces(
  tx: Queries,
  id: Request['id'],
  pieces: readonly string[],
  position: number,
): Promise<void> {
  for (const [index, piece] of pieces.entries()) {
    const at = position + index;
    const row = { request_id: id, plan_json: piece };
    if (at === 0) await tx.insertInto('plans').values(row).execute();
    else
      await tx
        .insertInto('plan_pieces')
        .values({ ...row, position: at })
        .execute();
  }
}

/** The plan of a request, proven to be the one its digest names. Throws when it is not. */
export async function loadPlan(
  queries: Queries,
  { id, digest, state }: Pick<Request, 'id' | 'digest' | 'state'>,
): Promise<Plan> {
  const first = await queries
    .selectFrom('plans')
    .select('plan_json')
    .where('request_id', '=', id)
    .executeTakeFirstOrThrow();
  const reader = new PlanReader(first.plan_json);
  let rows = reader.isWhole ? [] : await piecesAfter(queries, id, 0);
  while (rows.length > 0) {
    for (const { plan_json: piece } of rows) {
      reader.add(piece);
      await breathe();
    }
    rows = await piecesAfter(queries, id, rows.at(-1)?.position ?? 0);
  }
  return reader.plan(digest, isOver(state.kind));
}

const piecesAfter = (queries: Queries, id: Request['id'], position: number) =>
  queries
    .selectFrom('plan_pieces')
    .select(['position', 'plan_json'])
    .where('request_id', '=', id)
    .where('position', '>', position)
    .orderBy('position')
    .limit(PIECES_PER_READ)
    .execute();

/** Everything that is stored of a plan, in its order, proven by nothing. */
export async function loadPieces(queries: Queries, id: string): Promise<readonly string[]> {
  const of = (table: 'plans' | 'plan_pieces') =>
    queries.selectFrom(table).select('plan_json').where('request_id', '=', id);
  const first = await of('plans').execute();
  const others = await of('plan_pieces').orderBy('position').execute();
  return [...first, ...others].map(({ plan_json: piece }) => piece);
}

export async function replacePiece(tx: Queries, id: string, position: number, piece: string): Promise<void> {
  const row = { plan_json: piece };
  if (position === 0) await tx.updateTable('plans').set(row).where('request_id', '=', id).execute();
  else
    await tx
      .updateTable('plan_pieces')
      .set(row)
      .where('request_id', '=', id)
      .where('position', '=', position)
      .execute();
}
