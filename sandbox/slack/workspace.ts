import type { Clock } from '../../src/runtime/clock.ts';
import type { Manifest } from './manifest.ts';
import {
  BOT_ID,
  BOT_USER_ID,
  type Channel,
  type FileRecord,
  type Message,
  type OpenView,
  type ResponseUrl,
  type Trigger,
  type User,
  type UserGroup,
} from './records.ts';

/** Something a client or a test may want to know of. */
export type Change =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'message-removed'; readonly message: Message }
  | { readonly kind: 'channel'; readonly channel: Channel }
  | { readonly kind: 'views'; readonly user: string }
  | {
      readonly kind: 'view-errors';
      readonly user: string;
      readonly viewId: string;
      readonly errors: Readonly<Record<string, string>>;
    }
  /** What Slack itself tells a person: "operation_timeout". */
  | { readonly kind: 'slackbot'; readonly user: string; readonly channel: string; readonly text: string }
  | { readonly kind: 'bot'; readonly connected: boolean };

export interface Seed {
  readonly users: readonly User[];
  readonly groups: readonly UserGroup[];
  readonly channels: readonly Channel[];
}

/** https://docs.slack.dev/interactivity/handling-user-interaction: a trigger lives for three seconds and opens one view. */
const TRIGGER_LIVES_MS = 3_000;
const RESPONSE_URL_LIVES_MS = 30 * 60_000;
const RESPONSE_URL_USES = 5;
const VIEWS_DEEP = 3;

export type Redeemed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };

export interface NewMessage {
  readonly channel: string;
  readonly user: string;
  readonly text: string;
  readonly blocks?: readonly Record<string, unknown>[] | null;
  readonly threadTs?: string | null;
  readonly files?: readonly FileRecord[];
  readonly metadata?: Record<string, unknown> | null;
  readonly ephemeralTo?: string | null;
}

/** The state of one Slack workspace, and the rules of that state. Knows nothing of HTTP, sockets or the app. */
export class Workspace {
  readonly clock: Clock;
  readonly manifest: Manifest;
  readonly users = new Map<string, User>();
  readonly groups = new Map<string, UserGroup>();
  readonly channels = new Map<string, Channel>();
  readonly files = new Map<string, FileRecord>();
  readonly #seed: Seed;
  #messages: Message[] = [];
  /** Open modals by person, top last. */
  readonly #stacks = new Map<string, readonly OpenView[]>();
  readonly #triggers = new Map<string, Trigger>();
  readonly #responseUrls = new Map<string, ResponseUrl>();
  readonly #listeners = new Set<(change: Change) => void>();
  #serial = 0;
  #lastMicros = 0;

  constructor({ clock, manifest, seed }: { readonly clock: Clock; readonly manifest: Manifest; readonly seed: Seed }) {
    this.clock = clock;
    this.manifest = manifest;
    this.#seed = seed;
    this.reset();
  }

