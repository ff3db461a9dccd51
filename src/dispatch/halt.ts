import { type Directories, findOperation } from '../directories/managed.ts';
import type { DirectoryName } from '../ids.ts';
import type { Bells } from '../requests/deps.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Random } from '../runtime/random.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';
import { findLive, hasDoubts, type Live } from './batch-records.ts';
import { giveUpDoubts, pauseRequest, sweepStopped } from './settle-batch.ts';

export interface HaltDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly directories: Directories;
  readonly changed: Bells;
}

/** Brings requests to rest that are not to go on: those asked to stop, and those the configuration no longer serves. */
export function createHalt(deps: HaltDeps) {
  const { store, clock, log, directories, changed } = deps;

  const sweep = async (live: readonly Live[]): Promise<void> => {
    for (const { id } of live.filter(({ stopping }) => stopping)) {
      const unsent = await store.db
        .selectFrom('batches')
        .select(['id', 'state'])
        .where('request_id', '=', id)
        .where('state', 'in', ['ready', 'calling', 'reading', 'settling'])
        .execute();
      if (unsent.length > 0 && unsent.every((batch) => batch.state !== 'ready')) continue;
      await store
        .write((tx) => sweepStopped(tx, deps, { id }, clock.now()))
        .catch((error: unknown) => log.error({ err: error, requestId: id }, 'A request could not be stopped yet'));
      changed.present.ring();
    }
  };

  /** What the configuration no longer names cannot go on: such a request pauses, or ends when it was asked to stop. */
  const holdUnserved = async (live: readonly Live[]): Promise<void> => {
    for (const { id, directory, operation, stopping } of live) {
      if (findOperation(directories, directory, operation)) continue;
      const gone = `“${operation}” is no longer configured for ${directory}.`;
      const now = clock.now();
      if (!stopping) {
        const reason = `${gone} Configure it and resume, or stop the request.`;
        await store.write((tx) => pauseRequest(tx, deps, id, reason, now));
        log.warn({ requestId: id, directory, operation }, 'A request was paused because it is no longer configured');
      } else if (await hasDoubts(store.db, id)) {
        const reason = `A call was sent and no answer told what it did. ${gone} It could not be read back.`;
        await store.write((tx) => giveUpDoubts(tx, deps, id, reason, now));
      } else continue;
      changed.present.ring();
    }
  };

  /** Answers the directories in which something may be under way. */
  return async (): Promise<ReadonlySet<DirectoryName>> => {
    const live = await findLive(store.db);
    await sweep(live);
    await holdUnserved(live);
    return new Set(live.map(({ directory }) => directory));
  };
}
