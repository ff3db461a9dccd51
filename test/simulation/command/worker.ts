import { performance } from 'node:perf_hooks';
import { z } from 'zod';
import { quietLog } from '../../support/quiet-log.ts';
import { WickrSite } from '../far-ends/wickr/site.ts';
import { runSeed } from '../run-seed.ts';
import type { SeedReport } from './seed-report.ts';

/** A process that runs the seeds it is sent, one after the other, until it is let go. */
const site = new WickrSite();

process.on('message', (message) => {
  const { seed } = z.object({ seed: z.int() }).parse(message);
  void report(seed).then((answer) => process.send?.(answer));
});

async function report(seed: number): Promise<SeedReport> {
  const startedAt = performance.now();
  try {
    const { hash, broken, requests, calls, tookMs } = await runSeed(seed, site, quietLog);
    return { seed, hash, broken, requests, calls, livedMs: tookMs, ranMs: performance.now() - startedAt };
  } catch (error) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const broken = [{ law: 'a run comes to its end', detail }];
    return { seed, hash: '', broken, requests: 0, calls: 0, livedMs: 0, ranMs: performance.now() - startedAt };
  }
}
