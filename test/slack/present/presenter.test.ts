import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { slackChannelId, slackUserId } from '../../../src/ids.ts';
import type { Outcome, RequestState } from '../../../src/requests/request.ts';
import { loadTargets, loadView } from '../../../src/requests/request-records.ts';
import type { SteadyClock } from '../../../src/runtime/clock.ts';
import { cardMessage } from '../../../src/slack/blocks/card.ts';
import { claim, loadBehind } from '../../../src/slack/present/post-records.ts';
import { createPresenter, type Presenter } from '../../../src/slack/present/presenter.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { FakePosts, type Mood } from '../support/fake-posts.ts';
import { moveTo, settle, storeRequest } from '../support/stored-request.ts';
import { NOW, PENDING, REQUEST_ID, SUSPEND } from '../support/views.ts';

const CHANNEL = slackChannelId('C0APPROVALS');
const RUNNING: RequestState = { kind: 'running', startedAt: NOW };
const FINISHED: RequestState = { kind: 'finished', startedAt: NOW, at: NOW + 5_000 };

/** The process died: nothing it still had in mind happens. */
class Death extends Error {}

class World {
  now = NOW;
  readonly slack = new FakePosts();
  readonly store: Store;
  #elapsed = 0;
  /** Counts what can be interrupted, and ends the process at the given one. */
  #steps = 0;
  #dieAt = Number.POSITIVE_INFINITY;
  #afterEffect = false;

  constructor(store: Store) {
    this.store = store;
  }

