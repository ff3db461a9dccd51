import type { Found, Mark, Opened, Posted, SlackPosts, Spot } from '../../../src/slack/present/posting.ts';
import type { Chance } from '../world/chance.ts';
import type { Gate } from '../world/gate.ts';
import type { FaultSite, Spell, Weather } from '../world/weather.ts';
import type { WorldClock } from '../world/world-clock.ts';

/** What a reader of Slack sees. */
export interface SlackMessage {
  readonly channel: string;
  readonly ts: string;
  readonly threadTs: string | null;
  readonly mark: Mark | null;
  readonly fileName: string | null;
  /** A file's. */
  readonly content: Blob | null;
  readonly text: string;
  /** Everything else it shows, as JSON. */
  readonly blocks: string;
  readonly at: number;
  /** Sent by a process that had been frozen since it decided to. */
  readonly stale: boolean;
}

interface Faults {
  readonly refused: FaultSite;
  readonly throttled: FaultSite;
  readonly lostBefore: FaultSite;
  readonly lostAfter: FaultSite;
  readonly late: FaultSite;
  readonly outage: Spell;
}

type Failure = Exclude<Posted, { readonly kind: 'posted' }>;

/** An effect may come this much after the caller gave up: less than the present loop waits before it looks. */
const LATEST_MS = 2_500;

/** Slack's messages, with Slack's habit of losing requests and answers. One for all processes. */
export class SimulatedSlack {
  readonly #world: WorldClock;
  readonly #chance: Chance;
  readonly #faults: Faults;
  readonly #messages: SlackMessage[] = [];
  #count = 0;

  constructor(world: WorldClock, chance: Chance, weather: Weather) {
    this.#world = world;
    this.#chance = chance.stream('slack');
    const site = (name: string, on: number, most: number) => weather.site(`slack ${name}`, { on, most });
    this.#faults = {
      refused: site('refused', 0.15, 0.2),
      throttled: site('throttled', 0.2, 0.3),
      lostBefore: site('lost before', 0.25, 0.3),
      lostAfter: site('lost after', 0.3, 0.4),
      late: site('late', 0.2, 0.3),
      outage: weather.spell('slack outage', { on: 0.1, longestMs: 8 * 60_000 }),
    };
  }

  get messages(): readonly SlackMessage[] {
    return this.#messages;
  }

  cardOf(request: string): SlackMessage | null {
    return this.#messages.find(({ mark }) => mark?.request === request && mark.key === 'card') ?? null;
  }

  /** Slack as one process reaches it. */
  openedBy(gate: Gate): SlackPosts {
    const call = <T>(name: string, effect: (stale: boolean) => T) => this.#call(gate, name, effect);
    return {
      post: ({ channel, threadTs }, mark, { text, blocks }) =>
        call(`posts ${mark.key}`, (stale): Posted => {
          const ts = this.#add({
            channel,
            threadTs,
            mark,
            fileName: null,
            content: null,
            text,
            blocks: JSON.stringify(blocks),
            stale,
          });
          return { kind: 'posted', channel, ts };
        }),
      update: (channel, ts, { text, blocks }) =>
        call('updates', (): Posted => {
          const index = this.#messages.findIndex((one) => one.channel === channel && one.ts === ts);
          const message = this.#messages[index];
          if (!message) return { kind: 'refused', code: 'message_not_found', details: [] };
          this.#messages[index] = { ...message, text, blocks: JSON.stringify(blocks) };
          return { kind: 'posted', channel, ts };
        }),
      upload: ({ channel, threadTs }, { name, content, comment }) =>
        call(`uploads ${name}`, (stale): Posted => {
          this.#add({
            channel,
            threadTs,
            mark: null,
            fileName: name,
            content: new Blob([content]),
            text: comment,
            blocks: '',
            stale,
          });
          return { kind: 'posted', channel, ts: null };
        }),
      openDm: (user) => call('opens', (): Opened => ({ kind: 'opened', channel: `D-${user}` })),
      find: (spot, what) => call(`looks for ${what.mark.key}`, (): Found => this.#find(spot, what)),
    };
  }

  #add(message: Omit<SlackMessage, 'ts' | 'at'>): string {
    this.#count += 1;
    const ts = `${Math.floor(this.#world.now() / 1_000)}.${String(this.#count).padStart(6, '0')}`;
    this.#messages.push({ ...message, ts, at: this.#world.now() });
    return ts;
  }

  #find({ channel, threadTs }: Spot, { mark, fileName, since, after }: Parameters<SlackPosts['find']>[1]): Found {
    const hit = this.#messages.find(
      (one) =>
        one.channel === channel &&
        one.threadTs === threadTs &&
        one.at >= since &&
        (fileName === null
          ? one.mark?.request === mark.request && one.mark.key === mark.key
          : one.fileName === fileName) &&
        (after === null || Number(one.ts) > Number(after)),
    );
    return hit ? { kind: 'found', ts: fileName === null ? hit.ts : null } : { kind: 'absent' };
  }

  async #call<T>(gate: Gate, name: string, effect: (stale: boolean) => T): Promise<T | Failure> {
    const decidedAt = this.#world.now();
    await gate.pass(name);
    // What it decided to post after it woke is not.
    const stale = gate.stale && this.#world.now() > decidedAt;
    const answer = await this.#answer(gate, name, () => effect(stale));
    await gate.pass(`${name}, answered`);
    return answer;
  }

  async #answer<T>(gate: Gate, name: string, effect: () => T): Promise<T | Failure> {
    const { refused, throttled, lostBefore, lostAfter, late, outage } = this.#faults;
    const way = () => this.#world.sleep(this.#chance.between(1, 60));
    const inDoubt = { kind: 'in-doubt', reason: 'socket hang up' } as const;
    await way();
    if (outage.holds()) return inDoubt;
    if (!name.startsWith('looks') && refused.happens())
      return { kind: 'refused', code: this.#chance.pick(['not_in_channel', 'invalid_blocks']), details: [] };
    if (throttled.happens()) return { kind: 'throttled', retryAfterMs: this.#chance.between(1, 30) * 1_000 };
    if (lostBefore.happens()) return inDoubt;
    if (late.happens()) {
      this.#world.later(this.#chance.between(1, LATEST_MS), () => void effect());
      return inDoubt;
    }
    const answer = effect();
    await gate.pass(`${name}, done`);
    await way();
    return lostAfter.happens() ? inDoubt : answer;
  }
}
