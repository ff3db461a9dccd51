import { CommitUnknown, StoreTroubled } from './failure.ts';

/** Whoever waits at once for the disk shares one sync, which runs beside the program. */
export interface GroupCommit {
  /** Something was committed that is not known to be on disk. */
  committed(): void;
  /**
   * Resolves when all that was committed until now is on disk.
   * @throws CommitUnknown when the disk did not take it. Nothing can be written after that: a second sync would not say what
   * the first one lost (https://wiki.postgresql.org/wiki/Fsync_Errors).
   */
  durable(): Promise<void>;
  /** @throws StoreTroubled when a sync has failed: what is read then may not be on disk */
  assertWritable(): void;
}

/** @param sync puts on disk what was written before it was called */
export function createGroupCommit(sync: () => Promise<void>): GroupCommit {
  let commits = 0;
  let onDisk = 0;
  let failure: { readonly cause: unknown } | null = null;
  let running: Promise<void> | null = null;

  const syncOnce = async (): Promise<void> => {
    const upTo = commits;
    try {
      await sync();
      onDisk = upTo;
    } catch (cause) {
      failure = { cause };
    } finally {
      running = null;
    }
  };

  return {
    committed: () => {
      commits += 1;
    },
    durable: async () => {
      const mine = commits;
      while (onDisk < mine) {
        if (failure) throw new CommitUnknown('The disk did not take what was committed', failure);
        running ??= syncOnce();
        await running;
      }
    },
    assertWritable: () => {
      if (failure) throw new StoreTroubled('disk-fails', failure.cause);
    },
  };
}
