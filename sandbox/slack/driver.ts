import type { SlackClient } from './person/client.ts';
import type { StateValues } from './person/view-state.ts';
import type { Message, OpenView } from './records.ts';
import type { Change, Workspace } from './workspace.ts';

type Json = Readonly<Record<string, unknown>>;

/** How long a test waits for what should happen within moments. Generous: it only decides how late a failure is told. */
const PATIENCE_MS = 15_000;

/** An element of a message or view that can be used, with the block it stands in. */
interface FoundElement {
  readonly blockId: string;
  readonly element: Json;
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

function elementsOf(blocks: readonly Json[]): readonly FoundElement[] {
  return blocks.flatMap((block) => {
    const blockId = typeof block['block_id'] === 'string' ? block['block_id'] : '';
    const candidates = [
      block['accessory'],
      block['element'],
      ...(Array.isArray(block['elements']) ? block['elements'] : []),
    ];
    return candidates.filter(isJson).map((element) => ({ blockId, element }));
  });
}

const labelOf = ({ element }: FoundElement): string => (isJson(element['text']) ? String(element['text']['text']) : '');

/** Fails when there is no such input. */
function stateByIds(blocks: readonly Json[], entered: Readonly<Record<string, Json>>): StateValues {
  const values: Record<string, Record<string, Json>> = {};
  const missing = new Set(Object.keys(entered));
  for (const { blockId, element } of elementsOf(blocks)) {
    const actionId = String(element['action_id'] ?? '');
    const state = entered[blockId] ?? entered[actionId];
    if (state) values[blockId] = { [actionId]: state };
    missing.delete(blockId);
    missing.delete(actionId);
  }
  if (missing.size > 0) throw new Error(`The modal has no input ${[...missing].join(', ')}`);
  return values;
}

/** Every text a person could read in a message or view. */
export function readableText(part: unknown): string {
  if (typeof part === 'string') return '';
  if (Array.isArray(part)) return part.map(readableText).filter(Boolean).join('\n');
  if (!isJson(part)) return '';
  const own = typeof part['text'] === 'string' ? [part['text']] : [];
  return [...own, ...Object.values(part).map(readableText)].filter(Boolean).join('\n');
}

/** Plays people in a workspace: what a test does instead of moving a mouse. */
export class Driver {
  readonly workspace: Workspace;
  readonly #client: SlackClient;
  readonly #notes: Extract<Change, { kind: 'slackbot' | 'view-errors' }>[] = [];

  constructor(workspace: Workspace, client: SlackClient) {
    this.workspace = workspace;
    this.#client = client;
    workspace.onChange((change) => {
      if (change.kind === 'slackbot' || change.kind === 'view-errors') this.#notes.push(change);
    });
  }

  /** What Slack itself told people, and field errors of modals, in order. */
  get notes(): readonly Extract<Change, { kind: 'slackbot' | 'view-errors' }>[] {
    return this.#notes;
  }

  as(user: string): Player {
    return new Player(this, this.#client, user);
  }

  /** The messages of a channel outside threads. */
  messagesIn(channel: string): readonly Message[] {
    return this.workspace.history(channel).filter(({ threadTs, ts }) => threadTs === null || threadTs === ts);
  }

  threadOf({ channel, ts }: Pick<Message, 'channel' | 'ts'>): readonly Message[] {
    return this.workspace.history(channel).filter(({ threadTs, ts: own }) => threadTs === ts && own !== ts);
  }

  /** Resolves with what `look` finds, as soon as it finds something. Fails with what was last seen. */
  async waitFor<T>(what: string, look: () => T | null | undefined | false, patienceMs = PATIENCE_MS): Promise<T> {
    const found = look();
    if (found) return found;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const end = this.workspace.onChange(() => {
      // A look that throws is the test's failure, not that of whoever caused the change.
      try {
        const seen = look();
        if (seen) resolve(seen);
      } catch (error) {
        reject(error);
      }
    });
    const late = setTimeout(() => {
      reject(new Error(`Waited for ${what}, and it did not happen. Seen: ${JSON.stringify(this.#seen(), null, 1)}`));
    }, patienceMs);
    try {
      return await promise;
    } finally {
      clearTimeout(late);
      end();
    }
  }

  #seen() {
    const all = [...this.workspace.channels.keys()].flatMap((channel) => this.workspace.history(channel));
    return {
      messages: all.slice(-8).map(({ channel, threadTs, text }) => ({ channel, threadTs, text })),
      notes: this.#notes.slice(-5),
    };
  }
}

export class Player {
  readonly user: string;
  readonly #driver: Driver;
  readonly #client: SlackClient;

  constructor(driver: Driver, client: SlackClient, user: string) {
    this.#driver = driver;
    this.#client = client;
    this.user = user;
  }

  command(channel: string, text: string): Promise<void> {
    return this.#client.command(this.user, channel, text);
  }

  /** Messages only this person sees, newest last. */
  ephemerals(): readonly Message[] {
    return this.#driver.workspace.visibleTo(this.user).filter(({ ephemeralTo }) => ephemeralTo === this.user);
  }