  /** Back to the seed. Clients must forget what they had. */
  reset(): void {
    for (const map of [
      this.users,
      this.groups,
      this.channels,
      this.files,
      this.#stacks,
      this.#triggers,
      this.#responseUrls,
    ])
      map.clear();
    this.#messages = [];
    for (const user of this.#seed.users) this.users.set(user.id, user);
    for (const group of this.#seed.groups) this.groups.set(group.id, group);
    for (const channel of this.#seed.channels) this.channels.set(channel.id, channel);
  }

  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  announce(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  /** `F0000000007`: a prefix of Slack's and a number that grows. */
  newId(prefix: string): string {
    this.#serial += 1;
    return `${prefix}${this.#serial.toString(36).toUpperCase().padStart(9, '0')}`;
  }

  #newTs(): string {
    this.#lastMicros = Math.max(this.#lastMicros + 1, this.clock.now() * 1_000);
    const seconds = Math.floor(this.#lastMicros / 1_000_000);
    return `${seconds}.${String(this.#lastMicros % 1_000_000).padStart(6, '0')}`;
  }

  /** Messages that methods can find, oldest first: without ephemerals. */
  history(channel: string): readonly Message[] {
    return this.#messages.filter((message) => message.channel === channel && message.ephemeralTo === null);
  }

  /** Everything a person can see, oldest first, ephemerals to them included. */
  visibleTo(user: string): readonly Message[] {
    return this.#messages.filter(
      ({ channel, ephemeralTo }) =>
        this.channels.get(channel)?.members.has(user) === true && (ephemeralTo === null || ephemeralTo === user),
    );
  }

  find(channel: string, ts: string): Message | null {
    return this.#messages.find((message) => message.channel === channel && message.ts === ts) ?? null;
  }

  /** Files in conversations it is not in do not exist for the app; those handed to it in a modal are in none. */
  isVisibleToApp({ id }: FileRecord): boolean {
    const shared = this.#messages.filter(({ files }) => files.some((file) => file.id === id));
    return shared.length === 0 || shared.some(({ channel }) => this.channels.get(channel)?.members.has(BOT_USER_ID));
  }

  post(message: NewMessage): Message {
    const posted: Message = {
      channel: message.channel,
      ts: this.#newTs(),
      threadTs: message.threadTs ?? null,
      user: message.user,
      botId: message.user === BOT_USER_ID ? BOT_ID : null,
      text: message.text,
      blocks: message.blocks ?? null,
      files: message.files ?? [],
      metadata: message.metadata ?? null,
      edited: false,
      ephemeralTo: message.ephemeralTo ?? null,
    };
    this.#messages.push(posted);
    this.announce({ kind: 'message', message: posted });
    return posted;
  }

  /** Replaces what a message shows; metadata stays unless given. Null when there is no such message. */
  update(channel: string, ts: string, change: Partial<Pick<Message, 'text' | 'blocks' | 'metadata'>>): Message | null {
    const message = this.find(channel, ts);
    if (!message) return null;
    const updated: Message = { ...message, ...change, edited: true };
    this.#messages = this.#messages.map((one) => (one === message ? updated : one));
    this.announce({ kind: 'message', message: updated });
    return updated;
  }

  remove(channel: string, ts: string): boolean {
    const message = this.find(channel, ts);
    if (!message) return false;
    this.#messages = this.#messages.filter((one) => one !== message);
    this.announce({ kind: 'message-removed', message });
    return true;
  }

  /** The direct message channel of the app and a person, or of two people. */
  openDm(user: string, other = BOT_USER_ID): Channel {
    for (const channel of this.channels.values()) {
      if (channel.kind === 'dm' && channel.members.has(user) && channel.members.has(other)) return channel;
    }
    const channel: Channel = {
      id: this.newId('D'),
      name: '',
      kind: 'dm',
      members: new Set([user, other]),
      archived: false,
    };
    this.channels.set(channel.id, channel);
    this.announce({ kind: 'channel', channel });
    return channel;
  }

  issueTrigger(user: string, viewId: string | null = null): string {
    const id = `${this.clock.now()}.${this.newId('')}.${this.newId('')}`;
    this.#triggers.set(id, { id, user, issuedAt: this.clock.now(), used: false, viewId });
    return id;
  }

  redeemTrigger(id: string): Redeemed<Trigger> {
    const trigger = this.#triggers.get(id);
    if (!trigger) return { ok: false, error: 'invalid_trigger_id' };
    if (trigger.used) return { ok: false, error: 'exchanged_trigger_id' };
    if (this.clock.now() - trigger.issuedAt > TRIGGER_LIVES_MS) return { ok: false, error: 'expired_trigger_id' };
    this.#triggers.set(id, { ...trigger, used: true });
    return { ok: true, value: trigger };
  }

  issueResponseUrl(parts: Pick<ResponseUrl, 'channel' | 'user' | 'original'>): string {
    const id = `${this.newId('')}${this.newId('')}`;
    this.#responseUrls.set(id, { ...parts, id, issuedAt: this.clock.now(), uses: 0 });
    return id;
  }

  redeemResponseUrl(id: string): Redeemed<ResponseUrl> {
    const url = this.#responseUrls.get(id);
    if (!url) return { ok: false, error: 'invalid_url' };
    if (this.clock.now() - url.issuedAt > RESPONSE_URL_LIVES_MS) return { ok: false, error: 'expired_url' };
    if (url.uses >= RESPONSE_URL_USES) return { ok: false, error: 'used_url' };
    this.#responseUrls.set(id, { ...url, uses: url.uses + 1 });
    return { ok: true, value: url };
  }

  stack(user: string): readonly OpenView[] {
    return this.#stacks.get(user) ?? [];
  }

  view(idOrExternalId: string): OpenView | null {
    for (const stack of this.#stacks.values()) {
      const found = stack.find(({ id, externalId }) => id === idOrExternalId || externalId === idOrExternalId);
      if (found) return found;
    }
    return null;
  }

  /** Opens a modal: as the only one, or on top of the person's stack. */
  openView(user: string, view: Record<string, unknown>, onTop: boolean): Redeemed<OpenView> {
    const stack = onTop ? this.stack(user) : [];
    if (stack.length >= VIEWS_DEEP) return { ok: false, error: 'push_limit_reached' };
    const externalId =
      typeof view['external_id'] === 'string' && view['external_id'] !== '' ? view['external_id'] : null;
    if (externalId !== null && this.view(externalId)) return { ok: false, error: 'duplicate_external_id' };
    const id = this.newId('V');
    const opened: OpenView = {
      id,
      hash: this.#newHash(),
      user,
      rootId: stack[0]?.id ?? id,
      previousId: stack.at(-1)?.id ?? null,
      externalId,
      view,
    };
    this.#setStack(user, [...stack, opened]);
    return { ok: true, value: opened };
  }

  /** With `hash`, only if the view is still the one the app saw. */
  updateView(idOrExternalId: string, view: Record<string, unknown>, hash: string | null): Redeemed<OpenView> {
    const open = this.view(idOrExternalId);
    if (!open) return { ok: false, error: 'not_found' };
    if (hash !== null && hash !== open.hash) return { ok: false, error: 'hash_conflict' };
    const updated: OpenView = { ...open, view, hash: this.#newHash() };
    this.#setStack(
      open.user,
      this.stack(open.user).map((one) => (one.id === open.id ? updated : one)),
    );
    return { ok: true, value: updated };
  }

  /** Closes the top view, or all. Answers what was closed. */
  closeViews(user: string, all: boolean): readonly OpenView[] {
    const stack = this.stack(user);
    const kept = all ? [] : stack.slice(0, -1);
    this.#setStack(user, kept);
    return stack.slice(kept.length);
  }

  /** Closes one view wherever it stands in the person's stack: what was pushed meanwhile stays. */
  closeView(user: string, viewId: string): void {
    this.#setStack(
      user,
      this.stack(user).filter(({ id }) => id !== viewId),
    );
  }

  #newHash(): string {
    return `${this.clock.now()}.${this.newId('')}`;
  }

  #setStack(user: string, stack: readonly OpenView[]): void {
    this.#stacks.set(user, stack);
    this.announce({ kind: 'views', user });
  }
}