  readonly clock: SteadyClock = { now: () => this.now, elapsed: () => this.#elapsed, sleep: async () => {} };

  pass(ms: number): void {
    this.now += ms;
    this.#elapsed += ms;
  }

  dieAt(step: number, afterEffect: boolean): void {
    this.#steps = 0;
    this.#dieAt = step;
    this.#afterEffect = afterEffect;
  }

  get died(): boolean {
    return this.#steps >= this.#dieAt;
  }

  async #mortal<T>(work: () => Promise<T>): Promise<T> {
    this.#steps += 1;
    if (this.#steps > this.#dieAt) throw new Death();
    if (this.#steps === this.#dieAt && !this.#afterEffect) throw new Death();
    const result = await work();
    if (this.#steps === this.#dieAt) throw new Death();
    return result;
  }

  /** A process: its own presenter over the same database and the same Slack. */
  async start(): Promise<Presenter> {
    const presenter = this.another();
    await presenter.takeOver();
    return presenter;
  }

  /** A process that is not the only one. */
  another(): Presenter {
    const { store, slack, clock } = this;
    return createPresenter({
      store: { ...store, write: (work) => this.#mortal(() => store.write(work)) },
      posts: {
        post: (...args) => this.#mortal(() => slack.post(...args)),
        update: (...args) => this.#mortal(() => slack.update(...args)),
        upload: (...args) => this.#mortal(() => slack.upload(...args)),
        openDm: (...args) => this.#mortal(() => slack.openDm(...args)),
        find: (...args) => this.#mortal(() => slack.find(...args)),
      },
      loadView,
      loadTargets,
      describe: () => SUSPEND,
      cards: { now: async () => null, soon: async () => null },
      approvalsChannel: CHANNEL,
      clock,
      log: quietLog,
    });
  }

  /** Lets a presenter look again and again until there is nothing left to do. */
  async settleDown(presenter: Presenter): Promise<void> {
    for (let looks = 0; looks < 200; looks += 1) {
      const waitMs = await presenter.step(new AbortController().signal);
      if (waitMs === Number.POSITIVE_INFINITY) return;
      this.pass(Math.max(waitMs, 1));
    }
    throw new Error('The present loop does not come to rest');
  }

  /** The whole story, told by a process that may die anywhere in it and is then started anew. Answers whether it died. */
  async story(states: readonly (() => Promise<void>)[]): Promise<boolean> {
    let presenter: Presenter | null = null;
    let died = false;
    for (const next of states) {
      await next();
      try {
        presenter ??= await this.start();
        await this.settleDown(presenter);
      } catch (error) {
        if (!(error instanceof Death)) throw error;
      }
      if (!this.died) continue;
      died = true;
      this.dieAt(Number.POSITIVE_INFINITY, false);
      this.pass(100);
      presenter = await this.start();
      await this.settleDown(presenter);
    }
    return died;
  }
}

const DAY_MS = 24 * 60 * 60_000;

const failedOr = (position: number): Outcome =>
  position === 0 ? { kind: 'failed', at: NOW, reason: 'The user is unknown.' } : { kind: 'succeeded', at: NOW };

let world: World;
beforeEach(async () => {
  world = new World(await openStore({ url: 'sqlite::memory:', log: quietLog }));
});
afterEach(() => world.store.close());

const told = () => [
  () => moveTo(world.store, PENDING),
  () => moveTo(world.store, RUNNING),
  () => settle(world.store, failedOr),
  () => moveTo(world.store, FINISHED),
];

async function currentCardText(): Promise<string> {
  const view = await loadView(world.store.db, REQUEST_ID);
  if (!view) throw new Error('The request is gone');
  return cardMessage(view, SUSPEND).text;
}

const SMALL_END = ['card', 'people:1', 'report:summary', 'report:succeeded', 'report:failed', 'notice:finished'];
const LARGE_END = [
  'card',
  `wickr-suspend-people-${REQUEST_ID}.csv`,
  'report:summary',
  'report:failed',
  `wickr-suspend-results-${REQUEST_ID}.csv`,
  'notice:finished',
];

describe('the present loop', () => {
  it('shows a request from its card to its report', async () => {
    await storeRequest(world.store, 3);

    await world.story(told());

    expect(world.slack.keys()).toEqual(SMALL_END);
    const [card, ...others] = world.slack.posts;
    expect(card).toMatchObject({ channel: CHANNEL, threadTs: null, text: await currentCardText() });
    expect(others.slice(0, -1).every(({ threadTs }) => threadTs === card?.ts)).toBe(true);
    expect(others.at(-1)).toMatchObject({ channel: 'D-U0REQUESTER', threadTs: null });
  });

  it('names more than forty people in files', async () => {
    await storeRequest(world.store, 41);

    await world.story(told());

    expect(world.slack.keys()).toEqual(LARGE_END);
  });

  it('shows nothing of drafts', async () => {
    await storeRequest(world.store, 3);

    await world.settleDown(await world.start());

    expect(world.slack.calls).toEqual([]);
  });

  it.each([
    ['few people', 3, SMALL_END],
    ['many people', 41, LARGE_END],
  ])('posts everything once, wherever the process dies: %s', { timeout: 60_000 }, async (_name, people, end) => {
    for (const afterEffect of [false, true]) {
      for (let step = 1, alive = false; !alive; step += 1) {
        const fresh = new World(await openStore({ url: 'sqlite::memory:', log: quietLog }));
        world = fresh;
        await storeRequest(fresh.store, people);
        fresh.dieAt(step, afterEffect);

        alive = !(await fresh.story(told()));

        const where = `died at step ${step}, ${afterEffect ? 'after' : 'before'} its effect`;
        expect([...fresh.slack.keys()].sort(), where).toEqual([...end].sort());
        expect(fresh.slack.posts.find(({ mark }) => mark?.key === 'card')?.text, where).toBe(await currentCardText());
        await fresh.store.close();
      }
    }
    world = new World(await openStore({ url: 'sqlite::memory:', log: quietLog }));
  });

  it('reminds once each time, wherever the process dies', { timeout: 60_000 }, async () => {
    if (PENDING.kind !== 'pending') throw new Error('not pending');
    const waiting = PENDING;
    const reminded = (times: number) => () => moveTo(world.store, { ...waiting, reminded: times });
    for (const afterEffect of [false, true]) {
      for (let step = 1, alive = false; !alive; step += 1) {
        const fresh = new World(await openStore({ url: 'sqlite::memory:', log: quietLog }));
        world = fresh;
        await storeRequest(fresh.store, 3);
        fresh.dieAt(step, afterEffect);

        alive = !(await fresh.story([() => moveTo(world.store, PENDING), reminded(1), reminded(2)]));

        const where = `died at step ${step}, ${afterEffect ? 'after' : 'before'} its effect`;
        expect([...fresh.slack.keys()].sort(), where).toEqual(['card', 'people:1', 'reminder:1', 'reminder:2']);
        await fresh.store.close();
      }
    }
    world = new World(await openStore({ url: 'sqlite::memory:', log: quietLog }));
    await storeRequest(world.store, 3);
  });

  it('posts everything once, however many answers are lost', async () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const fresh = new World(await openStore({ url: 'sqlite::memory:', log: quietLog }));
      world = fresh;
      await storeRequest(fresh.store, 3);
      let chance = seed;
      fresh.slack.mood = (): Mood => {
        chance = (chance * 16_807) % 2_147_483_647;
        if (chance % 4 > 0) return { kind: 'well' };
        return { kind: 'loses', effect: chance % 8 === 0 };
      };

      await fresh.story(told());

      expect([...fresh.slack.keys()].sort(), `seed ${seed}`).toEqual([...SMALL_END].sort());
      await fresh.store.close();
    }
    world = new World(await openStore({ url: 'sqlite::memory:', log: quietLog }));
  });

  it('two processes that look at the same time post once', async () => {
    await storeRequest(world.store, 3);
    await moveTo(world.store, PENDING);
    const [one, other] = [await world.start(), await world.start()];

    for (let looks = 0; looks < 100; looks += 1) {
      const { signal } = new AbortController();
      await Promise.all([one.step(signal), other.step(signal)]);
      world.pass(100);
    }

    expect(world.slack.keys()).toEqual(['card', 'people:1']);
  });

  it('waits as long as Slack asks it to', async () => {
    await storeRequest(world.store, 3);
    await moveTo(world.store, PENDING);
    world.slack.mood = () => ({ kind: 'throttles', retryAfterMs: 30_000 });
    const presenter = await world.start();

    const until = NOW + 30_000;
    while (world.now < until) {
      const waitMs = await presenter.step(new AbortController().signal);
      expect(world.slack.calls).toEqual(['post']);
      world.pass(Math.max(1, waitMs));
    }

    world.slack.mood = () => ({ kind: 'well' });
    await world.settleDown(presenter);
    expect(world.slack.keys()).toEqual(['card', 'people:1']);
  });

  it('tells the requester once when it may not post in the channel, and posts the card when it may', async () => {
    await storeRequest(world.store, 3);
    await moveTo(world.store, PENDING);
    const presenter = await world.start();
    let allowed = false;
    const { slack } = world;
    const inner = slack.post.bind(slack);
    slack.post = async (spot, mark, message) =>
      spot.channel === CHANNEL && !allowed
        ? { kind: 'refused', code: 'not_in_channel', details: [] }
        : inner(spot, mark, message);

    for (let looks = 0; looks < 10; looks += 1) {
      world.pass(Math.max(1, Math.min(60_000, await presenter.step(new AbortController().signal))));
    }
    expect(slack.keys()).toEqual(['notice:unreachable']);

    allowed = true;
    world.pass(3_600_000);
    await world.settleDown(presenter);
    expect(slack.keys()).toEqual(['notice:unreachable', 'card', 'people:1']);
  });

  it('shows a newer state while a notice cannot be delivered', async () => {
    await storeRequest(world.store, 3);
    await moveTo(world.store, { kind: 'paused', startedAt: NOW, at: NOW, reason: 'Credentials were refused.' });
    const presenter = await world.start();
    world.slack.openDm = async () => ({ kind: 'refused', code: 'user_disabled', details: [] });
    const { signal } = new AbortController();
    await presenter.step(signal);

    await moveTo(world.store, RUNNING);
    world.pass(2_000);
    await presenter.step(signal);

    expect(world.slack.posts[0]?.text).toBe(await currentCardText());
  });

  it('posts a new card when the old one was deleted', async () => {
    await storeRequest(world.store, 3);
    await moveTo(world.store, PENDING);
    const presenter = await world.start();
    await world.settleDown(presenter);
    world.slack.posts.splice(0, 1);

    await moveTo(world.store, { kind: 'withdrawn', at: NOW, by: slackUserId('U0REQUESTER') });
    await world.settleDown(presenter);

    expect(world.slack.keys()).toEqual(['people:1', 'card']);
    expect(world.slack.posts.at(-1)?.text).toBe(await currentCardText());
  });

  it('posts the words alone when Slack refuses the blocks', async () => {
    await storeRequest(world.store, 3);
    await moveTo(world.store, PENDING);
    let refusals = 1;
    world.slack.mood = (): Mood => {
      refusals -= 1;
      return refusals >= 0 ? { kind: 'refuses', code: 'invalid_blocks' } : { kind: 'well' };
    };

    await world.settleDown(await world.start());

    expect(world.slack.keys()).toEqual(['card', 'people:1']);
    expect(world.slack.posts[0]).toMatchObject({ withBlocks: false, text: await currentCardText() });
  });

  it('changes a card once a second at most, to its newest state', async () => {
    await storeRequest(world.store, 3);
    await moveTo(world.store, PENDING);
    const presenter = await world.start();
    await world.settleDown(presenter);
    const signal = new AbortController().signal;

    for (let tenths = 0; tenths < 50; tenths += 1) {
      await moveTo(world.store, RUNNING);
      await presenter.step(signal);
      world.pass(100);
    }
    await world.settleDown(presenter);

    const updates = world.slack.calls.filter((call) => call === 'update').length;
    expect(updates).toBeGreaterThanOrEqual(4);
    expect(updates).toBeLessThanOrEqual(7);
    expect(world.slack.posts[0]?.text).toBe(await currentCardText());
  });
});

describe('a process that is frozen while it changes a card', () => {
  it('does not leave an older state over a newer one', async () => {
    await storeRequest(world.store, 3);
    await moveTo(world.store, PENDING);
    const frozen = await world.start();
    const other = await world.start();
    await world.settleDown(frozen);
    await moveTo(world.store, RUNNING);
    const update = world.slack.update.bind(world.slack);
    world.slack.update = async (...args) => {
      world.slack.update = update;
      world.pass(100_000);
      await moveTo(world.store, FINISHED);
      await world.settleDown(other);
      return update(...args);
    };

    world.pass(2_000);
    await frozen.step(new AbortController().signal);
    await world.settleDown(other);

    expect(world.slack.posts[0]?.text).toBe(await currentCardText());
  });
});

describe('a clock that is set back by a day', () => {
  it('does not keep a card from being brought up to date', async () => {
    await storeRequest(world.store, 3);
    const presenter = await world.start();
    await moveTo(world.store, PENDING);
    await world.settleDown(presenter);

    world.now -= DAY_MS;
    await moveTo(world.store, RUNNING);
    await world.settleDown(presenter);

    expect(world.slack.posts[0]?.text).toBe(await currentCardText());
  });
});

describe('a request that another process is showing', () => {
  const signal = new AbortController().signal;
  const taken = () => claim(world.store, REQUEST_ID, { now: world.now, leaseMs: 90_000, over: null });

  beforeEach(async () => {
    await storeRequest(world.store, 3);
    await moveTo(world.store, PENDING);
  });

  it.each([-DAY_MS, 0, DAY_MS])(
    'is left to it for as long as its claim lasts, by a clock that is %i ms off',
    async (off) => {
      await taken();
      world.now += off;
      const other = world.another();
      const looks: number[] = [await other.step(signal)];
      world.pass(89_999);
      looks.push(await other.step(signal));
      const before = world.slack.keys();
      world.pass(1);
      await world.settleDown(other);

      expect(looks).toEqual([90_000, 1]);
      expect(before).toEqual([]);
      expect(world.slack.keys()).toEqual(['card', 'people:1']);
    },
  );

  it('can be taken by nobody else, and by one of those who saw its claim end', async () => {
    expect(await taken()).not.toBeNull();
    const over = (await loadBehind(world.store.db))[0]?.lease;
    if (!over) expect.fail('Nobody is seen at work on it');

    expect(await taken()).toBeNull();
    const take = () => claim(world.store, REQUEST_ID, { now: world.now, leaseMs: 90_000, over });
    expect([await take(), await take()].map((held) => held?.fence ?? null)).toEqual([2, null]);
  });
});

describe('a post whose answer was lost', () => {
  it('is not looked for before it can show, by a process whose clock is an hour ahead', async () => {
    await storeRequest(world.store, 3);
    await moveTo(world.store, PENDING);
    const first = world.another();
    world.slack.mood = (call) => (call === 'post' ? { kind: 'loses', effect: false } : { kind: 'well' });
    await first.step(new AbortController().signal);
    world.slack.mood = () => ({ kind: 'well' });
    world.now += 3_600_000;
    const other = world.another();

    await other.step(new AbortController().signal);
    const atOnce = [...world.slack.calls];
    await world.settleDown(other);

    expect(atOnce).toEqual(['post']);
    expect(world.slack.calls.slice(1, 3)).toEqual(['find', 'post']);
    expect(world.slack.keys()).toEqual(['card', 'people:1']);
  });
});
