import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { claimBatch } from '../src/dispatch/claim.ts';
import { findDueBatch } from '../src/dispatch/due-batch.ts';
import { Rests } from '../src/dispatch/rests.ts';
import { openStore } from '../src/store/open-store.ts';
import { actor, buildDomain, byId } from '../test/support/domain.ts';
import { account } from '../test/support/fake-directory.ts';
import { quietLog } from '../test/support/quiet-log.ts';
import type { Bench } from './table.ts';

/** Claims of batches of 50 on a SQLite file, without the calls: what pace, turns and locks cost before each one. */

const REQUESTS = 4;
const PEOPLE = 5_000;
const CLAIMS = 300;

async function claimsPerSecond(): Promise<{ readonly perSecond: number; readonly cpuMs: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  const store = await openStore({ url: `sqlite:${join(folder, 'muster.db')}`, log: quietLog });
  const accounts = Array.from({ length: REQUESTS * PEOPLE }, (_, index) => account(String(100_000 + index)));
  const { cast, clock, directory, random, submitted, useCases } = await buildDomain({ accounts, store });
  for (let request = 0; request < REQUESTS; request += 1) {
    const ids = accounts.slice(request * PEOPLE, (request + 1) * PEOPLE).map(({ id }) => id);
    await useCases.approve(await submitted(byId(...ids)), actor(cast.bob));
  }
  const claims = { store, random, owner: 'bench', leaseMs: 60_000, rests: new Rests(clock) };
  const place = { name: directory.name, pace: { callsPerSecond: 100, inFlight: CLAIMS + 1 } };
  const cpuAt = process.cpuUsage();
  const startedAt = performance.now();
  for (let claimed = 0; claimed < CLAIMS; ) {
    clock.advance(10);
    const due = await findDueBatch(store.db, directory.name, clock.now());
    const claim = due && (await claimBatch(claims, place, due, clock.now()));
    if (claim?.kind !== 'claimed') throw new Error(`Not claimed: ${claim?.kind}`);
    claimed += 1;
  }
  const tookMs = performance.now() - startedAt;
  const cpu = process.cpuUsage(cpuAt);
  await store.close();
  rmSync(folder, { recursive: true, force: true });
  return { perSecond: (CLAIMS * 1_000) / tookMs, cpuMs: (cpu.user + cpu.system) / 1_000 / CLAIMS };
}

export const claims: Bench = {
  name: 'claims',
  about: `${CLAIMS} claims on a SQLite file while ${REQUESTS} requests of ${PEOPLE.toLocaleString('en-US')} people each are under way`,
  async run() {
    const { perSecond, cpuMs } = await claimsPerSecond();
    return [
      { measured: 'claims per second, found and durably written', value: perSecond.toFixed(0), target: '' },
      { measured: 'CPU per claim', value: `${cpuMs.toFixed(2)} ms`, target: '' },
    ];
  },
};
