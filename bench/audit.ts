import { spawnSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { eventText } from '../src/audit/chain/link.ts';
import { readEvents } from '../src/audit/chain/read-events.ts';
import { appendEvent } from '../src/audit/event.ts';
import { verifyStore } from '../src/audit/verify/verify.ts';
import { systemRandom } from '../src/runtime/random.ts';
import { openStore } from '../src/store/open-store.ts';
import { buildDomain, byId } from '../test/support/domain.ts';
import { account } from '../test/support/fake-directory.ts';
import { quietLog } from '../test/support/quiet-log.ts';
import { fillHistory } from './history.ts';

/**
 * `npm run bench:audit [-- --events 1000000]`: how long `muster audit verify` takes over a trail of requests for five people
 * each, ten events a request, how long exporting it takes and how much memory, and what the chain adds to a batch. The floor
 * of verifying is hashing the same texts and nothing else, in the same run. Exporting is a process of its own: `muster audit
 * export`, so that its peak is its own.
 */

const { values } = parseArgs({ options: { events: { type: 'string', default: '1000000' } } });
const EVENTS = Number(values.events);
const PER_REQUEST = 10;
const REQUESTS = Math.ceil(EVENTS / PER_REQUEST);
const say = (text: string) => process.stdout.write(`${text}\n`);
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;

/** Processor time since then: what another program takes meanwhile is no part of it. */
const cpuMs = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
};

async function verifying(folder: string): Promise<void> {
  const store = await openStore({ url: `sqlite:${join(folder, 'verify.db')}`, log: quietLog });
  const before = performance.now();
  await fillHistory(store, REQUESTS);
  say(`filled with ${REQUESTS.toLocaleString('en-US')} requests in ${seconds(performance.now() - before)}`);

  let floorMs = 0;
  let floorCpuMs = 0;
  let bytes = 0;
  for await (const page of readEvents(store.db)) {
    const texts = page.map(eventText);
    const cpuBefore = process.cpuUsage();
    const start = performance.now();
    for (const text of texts) hash('sha256', text, 'hex');
    floorMs += performance.now() - start;
    floorCpuMs += cpuMs(cpuBefore);
    bytes += texts.reduce((sum, { length }) => sum + length, 0);
  }
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const { chain, store: checked, problem } = await verifyStore(store, [], []);
  const tookMs = performance.now() - start;
  const spentMs = cpuMs(cpuBefore);
  const rss = process.memoryUsage.rss() / 2 ** 20;
  say(
    `verify: ${chain.events.toLocaleString('en-US')} events (${(bytes / 2 ** 20).toFixed(0)} MiB) and ${checked?.requests.toLocaleString('en-US')} requests in ${seconds(tookMs)} (${seconds(spentMs)} of processor); floor, hashing alone: ${seconds(floorMs)} (${seconds(floorCpuMs)} of processor); ratio ${(tookMs / floorMs).toFixed(1)}; ${rss.toFixed(0)} MiB resident; ${problem?.what ?? 'nothing was changed'}`,
  );
  await store.close();
  for (const clear of [[], ['--clear']]) exporting(folder, clear);
}

function exporting(folder: string, clear: readonly string[]): void {
  const out = join(folder, `export${clear.length}.jsonl`);
  const code = `process.on('exit', () => process.stderr.write('peak ' + process.resourceUsage().maxRSS));`;
  const args = ['--import', `data:text/javascript,${encodeURIComponent(code)}`, 'src/main.js', 'audit', 'export'];
  const env = { ...process.env, DATABASE_URL: `sqlite:${join(folder, 'verify.db')}` };
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [...args, ...clear, '--out', out], { env, encoding: 'utf8' });
  const tookMs = performance.now() - start;
  const peakKib = Number(/peak (\d+)/.exec(stderr)?.[1]);
  if (status !== 0) throw new Error(`The export ended with ${status}: ${stderr}`);
  say(
    `export ${clear.join(' ')}: ${(statSync(out).size / 2 ** 20).toFixed(0)} MiB in ${seconds(tookMs)}, at most ${(peakKib / 1024).toFixed(0)} MiB resident`,
  );
}

/** What sealing, numbering and linking add to the transaction of a batch of fifty. */
async function perBatch(folder: string): Promise<void> {
  const store = await openStore({ url: `sqlite:${join(folder, 'batches.db')}`, log: quietLog });
  const people = Array.from({ length: 2_000 }, (_, index) => account(String(10_000 + index)));
  const { runToEnd, submitted } = await buildDomain({ accounts: people, store });
  const id = await submitted(byId(...people.map((one) => one.id)));
  const start = performance.now();
  await runToEnd(id);
  const tookMs = performance.now() - start;
  const settled = await store.db.selectFrom('audit_events').selectAll().where('kind', '=', 'batch.settled').execute();
  const size = settled.reduce((sum, { data_json: text }) => sum + text.length, 0) / settled.length;

  const rounds = 200;
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const from = performance.now();
    for (let round = 0; round < rounds; round += 1) await work();
    return (performance.now() - from) / rounds;
  };
  let n = 0;
  const change = () => {
    n += 1;
    return { key: `bench ${n}`, received_at: n };
  };
  const floor = await timed(() => store.write((tx) => tx.insertInto('deliveries').values(change()).execute()));
  const data = JSON.parse(settled[0]?.data_json ?? '{}');
  const withEvent = await timed(() =>
    store.write(async (tx) => {
      await tx.insertInto('deliveries').values(change()).execute();
      await appendEvent(tx, { at: n, requestId: null, actor: 'muster', kind: 'batch.settled', data }, systemRandom);
    }),
  );
  say(
    `per batch: 40 batches of 50 from approval to the end in ${tookMs.toFixed(0)} ms, ${(tookMs / 40).toFixed(1)} ms each; an event of ${(size / 1024).toFixed(1)} KiB with 50 outcomes makes a durable write ${withEvent.toFixed(2)} ms, without ${floor.toFixed(2)} ms; ratio ${(withEvent / floor).toFixed(2)}`,
  );
  await store.close();
}

const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
try {
  await perBatch(folder);
  await verifying(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
