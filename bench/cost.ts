import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Account } from '../src/directories/account.ts';
import type { CallResult, ItemAnswer, Operation } from '../src/directories/operation.ts';
import { createDispatcher } from '../src/dispatch/dispatcher.ts';
import type { AccountId } from '../src/ids.ts';
import { loadRequest } from '../src/requests/request-records.ts';
import { systemClock } from '../src/runtime/clock.ts';
import { openStore } from '../src/store/open-store.ts';
import { actor, buildDomain, byId } from '../test/support/domain.ts';
import { account, FakeDirectory } from '../test/support/fake-directory.ts';
import { quietLog } from '../test/support/quiet-log.ts';
import { atMost, type Bench, counted, inMs } from './table.ts';

/**
 * What a batch costs beyond its call: the real dispatcher and a SQLite file against a directory that answers at once and
 * does nothing, so that all of the time and of the processor is ours.
 */

const SIZES = [1_000, 10_000, 50_000];
const IN_FLIGHT = 4;

class InstantDirectory extends FakeDirectory {
  /** Counted once, since counting is no part of what is measured. */
  readonly #admins: Promise<number>;

  constructor(accounts: readonly Account[]) {
    super(systemClock, accounts);
    this.#admins = super.admins();
    const suspend = this.operations.get('suspend');
    if (!suspend) throw new Error('Nothing can be done here');
    const instant: Operation = {
      ...suspend,
      apply: ({ members }): Promise<CallResult> => {
        const items = new Map<AccountId, ItemAnswer>(members.map((id) => [id, { kind: 'succeeded' }]));
        return Promise.resolve({ kind: 'answered', requestId: 'r', items, foreign: [] });
      },
    };
    this.operations = new Map([['suspend', instant]]);
  }

  override admins() {
    return this.#admins;
  }

  /** By id alone, since asking is no part of what is measured. */
  override find({ lookups }: Parameters<FakeDirectory['find']>[0]) {
    return Promise.resolve(
      lookups.map((lookup) => {
        const found = lookup.by === 'id' ? this.accounts.get(lookup.id as AccountId) : undefined;
        return found ? [found] : [];
      }),
    );
  }
}

export interface BatchCost {
  readonly batches: number;
  /** Per batch, in milliseconds. */
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** On a database of its own, unless it is given. */
export async function batchCost(people: number, databaseUrl?: string): Promise<BatchCost> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  const store = await openStore({ url: databaseUrl ?? `sqlite:${join(folder, 'muster.db')}`, log: quietLog });
  const accounts = Array.from({ length: people }, (_, index) => account(String(1_000_000 + index)));
  const domain = await buildDomain({
    accounts,
    store,
    pace: { callsPerSecond: 1_000, inFlight: IN_FLIGHT },
    directory: (_, all) => new InstantDirectory(all),
  });
  const id = await domain.submitted(byId(...accounts.map((one) => one.id)));
  const dispatcher = createDispatcher({ ...domain.deps, clock: systemClock, alone: true });
  await domain.useCases.approve(id, actor(domain.cast.bob));
  const cpuAt = process.cpuUsage();
  const startedAt = performance.now();
  await dispatcher.start();
  while ((await loadRequest(store.db, id))?.state.kind !== 'finished') await systemClock.sleep(20);
  const wallMs = performance.now() - startedAt;
  const cpu = process.cpuUsage(cpuAt);
  await dispatcher.stop();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
  const batches = Math.ceil(people / 50);
  return { batches, cpuMs: (cpu.user + cpu.system) / 1_000 / batches, wallMs: wallMs / batches };
}

export const cost: Bench = {
  name: 'cost',
  about: `what a batch of 50 costs beyond its call, on a SQLite file, against a directory that answers at once, ${IN_FLIGHT} calls in flight`,
  async run(size) {
    const rows = [];
    for (const people of size === 'whole' ? SIZES : SIZES.slice(0, 2)) {
      const { cpuMs, wallMs } = await batchCost(people);
      const row = atMost(`request of ${counted(people)} people: CPU of a batch`, cpuMs, 3, inMs);
      rows.push({ ...row, value: `${inMs(cpuMs)} (${inMs(wallMs)} by the clock)` });
    }
    return rows;
  },
};
