import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Workspace } from '../workspace.ts';
import { scopeProblem, type Tokens, tokenProblem } from './access.ts';
import { type Answer, type Result, refuse } from './answer.ts';
import type { Ending, WebApiFaultDesk } from './faults.ts';
import { FILES_PATH, receiveUpload, sendFile, UPLOAD_PATH } from './file-routes.ts';
import type { Context, Method, RawArguments, Validate } from './method.ts';
import { methods } from './methods/catalogue.ts';
import { type Call, readBody, readCall } from './read-call.ts';

export interface WebApiOptions {
  readonly workspace: Workspace;
  readonly tokens: Tokens;
  /** Makes an address good for one Socket Mode connection. */
  readonly openSocket: () => string;
  readonly validate: Validate;
  readonly faults: WebApiFaultDesk;
  /** Where this stand-in is reached: `http://127.0.0.1:<port>`. */
  readonly baseUrl: () => string;
}

/** A call that was served, whether or not the app got to hear of it. */
export interface ServedCall {
  /** Milliseconds since 1970, when it came in. */
  readonly at: number;
  readonly method: string;
  readonly ok: boolean;
  /** Null when it worked. */
  readonly error: string | null;
  /** Ids of the faults that took part. */
  readonly faults: readonly string[];
  /** As sent, without the token. */
  readonly args: RawArguments;
}

export interface WebApi {
  /** Oldest first. */
  readonly calls: readonly ServedCall[];
  /** Answers what unsubscribes. */
  onCall(listener: (call: ServedCall) => void): () => void;
  /** False when the path is not one of the Web API's. Never rejects for what a client sends. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
}

const API_PATH = '/api/';

/** Slack's Web API as documented, over a workspace in memory: `/api/<method>`, `/upload/<id>`, `/files-pri/<id>/<name>`. */
export function createWebApi(options: WebApiOptions): WebApi {
  const { workspace, tokens, faults } = options;
  const { clock } = workspace;
  const context: Context = { ...options, uploads: new Map() };
  const calls: ServedCall[] = [];
  const listeners = new Set<(call: ServedCall) => void>();

  const serve = async (request: IncomingMessage, response: ServerResponse, name: string, url: URL): Promise<void> => {
    const at = clock.now();
    const call = await readCall(request, url, await readBody(request));
    const method = methods.get(name);
    const { ids, delayMs, ending } = faults.plan(name, method?.changes ?? false);
    if (delayMs > 0) await clock.sleep(delayMs);
    const isSpared = ending === null || (ending.kind === 'lost' && ending.when === 'after-effect');
    const answer = isSpared ? answerTo(context, tokens, method, call) : refuse(outcomeOf(ending));
    const args = call.ok ? call.value.args : {};
    const served = { at, method: name, ok: answer.ok, error: answer.ok ? null : answer.error, faults: ids, args };
    calls.push(served);
    for (const listener of listeners) listener(served);
    if (ending === null || ending.kind === 'refused') send(response, answer, headersFor(workspace, method));
    else endBadly(response, ending);
  };

  return {
    calls,
    onCall(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async handle(request, response) {
      const url = URL.parse(request.url ?? '/', 'http://localhost');
      if (!url) return false;
      const rest = (prefix: string) => (url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : null);
      const [name, uploadId, filePath] = [rest(API_PATH), rest(UPLOAD_PATH), rest(FILES_PATH)];
      if (name !== null) await unlessGone(request, serve(request, response, name, url));
      else if (uploadId !== null)
        await unlessGone(request, receiveUpload(context.uploads, request, response, uploadId));
      else if (filePath !== null) sendFile(workspace, tokens.bot, request, response, filePath.split('/')[0] ?? '');
      else return false;
      return true;
    },
  };
}

/** A client that goes away in the middle of its request has asked nothing. */
async function unlessGone(request: IncomingMessage, served: Promise<void>): Promise<void> {
  await served.catch((error: unknown) => {
    if (request.complete) throw error;
  });
}

function answerTo(context: Context, tokens: Tokens, method: Method | undefined, call: Result<Call>): Answer {
  if (!method) return refuse('unknown_method');
  if (!call.ok) return call;
  const { token, args } = call.value;
  const problem =
    (method.token === 'none' ? null : tokenProblem(tokens, token, method.token)) ??
    scopeProblem(context.workspace, method.scopes);
  return problem ?? method.answer(args, context);
}

/** What the record of calls says instead of an error of the method's. */
function outcomeOf(ending: Ending): string {
  switch (ending.kind) {
    case 'refused':
      return ending.error;
    case 'throttled':
      return 'ratelimited';
    case 'lost':
      return 'connection_lost';
    case 'http':
      return `http_${ending.status}`;
  }
}

/** https://docs.slack.dev/apis/web-api/: what the token may do and the method asks for. */
const headersFor = ({ manifest }: Workspace, method: Method | undefined) => ({
  'x-oauth-scopes': [...manifest.scopes].join(','),
  'x-accepted-oauth-scopes': method?.scopes.join(',') ?? '',
  'x-slack-req-id': randomUUID().replaceAll('-', ''),
});

const JSON_TYPE = 'application/json; charset=utf-8';

function send(response: ServerResponse, answer: Answer, headers: Readonly<Record<string, string>>): void {
  response.writeHead(200, { ...headers, 'content-type': JSON_TYPE }).end(JSON.stringify(answer));
}

function endBadly(response: ServerResponse, ending: Exclude<Ending, { kind: 'refused' }>): void {
  switch (ending.kind) {
    case 'throttled': {
      const wait = ending.retryAfterS === null ? {} : { 'retry-after': String(ending.retryAfterS) };
      response.writeHead(429, { ...wait, 'content-type': JSON_TYPE }).end('{"ok":false,"error":"ratelimited"}');
      return;
    }
    case 'lost':
      response.socket?.resetAndDestroy();
      return;
    case 'http':
      response.writeHead(ending.status, { 'content-type': ending.contentType }).end(ending.body);
  }
}
