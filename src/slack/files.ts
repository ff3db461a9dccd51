import { Agent, type buildConnector, type Dispatcher } from 'undici';
import { z } from 'zod';
import { MAX_BYTES, TOO } from '../uploads/limits.ts';
import { FileRefused } from '../uploads/refused.ts';
import { fileAddress } from './file-address.ts';

/** https://docs.slack.dev/reference/objects/file-object */
export const SlackFile = z.object({
  mode: z.string(),
  is_external: z.boolean().default(false),
  /** Bytes, as Slack announces them. */
  size: z.number().nonnegative().nullish().catch(null),
  url_private: z.string().nullish(),
  url_private_download: z.string().nullish(),
});
export type SlackFile = z.infer<typeof SlackFile>;

export type OpenedFile =
  /**
   * To be read once, and to the end or given up by leaving the loop. Reading throws FileRefused when more comes than
   * allowed, and FileUnavailable when the connection breaks or time is up.
   */
  | { readonly kind: 'open'; readonly bytes: AsyncIterable<Uint8Array> }
  /** `reason` is a sentence for whoever uploaded the file. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Slack could not be asked for a file, or the file stopped arriving. Another try may fare better. */
export class FileUnavailable extends Error {
  override readonly name = 'FileUnavailable';
}

/** All in milliseconds. */
export interface FileTimeouts {
  readonly connectMs: number;
  readonly headersMs: number;
  /** Between two pieces. */
  readonly bodyMs: number;
  /** From the request to the last piece. */
  readonly totalMs: number;
}

export const FILE_TIMEOUTS: FileTimeouts = { connectMs: 5_000, headersMs: 10_000, bodyMs: 10_000, totalMs: 60_000 };

export interface OpenSlackFile {
  readonly file: SlackFile;
  readonly apiUrl: string;
  readonly botToken: string;
  readonly timeouts: FileTimeouts;
  readonly signal: AbortSignal;
  /** How connections are made; by default as undici makes them. */
  readonly connect?: buildConnector.connector;
}

const WHY = {
  elsewhere: 'This file is not kept by Slack. Upload the file itself.',
  login: 'Slack does not let the bot read files: files:read is missing among its scopes.',
  gone: 'Slack no longer has this file.',
  encoded: 'Slack sent this file in a form that the bot does not read.',
} as const;

/** What Slack keeps itself: uploads, and text pasted as a snippet. All else (`external`, `remote`, canvases) is not a file. */
const KEPT_BY_SLACK: ReadonlySet<string> = new Set(['hosted', 'snippet']);

/**
 * Asks Slack for a file. The bot's token goes nowhere but to `fileAddress`, and no redirect is followed: anybody can make
 * Slack describe a file that lies somewhere else. Throws FileUnavailable. Neither address nor name is in any error.
 */
export async function openSlackFile(wanted: OpenSlackFile): Promise<OpenedFile> {
  const { file, apiUrl, timeouts } = wanted;
  const address = fileAddress(file.url_private_download ?? file.url_private ?? '', apiUrl);
  if (!KEPT_BY_SLACK.has(file.mode) || file.is_external || address === null) return refused(WHY.elsewhere);
  if ((file.size ?? 0) > MAX_BYTES) return refused(TOO.large);

  const agent = new Agent({
    connect: wanted.connect ?? { timeout: timeouts.connectMs },
    headersTimeout: timeouts.headersMs,
    bodyTimeout: timeouts.bodyMs,
    allowH2: false,
  });
  const answer = await ask(agent, address, wanted).catch(async (error: unknown) => {
    await agent.destroy();
    throw unavailable(error);
  });
  const reason = whyNot(answer);
  if (reason === null) return { kind: 'open', bytes: piecesOf(answer, agent) };
  await discard(answer, agent);
  if (reason === UNAVAILABLE) throw new FileUnavailable(`Slack answered ${answer.statusCode} to a request for a file`);
  return refused(reason);
}

const refused = (reason: string): OpenedFile => ({ kind: 'refused', reason });

function ask(
  agent: Agent,
  address: URL,
  { botToken, timeouts, signal }: OpenSlackFile,
): Promise<Dispatcher.ResponseData> {
  return agent.request({
    origin: address.origin,
    path: address.pathname + address.search,
    method: 'GET',
    headers: { authorization: `Bearer ${botToken}`, 'accept-encoding': 'identity' },
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeouts.totalMs)]),
  });
}

const UNAVAILABLE = Symbol('unavailable');

/** Null when the answer is the file. Without the scope Slack answers with, or leads to, its page for signing in. */
function whyNot({ statusCode, headers }: Dispatcher.ResponseData): string | typeof UNAVAILABLE | null {
  if (statusCode === 404 || statusCode === 410) return WHY.gone;
  if (statusCode === 401 || statusCode === 403 || (statusCode >= 300 && statusCode < 400)) return WHY.login;
  if (statusCode !== 200) return UNAVAILABLE;
  if (/^text\/html\b/i.test(String(headers['content-type'] ?? '').trim())) return WHY.login;
  if (!['', 'identity'].includes(String(headers['content-encoding'] ?? '').toLowerCase())) return WHY.encoded;
  return Number(headers['content-length'] ?? 0) > MAX_BYTES ? TOO.large : null;
}

async function* piecesOf({ body }: Dispatcher.ResponseData, agent: Agent): AsyncGenerator<Uint8Array> {
  let size = 0;
  try {
    for await (const piece of body as AsyncIterable<Uint8Array>) {
      size += piece.length;
      if (size > MAX_BYTES) throw new FileRefused(TOO.large, null);
      yield piece;
    }
  } catch (error) {
    throw error instanceof FileRefused ? error : unavailable(error);
  } finally {
    await agent.destroy();
  }
}

async function discard({ body }: Dispatcher.ResponseData, agent: Agent): Promise<void> {
  body.on('error', () => {});
  body.destroy();
  await agent.destroy();
}

/** Keeps an error's code or class, never its text, which may quote the address. */
function unavailable(error: unknown): FileUnavailable {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  return new FileUnavailable(
    `A file did not arrive from Slack (${code ?? (error instanceof Error ? error.name : 'unknown')})`,
  );
}
