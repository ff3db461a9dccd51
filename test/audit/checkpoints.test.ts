import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkSignature, lineHash, readCheckpoint, signCheckpoint } from '../../src/audit/checkpoints/checkpoint.ts';
import { createCheckpointer } from '../../src/audit/checkpoints/checkpointer.ts';
import { generateKeys, publicOf, readPrivateKey, readPublicKeys } from '../../src/audit/checkpoints/keys.ts';
import type { CheckpointPlace } from '../../src/audit/checkpoints/place.ts';
import { channelPlace } from '../../src/audit/checkpoints/places/channel.ts';
import { commandPlace } from '../../src/audit/checkpoints/places/command.ts';
import { filePlace } from '../../src/audit/checkpoints/places/file.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { quietLog } from '../support/quiet-log.ts';
import { allEvents } from './chain-suite.ts';

const MINUTE = 60_000;
const pair = generateKeys();
const key = readPrivateKey(pair.privateKey);
if (!key) throw new Error('No key');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-checkpoints-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A place that can be away. */
function memoryPlace() {
  const lines: string[] = [];
  const place = {
    name: 'memory',
    away: false,
    lines,
    post: async (line: string) => {
      if (place.away) throw new Error('away');
      lines.push(line);
    },
  };
  return place satisfies CheckpointPlace;
}

async function running(place: CheckpointPlace) {
  const domain = await buildDomain({ accounts: [account('1'), account('2')] });
  const { store, clock } = domain;
  const checkpointer = createCheckpointer({
    store,
    clock,
    log: quietLog,
    key: key ?? expect.fail(),
    everyMs: 5 * MINUTE,
    places: [place],
  });
  await checkpointer.step();
  return { ...domain, checkpointer };
}

describe('checkpoints', () => {
  test('are signed at the end of each request, without waiting', async () => {
    const place = memoryPlace();
    const { checkpointer, submitted, runToEnd, store } = await running(place);
    const before = place.lines.length;
    const id = await submitted(byId('1'));
    await checkpointer.step();
    expect(place.lines.length).toBe(before);

    await runToEnd(id);
    await checkpointer.step();

    expect(place.lines.length).toBe(before + 1);
    const last = (await allEvents(store)).at(-1);
    expect(readCheckpoint(place.lines.at(-1) ?? '')).toMatchObject({ seq: last?.seq, hash: last?.hash });
  });

  test('are signed every five minutes when something was written, and not when nothing was', async () => {
    const place = memoryPlace();
    const { checkpointer, clock, submitted } = await running(place);
    await submitted(byId('1'));
    const seen: number[] = [];

    for (let minute = 1; minute <= 12; minute += 1) {
      clock.advance(MINUTE);
      await checkpointer.step();
      seen.push(place.lines.length);
    }

    expect(seen).toEqual([1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2]);
  });

  test('each names the one before, and its signature covers all of it', async () => {
    const place = memoryPlace();
    const { cast, checkpointer, submitted, useCases } = await running(place);
    for (const who of ['1', '2']) {
      await useCases.withdraw(await submitted(byId(who)), actor(cast.alice));
      await checkpointer.step();
    }

    const checkpoints = place.lines.map((line) => readCheckpoint(line) ?? expect.fail(line));
    const keys = readPublicKeys(pair.publicKey);
    expect(checkpoints.map(({ previous }) => previous)).toEqual([null, ...place.lines.slice(0, -1).map(lineHash)]);
    expect(checkpoints.length).toBe(3);
    for (const one of checkpoints) {
      expect(checkSignature(one, keys)).toBe('good');
      expect(checkSignature({ ...one, at: one.at + 1 }, keys)).toBe('forged');
      expect(checkSignature({ ...one, previous: null, seq: one.seq + 1 }, keys)).toBe('forged');
      expect(checkSignature(one, readPublicKeys(generateKeys().publicKey))).toBe('unknown-key');
    }
  });

  test('a place that was away gets everything later, in order, and does not hold up another', async () => {
    const place = memoryPlace();
    place.away = true;
    const { cast, checkpointer, clock, submitted, store, useCases } = await running(place);
    for (const who of ['1', '2', '1']) {
      await useCases.withdraw(await submitted(byId(who)), actor(cast.alice));
      await checkpointer.step();
    }
    expect(place.lines).toEqual([]);

    place.away = false;
    clock.advance(MINUTE);
    await checkpointer.step();

    const stored = await store.db.selectFrom('checkpoints').select('line').orderBy('seq').execute();
    expect(place.lines).toEqual(stored.map(({ line }) => line));
    expect(place.lines.length).toBe(4);
  });

  test('what was written last is signed and posted when Muster stops', async () => {
    const place = memoryPlace();
    const { checkpointer, submitted, store } = await running(place);
    await submitted(byId('1'));

    await checkpointer.stop();

    expect(readCheckpoint(place.lines.at(-1) ?? '')?.seq).toBe((await allEvents(store)).at(-1)?.seq);
  });

  test('the private key stands nowhere in what is stored or posted', async () => {
    const place = memoryPlace();
    const { checkpointer, store } = await running(place);
    await checkpointer.stop();

    const stored = await store.db.selectFrom('checkpoints').selectAll().execute();
    expect(JSON.stringify([stored, place.lines])).not.toContain(pair.privateKey.slice(-40));
  });
});

