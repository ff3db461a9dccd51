import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { appendEvent } from '../../src/audit/event.ts';
import { exportEvents } from '../../src/audit/export/export.ts';
import { fromJsonLine } from '../../src/audit/export/json-line.ts';
import { httpsSink, readSinkUrl } from '../../src/audit/export/sinks/https.ts';
import { streamSink } from '../../src/audit/export/sinks/stream.ts';
import { personal } from '../../src/audit/sealed.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { slackUserId } from '../../src/ids.ts';
import { systemRandom } from '../../src/runtime/random.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';
import { fakeTerminal } from '../cli/terminal.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { quietLog } from '../support/quiet-log.ts';

let folder: string;
let url: string;
const servers: Server[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-export-'));
  url = `sqlite:${join(folder, 'muster.db')}`;
});
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  rmSync(folder, { recursive: true, force: true });
});

const open = () => openStore({ url, log: quietLog });

/** `=1+1` and the like, as somebody types who means harm. */
const HOSTILE = '=cmd|calc!A1\u2028<!channel>\u001b[31m\r\n@evil';

async function fill(store: Store, events: number): Promise<void> {
  for (let start = 0; start < events; start += 500) {
    await store.write(async (tx) => {
      for (let n = start; n < Math.min(events, start + 500); n += 1) {
        const data = {
          what: 'preview',
          why: 'refused',
          team: '=HYPERLINK',
          directory: null,
          operation: null,
          reason: personal(`${HOSTILE} ${n}`),
        } as const;
        await appendEvent(
          tx,
          { at: 1_700_000_000_000 + n * 1_000, requestId: null, actor: slackUserId('U0ALICE'), kind: 'refused', data },
          systemRandom,
        );
      }
    });
  }
}

const muster = async (env: Record<string, string>, ...typed: string[]) => {
  const terminal = fakeTerminal({ DATABASE_URL: url, ...env });
  const code = await runCli(typed, COMMANDS, terminal);
  return { code, out: terminal.out(), err: terminal.err() };
};
const seqsOf = (text: string): readonly number[] =>
  text.split('\n').flatMap((line) => (line === '' ? [] : [fromJsonLine(line)?.event.seq ?? expect.fail(line)]));
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);

