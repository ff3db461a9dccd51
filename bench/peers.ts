import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { inParallel } from '../src/directories/in-parallel.ts';
import { wickrKind } from '../src/directories/wickr/kind.ts';
import { accountId, directoryName } from '../src/ids.ts';
import { systemClock } from '../src/runtime/clock.ts';
import { quietLog } from '../test/support/quiet-log.ts';
import { NETWORK } from './large-network.ts';

/** The same work by others, against the same stand-in. */

const MODEL = join(import.meta.dirname, '../sandbox/wickr/model/wickr-2024-02-01.service-2.json');
const SCRIPT = join(import.meta.dirname, 'unsuspend.py');

/** Does this machine have Python and AWS's SDK for it? Debian: python3-botocore. */
export function hasBotocore(): boolean {
  try {
    execFileSync('python3', ['-c', 'import botocore'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

export interface Peer {
  readonly calls: number;
  readonly ms: number;
  readonly version: string;
}

/** A script with AWS's own SDK. Debian's is older than Wickr's API, so it is given AWS's description of it. */
export async function botocoreUnsuspends(
  { env }: Sandbox,
  ids: readonly string[],
  perCall: number,
  threads: number,
): Promise<Peer> {
  const folder = mkdtempSync(join(tmpdir(), 'muster-bench-'));
  try {
    const models = join(folder, 'models');
    mkdirSync(join(models, 'wickr/2024-02-01'), { recursive: true });
    cpSync(MODEL, join(models, 'wickr/2024-02-01/service-2.json'));
    const file = join(folder, 'ids');
    writeFileSync(file, ids.join('\n'));
    const endpoint = env['AWS_ENDPOINT_URL_WICKR'] ?? '';
    const args = [SCRIPT, models, endpoint, NETWORK, file, String(perCall), String(threads)];
    const child = spawn('python3', args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let written = '';
    child.stdout.on('data', (chunk) => {
      written += String(chunk);
    });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`The script ended with ${code}`);
    const { calls, seconds, botocore } = JSON.parse(written) as { calls: number; seconds: number; botocore: string };
    return { calls, ms: seconds * 1_000, version: botocore };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Muster's client alone, `inFlight` calls at a time: nothing is checked, stored or told. What the machine allows at best. */
export async function bareCalls(
  { env }: Sandbox,
  ids: readonly string[],
  perCall: number,
  inFlight: number,
): Promise<Peer> {
  const settings = wickrKind.settings.parse({ networkId: NETWORK, region: 'us-east-1' });
  const parts = { clock: systemClock, log: quietLog, env, pace: { callsPerSecond: 100, inFlight } };
  const directory = wickrKind.open(directoryName('bench'), settings, parts);
  const unsuspend = directory.operations.get('unsuspend');
  if (!unsuspend) throw new Error('Nothing can be done here');
  const batches = Array.from({ length: Math.ceil(ids.length / perCall) }, (_, index) =>
    ids.slice(index * perCall, (index + 1) * perCall),
  );
  const startedAt = performance.now();
  await inParallel(batches, inFlight, async (batch) => {
    const result = await unsuspend.apply({
      token: `bench:${batch[0]}:${startedAt}`.replaceAll('.', '-'),
      members: batch.map(accountId),
      details: new Map(),
      choices: {},
      secrets: {},
      signal: AbortSignal.timeout(60_000),
    });
    if (result.kind !== 'answered') throw new Error(`A call was ${result.kind}`);
  });
  const ms = performance.now() - startedAt;
  await directory.close();
  return { calls: batches.length, ms, version: '' };
}