describe('places outside', () => {
  test('a file grows by a line each time', async () => {
    const path = join(folder, 'deep', 'checkpoints.jsonl');

    for (const line of ['{"seq":1}', '{"seq":2}']) await filePlace(path).post(line);

    expect(readFileSync(path, 'utf8')).toBe('{"seq":1}\n{"seq":2}\n');
  });

  test('a command gets the line, and none of the secrets in our environment', async () => {
    const script = join(folder, 'keep.mjs');
    const kept = join(folder, 'kept');
    writeFileSync(
      script,
      `import { readFileSync, writeFileSync } from 'node:fs';
       writeFileSync(process.argv[2], readFileSync(0, 'utf8') + Object.keys(process.env).sort().join());`,
    );
    const env = { PATH: process.env['PATH'], HOME: folder, SLACK_BOT_TOKEN: 'xoxb-sandbox-secret' };

    await commandPlace([process.execPath, script, kept, '$(touch owned)'], env).post('{"seq":1}');

    expect(readFileSync(kept, 'utf8')).toBe('{"seq":1}\nHOME,PATH');
    expect(existsSync('owned')).toBe(false);
  });

  test.each([
    ['ends with a failure', [process.execPath, '-e', 'process.exit(3)']],
    ['does not exist', ['/nonexistent/keep']],
  ] as const)('a command that %s has not kept the line', async (_, command) => {
    const [program, ...args] = command;
    await expect(commandPlace([program, ...args], process.env).post('{}')).rejects.toThrow();
  });

  test('a channel gets a text that shows the line as it is', async () => {
    const posted: string[] = [];
    const line = signCheckpoint({ seq: 17, hash: 'a'.repeat(64), at: 1, previous: null }, key);

    await channelPlace('C0123AUDIT1', async (text) => void posted.push(text)).post(line);

    expect(posted).toEqual([`\`\`\`${line}\`\`\`\nThis vouches for the audit trail up to event 17.`]);
  });
});

test('keys are read as lines of base64 and as PEM, and nothing else is taken for one', () => {
  const pem = publicOf(key).key.export({ type: 'spki', format: 'pem' }).toString();
  const privatePem = key.key.export({ type: 'pkcs8', format: 'pem' }).toString();

  expect(readPrivateKey(privatePem)?.id).toBe(pair.id);
  expect(readPublicKeys(`# ours\n${pair.publicKey}\n`).map(({ id }) => id)).toEqual([pair.id]);
  expect(readPublicKeys(`${pem}\n${pem}`).map(({ id }) => id)).toEqual([pair.id, pair.id]);
  for (const wrong of ['', 'nonsense', pair.publicKey]) expect(readPrivateKey(wrong)).toBe(null);
});
