import type { Kysely, Transaction } from 'kysely';
import { withEvents } from '../audit/event.ts';
import type { Clock } from '../runtime/clock.ts';
import { type StoreTrouble, StoreTroubled, troubleOf } from './failure.ts';
import { CommitInDoubt } from './postgres.ts';
import type { Database } from './schema.ts';
import { ChangedMeanwhile, type Store } from './store.ts';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: serialization_failure, deadlock_detected */
const POSTGRES_TRY_AGAIN = new Set(['40001', '40P01']);
const TRIES = 5;
const PROOF = 'muster: can this be written?';
/** A database that restarts is back within seconds; what is in hand waits for it, and a person still gets an answer. */
const RECONNECT_PAUSES_MS = [100, 400, 1_000, 2_000];

function lostARace(error: unknown): boolean {
  if (error instanceof ChangedMeanwhile) return true;
  return (
    error instanceof Error && 'code' in error && typeof error.code === 'string' && POSTGRES_TRY_AGAIN.has(error.code)
  );
}

export interface Writing {
  readonly write: Store['write'];
  /** Nothing, or the reason why the store takes no writes. Asks the store itself only after a write has failed. */
  proveWritable(): Promise<void>;
}

type Work<T> = (tx: Transaction<Database>) => Promise<T>;
type Ended<T> = { readonly kind: 'done'; readonly result: T } | { readonly kind: 'failed'; readonly error: unknown };

/** How it becomes certain that a commit took. */
export interface Certainty {
  /** What became of a commit whose answer was lost; null where a commit is a function call. */
  readonly ask: ((doubt: CommitInDoubt) => Promise<'committed' | 'aborted'>) | null;
  /** Resolves when all that was committed is on disk; null where the answer to a commit says so. */
  readonly durable: (() => Promise<void>) | null;
}

export function createWrite(db: Kysely<Database>, clock: Clock, { ask, durable }: Certainty): Writing {
  let trouble: StoreTrouble | null = null;

  const attempt = async <T>(work: Work<T>): Promise<Ended<T>> => {
    /** Kept for a commit that took although its answer was lost. */
    const results: T[] = [];
    try {
      const result = await db.transaction().execute(async (tx) => {
        const worked = await withEvents(tx, () => work(tx));
        results.push(worked);
        return worked;
      });
      // Others may write meanwhile, and share the same sync.
      if (durable !== null) await durable();
      return { kind: 'done', result };
    } catch (error) {
      if (!(error instanceof CommitInDoubt) || ask === null) return { kind: 'failed', error };
      return (await ask(error)) === 'committed' ? { kind: 'done', result: results[0] as T } : { kind: 'failed', error };
    }
  };

  const write: Store['write'] = async (work) => {
    const pauses = [...RECONNECT_PAUSES_MS];
    for (let tries = 1; ; tries += 1) {
      const ended = await attempt(work);
      if (ended.kind === 'done') {
        trouble = null;
        return ended.result;
      }
      trouble = troubleOf(ended.error);
      // Nothing of it was committed: neither before the connection was lost, nor in the commit that was asked about.
      const pauseMs = trouble === 'unreachable' ? pauses.shift() : undefined;
      if (pauseMs !== undefined) await clock.sleep(pauseMs);
      else if (trouble !== null) throw new StoreTroubled(trouble, ended.error);
      else if (tries >= TRIES || !lostARace(ended.error)) throw ended.error;
    }
  };

  return {
    write,
    proveWritable: async () => {
      if (trouble === null) return;
      // A full disk answers reads as ever, so something is written and taken back.
      await write(async (tx) => {
        await tx.insertInto('deliveries').values({ key: PROOF, received_at: 0 }).execute();
        await tx.deleteFrom('deliveries').where('key', '=', PROOF).execute();
      });
    },
  };
}
