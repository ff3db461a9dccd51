import { type ChildProcess, fork } from 'node:child_process';
import type { SeedReport } from './seed-report.ts';

export interface RunSeeds {
  readonly first: number;
  readonly count: number;
  readonly workers: number;
  /** Told of each seed as it ends; the answer says whether to go on. */
  readonly onReport: (report: SeedReport) => 'go on' | 'enough';
  /** No seed is begun after this; null: no end. */
  readonly untilMs: number | null;
}

/** Real time, many times what the longest run takes even where others use the machine: time in the world has come to a stand. */
const HUNG_AFTER_MS = 600_000;

/** A run that fills the heap is one that goes in circles; little of what a run makes outlives it. */
const WORKER_ARGUMENTS = ['--max-old-space-size=1500', '--max-semi-space-size=64'];

const cutShort = (seed: number, detail: string): SeedReport => ({
  seed,
  hash: '',
  broken: [{ law: 'a run comes to its end', detail }],
  requests: 0,
  calls: 0,
  ranMs: HUNG_AFTER_MS,
  livedMs: 0,
});

/** Runs seeds in processes of their own, as many at once as there are workers. */
export async function runSeeds({ first, count, workers, onReport, untilMs }: RunSeeds): Promise<void> {
  let next = first;
  let enough = false;
  const nextSeed = (): number | null => {
    if (enough || next >= first + count || (untilMs !== null && Date.now() >= untilMs)) return null;
    next += 1;
    return next - 1;
  };

  const work = (worker: ChildProcess): Promise<void> =>
    new Promise((resolve, reject) => {
      let running: number | null = null;
      let patience: NodeJS.Timeout | undefined;
      const give = () => {
        clearTimeout(patience);
        running = nextSeed();
        if (running === null) {
          worker.disconnect();
          return;
        }
        const seed = running;
        worker.send({ seed });
        patience = setTimeout(() => {
          running = null;
          enough = true;
          onReport(cutShort(seed, `After ${HUNG_AFTER_MS / 1_000} s it had not.`));
          worker.kill('SIGKILL');
        }, HUNG_AFTER_MS);
      };
      worker.on('message', (report: SeedReport) => {
        if (onReport(report) === 'enough') enough = true;
        give();
      });
      worker.on('error', reject);
      worker.on('exit', (code) => {
        clearTimeout(patience);
        if (running !== null) {
          enough = true;
          onReport(cutShort(running, `The process that ran it ended with ${code}.`));
        }
        resolve();
      });
      give();
    });

  const path = new URL('./worker.ts', import.meta.url);
  await Promise.all(
    Array.from({ length: Math.min(workers, count) }, () =>
      work(fork(path, { stdio: 'inherit', execArgv: WORKER_ARGUMENTS })),
    ),
  );
}
