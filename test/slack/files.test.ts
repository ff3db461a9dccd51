import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect as tcpConnect } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FILE_TIMEOUTS, FileUnavailable, openSlackFile, SlackFile } from '../../src/slack/files.ts';
import { MAX_BYTES } from '../../src/uploads/limits.ts';

const TOKEN = 'xoxb-sandbox-under-test';
const SLACK = 'https://slack.com/api/';

interface Seen {
  readonly host: string;
  readonly authorization: string | undefined;
}

/** A far end on this machine that writes down what reaches it. */
async function openSink(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    seen.push({ host: request.headers.host ?? '', authorization: request.headers.authorization });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    seen,
    port,
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}

type Sink = Awaited<ReturnType<typeof openSink>>;

const CSV = 'email\nalice@example.com\n';
let respond: (request: IncomingMessage, response: ServerResponse) => void;
let slack: Sink;
let stranger: Sink;

beforeEach(async () => {
  respond = (_, response) => response.writeHead(200, { 'content-type': 'text/csv' }).end(CSV);
  slack = await openSink((request, response) => respond(request, response));
  stranger = await openSink((_, response) => response.end(CSV));
});

afterEach(async () => {
  await slack.close();
  await stranger.close();
});

const api = () => `${slack.origin}/api/`;
const aFile = (over: Readonly<Record<string, unknown>> = {}): SlackFile =>
  SlackFile.parse({
    mode: 'hosted',
    is_external: false,
    size: CSV.length,
    url_private: `${slack.origin}/files-pri/F1/people.csv`,
    url_private_download: `${slack.origin}/files-pri/F1/people.csv?download`,
    ...over,
  });

const open = (file: SlackFile, over: Partial<Parameters<typeof openSlackFile>[0]> = {}) =>
  openSlackFile({
    file,
    apiUrl: api(),
    botToken: TOKEN,
    timeouts: FILE_TIMEOUTS,
    signal: new AbortController().signal,
    ...over,
  });

