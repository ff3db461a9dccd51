import { z } from 'zod';
import type { Courier, Delivered } from '../delivery/courier.ts';
import { mimetypeOf } from '../mimetype.ts';
import { BOT_USER_ID, type FileRecord, type Message, type OpenView } from '../records.ts';
import type { Redeemed, Workspace } from '../workspace.ts';
import { escapeCommandText } from './escape.ts';
import {
  closedPayload,
  commandPayload,
  messageActionPayload,
  messageShortcutPayload,
  submissionPayload,
  viewActionPayload,
} from './payloads.ts';
import {
  entryErrors,
  inputBlockIds,
  type StateValues,
  stateOf,
  viewState,
  withBlockIds,
  withFiles,
} from './view-state.ts';

const Blocks = z.array(z.record(z.string(), z.unknown()));
const Reply = z.looseObject({
  text: z.string().default(''),
  blocks: Blocks.optional(),
  response_type: z.enum(['ephemeral', 'in_channel']).default('ephemeral'),
});
const ViewAnswer = z.discriminatedUnion('response_action', [
  z.looseObject({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) }),
  z.looseObject({ response_action: z.literal('update'), view: z.record(z.string(), z.unknown()) }),
  z.looseObject({ response_action: z.literal('push'), view: z.record(z.string(), z.unknown()) }),
  z.looseObject({ response_action: z.literal('clear') }),
]);

export interface ClientDeps {
  readonly workspace: Workspace;
  readonly courier: () => Courier;
  /** Makes the address of a response_url. */
  readonly responseUrl: (id: string) => string;
  /** A file as the app is told of it. */
  readonly fileObject: (file: FileRecord) => Record<string, unknown>;
  /** What is wrong with a view, in Slack's words; empty when it is fine. */
  readonly problemsOfView: (view: Readonly<Record<string, unknown>>) => readonly string[];
  /** What is wrong with a message. */
  readonly problemsOfMessage: (message: Readonly<Record<string, unknown>>) => readonly string[];
}

const TROUBLE = 'We had some trouble connecting. Try again?';

/**
 * What a Slack client lets a person do, and what Slack tells them when the app does not answer. The sandbox page and the
 * tests both act through this.
 */
export class SlackClient {
  readonly #deps: ClientDeps;

  constructor(deps: ClientDeps) {
    this.#deps = deps;
  }

  /** Sends what was typed: a slash command goes to the app, anything else becomes a message. */
  async send(user: string, channel: string, text: string, threadTs: string | null = null): Promise<void> {
    if (text.startsWith('/')) await this.command(user, channel, text);
    else this.#deps.workspace.post({ channel, user, text, threadTs });
  }

  /** Puts a file into the workspace, where nobody sees it yet: for a modal's file input, by its id. */
  upload(user: string, name: string, bytes: Uint8Array): FileRecord {
    const { workspace } = this.#deps;
    const file = { id: workspace.newId('F'), name, title: name, mimetype: mimetypeOf(name), user, bytes };
    workspace.files.set(file.id, file);
    return file;
  }

  /** Shares a file in a message. */
  share(parts: {
    readonly user: string;
    readonly channel: string;
    readonly name: string;
    readonly bytes: Uint8Array;
    readonly threadTs?: string | null;
  }): Message {
    const { user, channel, name, bytes, threadTs = null } = parts;
    const files = [this.upload(user, name, bytes)];
    return this.#deps.workspace.post({ channel, user, text: '', threadTs, files });
  }

