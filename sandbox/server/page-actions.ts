import { timingSafeEqual } from 'node:crypto';
import { text as readText } from 'node:stream/consumers';
import { z } from 'zod';
import { FAULT_PLACES, type PageFault } from '../page/protocol.ts';
import type { SlackClient } from '../slack/person/client.ts';
import type { StateValues } from '../slack/person/view-state.ts';
import type { Workspace } from '../slack/workspace.ts';
import type { Route } from './server.ts';

export interface PageActionsDeps {
  readonly workspace: Workspace;
  readonly client: SlackClient;
  readonly token: string;
  readonly setFault: (where: PageFault['where'], id: string, count: number) => boolean;
  readonly reset: () => void;
}

const State: z.ZodType<StateValues> = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown())));
const Page = { as: z.string(), tab: z.string() };
/** The bodies of PageRequests in ../page/protocol.ts. */
const BODIES = {
  send: z.object({ ...Page, channel: z.string(), text: z.string().min(1), threadTs: z.string().optional() }),
  action: z.object({
    ...Page,
    container: z.union([z.object({ channel: z.string(), ts: z.string() }), z.object({ viewId: z.string() })]),
    action: z.record(z.string(), z.unknown()),
    state: State,
  }),
  'view-submit': z.object({ ...Page, viewId: z.string(), state: State }),
  'view-close': z.object({ ...Page, viewId: z.string(), all: z.boolean() }),
  upload: z.object({ ...Page, name: z.string().min(1), base64: z.base64() }),
  share: z.object({
    ...Page,
    channel: z.string(),
    name: z.string().min(1),
    base64: z.base64(),
    threadTs: z.string().optional(),
  }),
  shortcut: z.object({ ...Page, channel: z.string(), ts: z.string(), callbackId: z.string() }),
  'open-dm': z.object({ ...Page, user: z.string() }),
  fault: z.object({ where: z.enum(FAULT_PLACES), id: z.string(), count: z.int().min(0) }),
  reset: z.object({}),
} as const;

type Answer = Readonly<Record<string, unknown>> | { readonly error: string };

const DONE: Answer = { ok: true };
const no = (error: string): Answer => ({ error });

/** `POST /ui/<name>`: what a person does on the page. `GET /ui/file/…`: a file they download. */
export function createPageActions(deps: PageActionsDeps): Route {
  const { workspace, client } = deps;

  const shownTo = (user: string, channel: string, ts: string) =>
    workspace.visibleTo(user).find((message) => message.channel === channel && message.ts === ts);

  const act = async (name: string, json: unknown): Promise<Answer> => {
    switch (name) {
      case 'send': {
        const { as, channel, text, threadTs } = BODIES.send.parse(json);
        if (workspace.channels.get(channel)?.members.has(as) !== true) return no('not_in_channel');
        if (threadTs !== undefined && text.startsWith('/')) {
          workspace.announce({
            kind: 'slackbot',
            user: as,
            channel,
            text: 'Slash commands are not supported in threads. Sorry!',
          });
          return DONE;
        }
        await client.send(as, channel, text, threadTs ?? null);
        return DONE;
      }
      case 'action': {
        const { as, container, action, state } = BODIES.action.parse(json);
        if ('viewId' in container) {
          const open = workspace.view(container.viewId);
          if (open?.user !== as) return no('view_not_found');
          await client.actInView(as, open, action, state);
          return DONE;
        }
        const message = shownTo(as, container.channel, container.ts);
        if (!message) return no('message_not_found');
        await client.act(as, message, action, state);
        return DONE;
      }
      case 'view-submit': {
        const { as, viewId, state } = BODIES['view-submit'].parse(json);
        await client.submit(as, viewId, state);
        return DONE;
      }
      case 'view-close': {
        const { as, all } = BODIES['view-close'].parse(json);
        await client.close(as, all);
        return DONE;
      }
      case 'upload': {
        const { as, name: fileName, base64 } = BODIES.upload.parse(json);
        const { id, bytes } = client.upload(as, fileName, Buffer.from(base64, 'base64'));
        return { ok: true, file: { id, name: fileName, size: bytes.byteLength } };
      }
      case 'share': {
        const { as, channel, name: fileName, base64, threadTs = null } = BODIES.share.parse(json);
        if (workspace.channels.get(channel)?.members.has(as) !== true) return no('not_in_channel');
        client.share({ user: as, channel, name: fileName, bytes: Buffer.from(base64, 'base64'), threadTs });
        return DONE;
      }
      case 'shortcut': {
        const { as, channel, ts, callbackId } = BODIES.shortcut.parse(json);
        const message = shownTo(as, channel, ts);
        if (!message || message.ephemeralTo !== null) return no('message_not_found');
        await client.shortcut(as, message, callbackId);
        return DONE;
      }
      case 'open-dm': {
        const { as, user } = BODIES['open-dm'].parse(json);
        return { ok: true, channel: workspace.openDm(as, user).id };
      }
      case 'fault': {
        const { where, id, count } = BODIES.fault.parse(json);
        return deps.setFault(where, id, count) ? DONE : no('unknown_fault');
      }
      case 'reset':
        deps.reset();
        return DONE;
      default:
        return no('unknown_request');
    }
  };

  const isOurs = (given: string | string[] | undefined): boolean => {
    const [theirs, ours] = [Buffer.from(String(given ?? '')), Buffer.from(deps.token)];
    return theirs.length === ours.length && timingSafeEqual(theirs, ours);
  };

  return async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (!pathname.startsWith('/ui/')) return false;
    const json = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
    };
    if (request.method === 'GET') {
      const file = workspace.files.get(pathname.split('/')[3] ?? '');
      if (!file) return false;
      response.writeHead(200, {
        'content-type': file.mimetype,
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`,
        'x-content-type-options': 'nosniff',
      });
      response.end(file.bytes);
      return true;
    }
    if (request.method !== 'POST') return false;
    if (!isOurs(request.headers['x-sandbox-token'])) {
      json(403, { ok: false, error: 'bad_token' });
      return true;
    }
    try {
      const answer = await act(pathname.slice('/ui/'.length), JSON.parse(await readText(request)));
      if ('error' in answer) json(400, { ok: false, ...answer });
      else json(200, answer);
    } catch (error) {
      if (!(error instanceof z.ZodError) && !(error instanceof SyntaxError)) throw error;
      json(400, { ok: false, error: 'invalid_request' });
    }
    return true;
  };
}
