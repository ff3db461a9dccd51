import type { IncomingMessage, ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { z } from 'zod';
import { BOT_USER_ID } from './records.ts';
import type { Workspace } from './workspace.ts';

const Body = z.looseObject({
  text: z.string().default(''),
  blocks: z.array(z.record(z.string(), z.unknown())).optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).optional(),
  replace_original: z.boolean().default(false),
  delete_original: z.boolean().default(false),
  thread_ts: z.string().optional(),
});

export interface ResponseUrlDeps {
  readonly workspace: Workspace;
  readonly problemsOfMessage: (message: Readonly<Record<string, unknown>>) => readonly string[];
}

export const RESPONSE_URL_PATH = '/response/';

/**
 * `POST /response/<id>`: five posts in thirty minutes, past channel membership; replaces or removes the message it
 * belongs to, which no other method can do with an ephemeral one.
 * https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
 */
export async function handleResponseUrl(
  { workspace, problemsOfMessage }: ResponseUrlDeps,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const answer = (status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
  };
  const redeemed = workspace.redeemResponseUrl((request.url ?? '').slice(RESPONSE_URL_PATH.length));
  if (!redeemed.ok) {
    answer(404, { ok: false, error: redeemed.error });
    return;
  }
  const body = Body.safeParse(parseJson(await readText(request)));
  if (!body.success) {
    answer(400, { ok: false, error: 'invalid_payload' });
    return;
  }
  const problems = problemsOfMessage(body.data);
  if (problems.length > 0) {
    answer(400, { ok: false, error: 'invalid_blocks', response_metadata: { messages: problems } });
    return;
  }
  const { original, channel, user } = redeemed.value;
  const { text, blocks = null, response_type, replace_original, delete_original, thread_ts } = body.data;
  if (text === '' && blocks === null && !delete_original) {
    answer(400, { ok: false, error: 'no_text' });
    return;
  }
  if (delete_original) {
    if (original) workspace.remove(channel, original.ts);
  } else if (replace_original && original) workspace.update(channel, original.ts, { text, blocks });
  else {
    workspace.post({
      channel,
      user: BOT_USER_ID,
      text,
      blocks,
      threadTs: thread_ts ?? original?.threadTs ?? null,
      ephemeralTo: response_type === 'in_channel' ? null : user,
    });
  }
  answer(200, { ok: true });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