  /** Uses one of the app's entries in the menu of a message. */
  async shortcut(user: string, message: Message, callbackId: string): Promise<Delivered> {
    const { workspace, fileObject } = this.#deps;
    const original = { ts: message.ts, ephemeral: false, threadTs: message.threadTs };
    const responseUrl = this.#deps.responseUrl(
      workspace.issueResponseUrl({ channel: message.channel, user, original }),
    );
    const files = message.files.map(fileObject);
    const payload = messageShortcutPayload(workspace, { user, message, files, callbackId, responseUrl });
    return this.#deliver(user, message.channel, payload);
  }

  async command(user: string, channel: string, typed: string): Promise<void> {
    const { workspace } = this.#deps;
    const [name = '', ...rest] = typed.split(/(?<=^\S+)\s/);
    const known = workspace.manifest.commands.find(({ command }) => command === name);
    if (!known) {
      this.#slackbot(user, channel, `${name} is not a valid command.`);
      return;
    }
    const plain = rest.join(' ').trim();
    const text = known.shouldEscape ? escapeCommandText(workspace, plain) : plain;
    const responseUrl = this.#deps.responseUrl(workspace.issueResponseUrl({ channel, user, original: null }));
    const delivered = await this.#deps
      .courier()
      .deliver('slash_commands', commandPayload(workspace, { user, channel, command: name, text, responseUrl }));
    if (delivered.kind !== 'acked') {
      const error = delivered.kind === 'timeout' ? 'operation_timeout' : 'dispatch_failed';
      this.#slackbot(user, channel, `${name} failed with the error "${error}"`);
      return;
    }
    if (delivered.payload !== null) this.#reply(user, channel, typed, delivered.payload);
  }

  /** `in_channel` shows everyone the command line too. https://docs.slack.dev/interactivity/implementing-slash-commands#responding_immediate_response */
  #reply(user: string, channel: string, typed: string, payload: unknown): void {
    const reply = Reply.safeParse(payload);
    if (!reply.success || this.#deps.problemsOfMessage(reply.data).length > 0) {
      this.#slackbot(user, channel, 'The app answered with something Slack cannot show.');
      return;
    }
    const { text, blocks = null, response_type } = reply.data;
    const ephemeralTo = response_type === 'ephemeral' ? user : null;
    if (ephemeralTo === null) this.#deps.workspace.post({ channel, user, text: typed });
    if (text === '' && blocks === null) return;
    this.#deps.workspace.post({ channel, user: BOT_USER_ID, text, blocks, ephemeralTo });
  }

  /** Uses a button, select or other element of a message. */
  async act(
    user: string,
    message: Message,
    action: Readonly<Record<string, unknown>>,
    entered: StateValues = {},
  ): Promise<Delivered> {
    const { workspace } = this.#deps;
    const original = { ts: message.ts, ephemeral: message.ephemeralTo !== null, threadTs: message.threadTs };
    const responseUrl = this.#deps.responseUrl(
      workspace.issueResponseUrl({ channel: message.channel, user, original }),
    );
    const values = stateOf(message.blocks, entered);
    const payload = messageActionPayload(workspace, { user, message, action, values, responseUrl });
    return this.#deliver(user, message.channel, payload);
  }

  /** Uses an element of an open view. */
  async actInView(
    user: string,
    open: OpenView,
    action: Readonly<Record<string, unknown>>,
    entered: StateValues = {},
  ): Promise<Delivered> {
    const values = this.#viewState(open, entered);
    return this.#deliver(user, '', viewActionPayload(this.#deps.workspace, { user, open, action, values }));
  }

  async #deliver(user: string, channel: string, payload: Record<string, unknown>): Promise<Delivered> {
    const delivered = await this.#deps.courier().deliver('interactive', payload);
    if (delivered.kind !== 'acked') this.#slackbot(user, channel, 'The app did not respond. Try again?');
    return delivered;
  }

  #viewState(open: OpenView, entered: StateValues): StateValues {
    const { workspace, fileObject } = this.#deps;
    return withFiles(viewState(open.view, entered), (id) => {
      const file = workspace.files.get(id);
      return file ? fileObject(file) : null;
    });
  }

  /** Submits the top view of a person's stack and does with it what the app answers. */
  async submit(user: string, viewId: string, entered: StateValues): Promise<void> {
    const { workspace } = this.#deps;
    const open = workspace.stack(user).at(-1);
    if (open?.id !== viewId) return;
    const values = this.#viewState(open, entered);
    const wrong = entryErrors(open.view, values);
    if (Object.keys(wrong).length > 0) {
      workspace.announce({ kind: 'view-errors', user, viewId, errors: wrong });
      return;
    }
    const delivered = await this.#deps
      .courier()
      .deliver('interactive', submissionPayload(workspace, user, open, values));
    if (delivered.kind !== 'acked') {
      workspace.announce({ kind: 'view-errors', user, viewId, errors: { '': TROUBLE } });
      return;
    }
    if (delivered.payload === null) {
      workspace.closeView(user, viewId);
      return;
    }
    const answer = ViewAnswer.safeParse(delivered.payload);
    const failed = answer.success ? this.#apply(user, open, answer.data) : 'unknown response_action';
    if (failed !== null)
      workspace.announce({ kind: 'view-errors', user, viewId, errors: { '': `${TROUBLE} (${failed})` } });
  }

  /** Null when it worked, else what was wrong with the app's answer. */
  #apply(user: string, open: OpenView, answer: z.infer<typeof ViewAnswer>): string | null {
    const { workspace } = this.#deps;
    switch (answer.response_action) {
      case 'errors': {
        const inputs = inputBlockIds(open.view);
        const unknown = Object.keys(answer.errors).find((blockId) => !inputs.has(blockId));
        if (unknown !== undefined) return `no input block "${unknown}"`;
        workspace.announce({ kind: 'view-errors', user, viewId: open.id, errors: answer.errors });
        return null;
      }
      case 'update':
      case 'push': {
        const view = withBlockIds(answer.view, () => workspace.newId('b'));
        const [problem] = this.#deps.problemsOfView(answer.view);
        if (problem !== undefined) return problem;
        const done: Redeemed<OpenView> =
          answer.response_action === 'update'
            ? workspace.updateView(open.id, view, null)
            : workspace.openView(user, view, true);
        return done.ok ? null : done.error;
      }
      case 'clear':
        workspace.closeViews(user, true);
        return null;
    }
  }

  /** Cancel or × on the top view. The app hears of it only if it asked to. */
  async close(user: string, all: boolean): Promise<void> {
    const { workspace } = this.#deps;
    for (const open of workspace.closeViews(user, all).toReversed()) {
      if (open.view['notify_on_close'] === true) {
        await this.#deps.courier().deliver('interactive', closedPayload(workspace, user, open, all));
      }
    }
  }

  #slackbot(user: string, channel: string, text: string): void {
    this.#deps.workspace.announce({ kind: 'slackbot', user, channel, text });
  }
}