  /** What the app told this person directly. */
  directMessages(): readonly Message[] {
    const dm = [...this.#driver.workspace.channels.values()].find(
      ({ kind, members }) => kind === 'dm' && members.has(this.user),
    );
    return dm ? this.#driver.workspace.history(dm.id) : [];
  }

  /** Clicks the button with this text or action id. The message is looked up again: a person clicks what stands there now. */
  async click(message: Message, button: string): Promise<void> {
    const now = this.#driver.workspace
      .visibleTo(this.user)
      .find(({ channel, ts }) => channel === message.channel && ts === message.ts);
    if (!now) throw new Error(`${this.user} does not see this message: ${message.text}`);
    await this.clickAsShown(now, button);
  }

  /** Clicks in a client that has not yet heard of later changes: `message` as it was when it was read. */
  async clickAsShown(message: Message, button: string): Promise<void> {
    const found = elementsOf(message.blocks ?? []).find(
      (one) => labelOf(one) === button || one.element['action_id'] === button,
    );
    if (!found)
      throw new Error(
        `There is no button “${button}”; there are: ${
          elementsOf(message.blocks ?? [])
            .map(labelOf)
            .join(', ') || 'none'
        }`,
      );
    const { type, action_id, value, text, style } = found.element;
    await this.#client.act(this.user, message, { type, action_id, block_id: found.blockId, value, text, style });
  }

  /** Shares a file in a channel. */
  uploadMessage(channel: string, name: string, bytes: Uint8Array | string): Message {
    return this.#client.share({ user: this.user, channel, name, bytes: Buffer.from(bytes) });
  }

  /** A file for a modal's file input, as the state to submit. */
  attach(name: string, bytes: Uint8Array | string): Json {
    const { id } = this.#client.upload(this.user, name, Buffer.from(bytes));
    return { type: 'file_input', files: [{ id, name }] };
  }

  /** Uses an entry of a message's menu, by its callback id. */
  async shortcut(message: Message, callbackId: string): Promise<void> {
    const { messageShortcuts } = this.#driver.workspace.manifest;
    if (!messageShortcuts.some((one) => one.callbackId === callbackId)) {
      throw new Error(`The manifest has no message shortcut ${callbackId}`);
    }
    await this.#client.shortcut(this.user, message, callbackId);
  }

  hasButton(message: Message, button: string): boolean {
    const now = this.#driver.workspace.find(message.channel, message.ts) ?? message;
    return elementsOf(now.blocks ?? []).some((one) => labelOf(one) === button);
  }

  /** The modal on top, or null. */
  modal(): OpenView | null {
    return this.#driver.workspace.stack(this.user).at(-1) ?? null;
  }

  /** The action ids of the inputs of the modal on top, in order. */
  modalInputs(): readonly string[] {
    const blocks = this.modal()?.view['blocks'];
    return (Array.isArray(blocks) ? blocks.filter(isJson) : [])
      .filter((block) => block['type'] === 'input' && isJson(block['element']))
      .map((block) => (isJson(block['element']) ? String(block['element']['action_id']) : ''));
  }

  /**
   * Submits the modal on top with these element states, by block id or, where that is enough, by action id. Fails when
   * the modal has no such input, as nobody can fill in what is not there.
   */
  async submit(entered: Readonly<Record<string, Json>>): Promise<void> {
    const open = this.modal();
    if (!open) throw new Error('No modal is open');
    const blocks = Array.isArray(open.view['blocks']) ? open.view['blocks'].filter(isJson) : [];
    await this.#client.submit(this.user, open.id, stateByIds(blocks, entered));
  }

  /**
   * Chooses in a select of the modal on top that tells the app at once. `entered` is what the form holds besides, by
   * block id; what was chosen before belongs there too.
   */
  async choose(blockId: string, value: string, entered: Readonly<Record<string, Json>> = {}): Promise<void> {
    const open = this.modal();
    if (!open) throw new Error('No modal is open');
    const blocks = Array.isArray(open.view['blocks']) ? open.view['blocks'].filter(isJson) : [];
    const found = elementsOf(blocks).find((one) => one.blockId === blockId);
    const options = found && Array.isArray(found.element['options']) ? found.element['options'].filter(isJson) : [];
    const option = options.find((one) => one['value'] === value);
    if (!found || !option) throw new Error(`The modal does not offer “${value}” in ${blockId}`);
    const { type, action_id } = found.element;
    const state = { type, selected_option: option };
    const values = stateByIds(blocks, { ...entered, [blockId]: state });
    await this.#client.actInView(this.user, open, { ...state, action_id, block_id: blockId }, values);
  }

  /** Clicks a button of the modal on top, by its text; `nth` of those with the same, from 0. */
  async clickInModal(button: string, nth = 0): Promise<void> {
    const open = this.modal();
    if (!open) throw new Error('No modal is open');
    const blocks = Array.isArray(open.view['blocks']) ? open.view['blocks'].filter(isJson) : [];
    const found = elementsOf(blocks).filter((one) => labelOf(one) === button)[nth];
    if (!found) throw new Error(`The modal has no button “${button}”`);
    const { type, action_id, value, text } = found.element;
    await this.#client.actInView(this.user, open, { type, action_id, block_id: found.blockId, value, text });
  }

  close(): Promise<void> {
    return this.#client.close(this.user, false);
  }
}