async function contentOf(file: SlackFile, over: Partial<Parameters<typeof openSlackFile>[0]> = {}): Promise<string> {
  const opened = await open(file, over);
  if (opened.kind === 'refused') throw new Error(opened.reason);
  const pieces: Uint8Array[] = [];
  for await (const piece of opened.bytes) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

/** Whoever is asked for, the sink answers; who was asked for is written down. */
function connectTo(sink: Sink) {
  const hosts: string[] = [];
  const connect: NonNullable<Parameters<typeof openSlackFile>[0]['connect']> = (
    { protocol, hostname, port },
    callback,
  ) => {
    hosts.push(`${protocol}//${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`);
    const socket = tcpConnect(sink.port, '127.0.0.1', () => callback(null, socket));
    socket.once('error', (error) => callback(error, null));
  };
  return { hosts, connect };
}

describe('a file that Slack keeps', () => {
  it('is downloaded with the token', async () => {
    expect(await contentOf(aFile())).toBe(CSV);

    expect(slack.seen).toEqual([{ host: `127.0.0.1:${slack.port}`, authorization: `Bearer ${TOKEN}` }]);
  });

  it.each([
    [SLACK, 'files.slack.com'],
    ['https://slack-gov.com/api/', 'files.slack-gov.com'],
  ])('is asked for at the host that belongs to %s, and at no other', async (apiUrl, host) => {
    const { hosts, connect } = connectTo(slack);
    const address = `https://${host}/files-pri/T1-F1/download/people.csv`;

    expect(await contentOf(aFile({ url_private_download: address }), { apiUrl, connect })).toBe(CSV);

    for (const other of ['https://files.slack.com/x', 'https://files.slack-gov.com/x', 'https://slack.com/x']) {
      if (other.includes(`//${host}/`)) continue;
      const answer = await open(aFile({ url_private_download: other }), { apiUrl, connect });
      expect(answer.kind).toBe('refused');
    }
    expect(hosts).toEqual([`https://${host}:443`]);
  });

  it('is closed when its reader has seen enough', async () => {
    const closed = new Promise<void>((resolve) => {
      respond = (_, response) => {
        response.once('close', resolve);
        response.write(CSV);
      };
    });
    const opened = await open(aFile());

    if (opened.kind === 'open') for await (const _ of opened.bytes) break;

    await closed;
  });
});

describe('the token stays with Slack', () => {
  it.each(['external', 'remote', 'space', ''])('a file of mode “%s” is refused unasked', async (mode) => {
    expect(await open(aFile({ mode }))).toEqual({
      kind: 'refused',
      reason: 'This file is not kept by Slack. Upload the file itself.',
    });
    expect(await open(aFile({ is_external: true }))).toMatchObject({ kind: 'refused' });
    expect(slack.seen).toEqual([]);
  });

  it('a redirect is not followed', async () => {
    respond = (_, response) => response.writeHead(302, { location: `${stranger.origin}/files-pri/F1/x` }).end();

    expect(await open(aFile())).toMatchObject({ kind: 'refused' });
    expect(stranger.seen).toEqual([]);
  });

  /** Everything that looks a little like the right address. */
  const variants = () => {
    const right = ['files.slack.com', `127.0.0.1:${slack.port}`];
    const wrong = [
      `127.0.0.1:${stranger.port}`,
      `localhost:${slack.port}`,
      `localhost:${stranger.port}`,
      `[::1]:${slack.port}`,
      `[::ffff:127.0.0.1]:${stranger.port}`,
      `[::ffff:7f00:1]:${slack.port}`,
      `2130706433:${stranger.port}`,
      `0x7f000001:${stranger.port}`,
      `0177.0.0.1:${stranger.port}`,
      `127.1:${stranger.port}`,
      `127.0.0.1.:${stranger.port}`,
      '127.0.0.1',
      '169.254.169.254',
      'evil.example',
      'files.slack.com.evil.example',
      'files.slack.com.',
      'files.slack.com:8443',
      'files.slack.com:80',
      'xfiles.slack.com',
      'a.files.slack.com',
      'files-slack.com',
      'slack.com',
      'hooks.slack.com',
      'files.slack.co',
      'files.slack.comm',
      'files.slаck.com',
      'files.ѕlack.com',
      'files.slack.com\u00ad.evil.example',
      'files。slack。com.evil.example',
      'files.slack.com%2eevil.example',
      'files.slack.com%00.evil.example',
      'files.slack-gov.com',
    ];
    const around = [
      (a: string, b: string) => `https://${b}/${a}`,
      (_: string, b: string) => `https://${b}`,
      (a: string, b: string) => `http://${b}/files-pri/F1/x?${a}`,
      (a: string, b: string) => `https://${a}@${b}/x`,
      (a: string, b: string) => `http://${a}@${b}/x`,
      (a: string, b: string) => `https://user:${a.replace(':', '')}@${b}/x`,
      (a: string, b: string) => `http://${b}\\@${a}/x`,
      (a: string, b: string) => `http://${b}#@${a}/x`,
      (a: string, b: string) => `//${b}/${a}`,
      (a: string, b: string) => ` HTTP://${b.toUpperCase()}/${a}`,
      (a: string, b: string) => `http:\\\\${b}\\${a}`,
      (a: string, b: string) => `h\ttt\np://${b}/${a}`,
      (a: string, b: string) => `ftp://${b}/${a}`,
    ];
    return right.flatMap((a) => wrong.flatMap((b) => around.map((write) => write(a, b))));
  };

  it.each(['slack', 'loopback'])('whatever an address looks like (%s)', async (where) => {
    const apiUrl = where === 'slack' ? SLACK : api();
    const allowed = where === 'slack' ? 'https://files.slack.com:443' : `http://127.0.0.1:${slack.port}`;
    const { hosts, connect } = connectTo(stranger);
    const texts = variants();

    expect(texts.length).toBeGreaterThan(500);
    for (const text of texts) {
      const answer = await open(aFile({ url_private_download: text }), { apiUrl, connect });
      expect(`${text} ${answer.kind}`).toBe(`${text} refused`);
    }

    expect(hosts).toEqual([]);
    expect([...stranger.seen, ...slack.seen]).toEqual([]);
    // The same sink does see the token when the address is right.
    await contentOf(aFile({ url_private_download: `${allowed}/x` }), { apiUrl, connect });
    expect(hosts).toEqual([allowed]);
    expect(stranger.seen).toMatchObject([{ authorization: `Bearer ${TOKEN}` }]);
  });

  it('whatever else an address may be made of', async () => {
    const { hosts, connect } = connectTo(stranger);
    const piece = fc.constantFrom(
      'https:',
      'http:',
      '//',
      '/',
      '\\',
      '@',
      ':',
      '.',
      '#',
      '?',
      '%40',
      '%2f',
      'files.slack.com',
      'slack.com',
      'evil.example',
      '127.0.0.1',
      '[::1]',
      '443',
      '80',
      'ﬁles',
      '。',
      '\t',
      '\n',
      ' ',
      'FILES',
      'x',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 10 }), async (pieces) => {
        const text = pieces.join('');
        const opened = await open(aFile({ url_private_download: text }), { apiUrl: SLACK, connect });
        if (opened.kind === 'open') for await (const _ of opened.bytes);
      }),
      { numRuns: 2_000, examples: [[['https:', '//', 'files.slack.com', '/', 'x']]] },
    );

    expect(new Set(hosts)).toEqual(new Set(['https://files.slack.com:443']));
  });
});