/** A sink that answers as told, once for each answer, and well after that. */
async function startSink(answers: (number | 'reset' | 'reset after')[]) {
  const taken: string[] = [];
  const headers: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    const answer = answers.shift() ?? 204;
    headers.push(request.headers.authorization);
    if (answer === 'reset') {
      request.socket.destroy();
      return;
    }
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      if (typeof answer === 'number' && answer >= 300) {
        response.writeHead(answer).end('no');
        return;
      }
      taken.push(Buffer.concat(pieces).toString('utf8'));
      if (answer === 'reset after') request.socket.destroy();
      else response.writeHead(answer).end();
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/events`, taken, headers };
}

describe('muster audit export', () => {
  test('writes every event as a line that verifies, and an interrupted file goes on without loss', async () => {
    const store = await open();
    await fill(store, 1_200);
    await store.close();
    const whole = join(folder, 'whole.jsonl');
    const cut = join(folder, 'cut.jsonl');

    expect((await muster({}, 'audit', 'export', '--out', whole)).code).toBe(0);
    const text = readFileSync(whole, 'utf8');
    expect(seqsOf(text)).toEqual(upTo(1_201));
    for (const at of [0, 1, 500, text.length / 2, text.length - 1]) {
      writeFileSync(cut, text.slice(0, Math.floor(at)));
      const { code } = await muster({}, 'audit', 'export', '--out', cut, '--resume');
      if (Math.floor(at) > 0 && !text.slice(0, at).includes('\n')) expect(code).toBe(1);
      else expect(readFileSync(cut, 'utf8')).toBe(text);
    }
    expect(await muster({}, 'audit', 'verify', '--events', whole)).toMatchObject({
      code: 0,
      out: expect.stringContaining('1,201 in an unbroken chain'),
    });
    expect((await muster({}, 'audit', 'export', '--out', whole)).code).toBe(1);
    expect(readFileSync(whole, 'utf8')).toBe(text);
  });

  test('to a sink that fails, resets and answers late loses nothing, and goes on where it was', async () => {
    const store = await open();
    await fill(store, 2_600);
    const sink = await startSink([503, 204, 'reset', 204, 500, 'reset after', 204]);
    const waits: number[] = [];
    const acknowledged: number[] = [];

    await exportEvents(
      store.db,
      {},
      { format: 'jsonl', withClear: false, fromStart: true },
      httpsSink({
        url: new URL(sink.url),
        contentType: 'application/x-ndjson',
        token: null,
        clock: { now: () => 0, sleep: async (ms) => void waits.push(ms) },
        acknowledged: async (seq) => void acknowledged.push(seq),
        retrying: () => {},
      }),
    );

    const seqs = sink.taken.flatMap(seqsOf);
    expect([...new Set(seqs)]).toEqual(upTo(2_601));
    expect(seqs.length).toBe(2_601 + 500);
    expect(acknowledged).toEqual([500, 1_000, 1_500, 2_000, 2_500, 2_601]);
    expect(waits.length).toBe(4);
    await store.close();
  });

  test('remembers what a sink has acknowledged, sends its token and nothing else twice', async () => {
    const store = await open();
    await fill(store, 700);
    await store.close();
    const sink = await startSink([204, 403]);
    const state = join(folder, 'state.json');
    const env = { MUSTER_AUDIT_SINK_TOKEN: 'sink-secret-1234' };
    const go = () => muster(env, 'audit', 'export', '--to', sink.url, '--state', state);

    const refused = await go();
    const done = await go();
    const nothingNew = await go();

    expect([refused.code, done.code, nothingNew.code]).toEqual([1, 0, 0]);
    expect(refused.err).toContain('it answered 403');
    expect(sink.taken.flatMap(seqsOf)).toEqual(upTo(701));
    expect(new Set(sink.headers)).toEqual(new Set(['Bearer sink-secret-1234']));
    expect(JSON.stringify([refused, done])).not.toContain('sink-secret-1234');
    const elsewhere = await muster(env, 'audit', 'export', '--to', `${sink.url}/other`, '--state', state);
    expect(elsewhere).toMatchObject({ code: 2, err: expect.stringContaining('belongs to an export to') });
  });

  test('waits for a reader that is slower', async () => {
    const store = await open();
    await fill(store, 3_000);
    const slow = new PassThrough({ highWaterMark: 1_024 });
    let most = 0;
    const read: string[] = [];
    const reading = (async () => {
      for await (const chunk of slow) {
        most = Math.max(most, slow.readableLength);
        read.push(String(chunk));
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();

    await exportEvents(store.db, {}, { format: 'jsonl', withClear: false, fromStart: true }, streamSink(slow));
    slow.end();
    await reading;

    expect(seqsOf(read.join(''))).toEqual(upTo(3_001));
    expect(most).toBeLessThan(1_000_000);
    await store.close();
  });

  test('as CSV no cell is a formula, and every event is one row whatever was typed', async () => {
    const store = await open();
    await fill(store, 600);
    await store.close();

    const { code, out } = await muster({}, 'audit', 'export', '--format', 'csv', '--clear');

    expect(code).toBe(0);
    const rows: string[][] = parse(out, { bom: true });
    expect(rows.length).toBe(602);
    expect(rows.flat().filter((cell) => /^[=+\-@\t\r\n\0＝＋－＠]/.test(cell))).toEqual([]);
    expect(rows[2]?.at(-1)).toBe(`'${HOSTILE} 0`);
  });

  test('with clear texts each line opens its commitments, and a changed text is found', async () => {
    const store = await open();
    await fill(store, 3);
    await store.close();
    const path = join(folder, 'clear.jsonl');

    await muster({}, 'audit', 'export', '--clear', '--out', path);

    const text = readFileSync(path, 'utf8');
    expect(text.split('\n').length).toBe(5);
    expect(text).toContain('=cmd|calc!A1');
    expect((await muster({}, 'audit', 'verify', '--events', path)).code).toBe(0);
    writeFileSync(path, text.replace('A1', 'A2'));
    expect(await muster({}, 'audit', 'verify', '--events', path)).toMatchObject({
      code: 1,
      out: expect.stringContaining('event 2: a clear text is not the one'),
    });
  });

  test('by person, directory, request and time it is those events and no others', async () => {
    const store = await open();
    const domain = await buildDomain({ accounts: [account('1'), account('2')], store });
    const one = await domain.submitted(byId('1'));
    const two = await domain.submitted(byId('2'));
    await domain.useCases.approve(two, actor(domain.cast.alice));
    const idsOf = async (...options: string[]) => {
      const pieces: string[] = [];
      const range: Record<string, string> = Object.fromEntries([options]);
      await exportEvents(
        store.db,
        range,
        { format: 'jsonl', withClear: false, fromStart: true },
        { write: async ({ text }) => void pieces.push(text), close: async () => {} },
      );
      return new Set(
        pieces
          .join('')
          .split('\n')
          .flatMap((line) => (line === '' ? [] : [fromJsonLine(line)?.event.requestId])),
      );
    };

    expect(await idsOf('person', 'P1@acme.example')).toEqual(new Set([one]));
    expect(await idsOf('person', '2')).toEqual(new Set([two]));
    expect(await idsOf('requestId', two)).toEqual(new Set([two]));
    expect(await idsOf('directory', 'acme-prod')).toEqual(new Set([one, two]));
    expect(await idsOf('directory', 'elsewhere')).toEqual(new Set());
    await store.close();
  });

  test.each([
    [['--format', 'xml'], /one of jsonl, csv/],
    [['--since', 'yesterday'], /--since needs a day or a time/],
    [['--from', '0'], /number of an event/],
    [['--to', 'http://example.com/'], /https: address/],
    [['--to', 'https://user:pass@example.com/'], /https: address/],
    [['--out', 'a', '--to', 'https://example.com/'], /cannot be given together/],
    [['--resume'], /goes with --out/],
    [['--state', 'x'], /goes with --to/],
    [['surplus'], /takes options only/],
  ])('%j is told what would be right', async (options, said) => {
    const store = await open();
    await store.close();

    const { code, err } = await muster({}, 'audit', 'export', ...options);

    expect(code).toBe(2);
    expect(err).toMatch(said);
  });

  test('without a database it makes none, and says so', async () => {
    expect(await muster({}, 'audit', 'export')).toMatchObject({
      code: 78,
      err: expect.stringContaining('There is no database'),
    });
    expect(await muster({ DATABASE_URL: 'mysql://x' }, 'audit', 'verify')).toMatchObject({ code: 78 });
  });

  test('while Muster runs on the file it says what to do', async () => {
    const running = await open();
    await running.db.selectFrom('audit_head').selectAll().execute();

    expect(await muster({}, 'audit', 'verify')).toMatchObject({
      code: 78,
      err: expect.stringContaining('a copy of the file'),
    });
    await running.close();
  });
});

test('a sink is an https address, or on this machine', () => {
  for (const good of ['https://siem.example/x', 'http://127.0.0.1:9/x', 'http://[::1]:9/', 'http://localhost/'])
    expect(readSinkUrl(good)).not.toBe(null);
  for (const bad of ['http://siem.example/', 'ftp://127.0.0.1/', 'nonsense', 'https://a@b/', 'http://127.0.0.1.evil/'])
    expect(readSinkUrl(bad)).toBe(null);
});