describe('what is no file', () => {
  it.each([
    ['a page for signing in', 200, { 'content-type': 'text/html; charset=utf-8' }, 'files:read'],
    ['the way to that page', 302, { location: 'https://example.slack.com/?redir=x' }, 'files:read'],
    ['a refusal', 403, {}, 'files:read'],
    ['nothing', 404, {}, 'no longer'],
    ['a compressed body', 200, { 'content-encoding': 'gzip' }, 'form'],
    ['too long a body, as announced', 200, { 'content-length': String(MAX_BYTES + 1) }, '5 MB'],
  ])('%s', async (_, status, headers, words) => {
    respond = (_request, response) => {
      response.writeHead(status, headers);
      response.flushHeaders();
      response.end();
    };

    expect(await open(aFile())).toEqual({ kind: 'refused', reason: expect.stringContaining(words) });
  });

  it('is refused unasked when Slack itself announces too much', async () => {
    expect(await open(aFile({ size: MAX_BYTES + 1 }))).toEqual({
      kind: 'refused',
      reason: 'The file is larger than 5 MB.',
    });
    expect(slack.seen).toEqual([]);
  });

  it('is cut off at the limit when it never ends', async () => {
    let sent = 0;
    respond = (_, response) => {
      const more = () => {
        while (!response.destroyed) {
          sent += 65_536;
          if (!response.write(Buffer.alloc(65_536, 'a'))) return void response.once('drain', more);
        }
      };
      more();
    };

    await expect(contentOf(aFile({ size: null }))).rejects.toThrow('The file is larger than 5 MB.');

    expect(sent).toBeGreaterThan(MAX_BYTES);
  });
});

describe('a file that does not arrive', () => {
  const failure = (over: Partial<Parameters<typeof openSlackFile>[0]> = {}, file = aFile()) =>
    contentOf(file, over).then(
      () => null,
      (error: unknown) => error,
    );

  it.each([500, 429, 206, 204])('because Slack answers %i may be tried again', async (status) => {
    respond = (_, response) => response.writeHead(status).end();

    expect(await failure()).toBeInstanceOf(FileUnavailable);
  });

  it('because the connection breaks in the middle may be tried again', async () => {
    respond = (_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('email\n', () => response.destroy());
    };

    expect(await failure()).toBeInstanceOf(FileUnavailable);
  });

  it('because nobody answers in time may be tried again', async () => {
    respond = () => {};

    expect(await failure({ timeouts: { ...FILE_TIMEOUTS, totalMs: 50 } })).toBeInstanceOf(FileUnavailable);
  });

  it('because it is no longer wanted says so', async () => {
    const stop = new AbortController();
    respond = (_, response) => {
      response.write('email\n');
      stop.abort();
    };

    expect(await failure({ signal: stop.signal })).toBeInstanceOf(FileUnavailable);
  });

  it('tells neither its address nor the token', async () => {
    const gone = await openSink(() => {});
    await gone.close();
    const address = `${gone.origin}/files-pri/F1/secret-name.csv`;
    const error = await failure({ apiUrl: `${gone.origin}/api/` }, aFile({ url_private_download: address }));

    expect(error).toBeInstanceOf(FileUnavailable);
    const told = error instanceof Error ? `${error.stack} ${JSON.stringify(error)} ${String(error.cause)}` : '';
    expect(told).toContain('ECONNREFUSED');
    for (const secret of ['secret-name', String(gone.port), TOKEN]) expect(told).not.toContain(secret);
  });
});
