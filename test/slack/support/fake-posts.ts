import type { Found, Mark, Opened, Posted, SlackPosts, Spot } from '../../../src/slack/present/posting.ts';

export interface FakePost {
  readonly channel: string;
  readonly ts: string | null;
  readonly threadTs: string | null;
  readonly mark: Mark | null;
  readonly fileName: string | null;
  readonly text: string;
  readonly withBlocks: boolean;
}

/** How the far end treats the next calls. */
export type Mood =
  | { readonly kind: 'well' }
  | { readonly kind: 'refuses'; readonly code: string }
  | { readonly kind: 'throttles'; readonly retryAfterMs: number }
  /** The answer is lost, before or after the effect. */
  | { readonly kind: 'loses'; readonly effect: boolean };

/** Slack's messages as the present loop knows them, with Slack's habit of losing answers. */
export class FakePosts implements SlackPosts {
  readonly posts: FakePost[] = [];
  /** Every call that reached Slack, by name. */
  readonly calls: string[] = [];
  mood: (call: string) => Mood = () => ({ kind: 'well' });
  #ts = 1_000_000_000;

  async #answer<T>(call: string, effect: () => T): Promise<T | Exclude<Posted, { readonly kind: 'posted' }>> {
    this.calls.push(call);
    const mood = this.mood(call);
    switch (mood.kind) {
      case 'well':
        return effect();
      case 'refuses':
        return { kind: 'refused', code: mood.code, details: [] };
      case 'throttles':
        return { kind: 'throttled', retryAfterMs: mood.retryAfterMs };
      case 'loses':
        if (mood.effect) effect();
        return { kind: 'in-doubt', reason: 'socket hang up' };
    }
  }

  #nextTs(): string {
    this.#ts += 1;
    return `${this.#ts}.000100`;
  }

  post({ channel, threadTs }: Spot, mark: Mark, message: { readonly text: string; readonly blocks: unknown }) {
    return this.#answer('post', (): Posted => {
      const ts = this.#nextTs();
      const withBlocks = message.blocks !== null;
      this.posts.push({ channel, ts, threadTs, mark, fileName: null, text: message.text, withBlocks });
      return { kind: 'posted', channel, ts };
    });
  }

  update(channel: string, ts: string, message: { readonly text: string; readonly blocks: unknown }): Promise<Posted> {
    return this.#answer('update', (): Posted => {
      const index = this.posts.findIndex((post) => post.channel === channel && post.ts === ts);
      const post = this.posts[index];
      if (!post) return { kind: 'refused', code: 'message_not_found', details: [] };
      this.posts[index] = { ...post, text: message.text, withBlocks: message.blocks !== null };
      return { kind: 'posted', channel, ts };
    });
  }

  upload({ channel, threadTs }: Spot, file: { readonly name: string; readonly comment: string }): Promise<Posted> {
    return this.#answer('upload', (): Posted => {
      const { name: fileName, comment: text } = file;
      this.posts.push({ channel, ts: null, threadTs, mark: null, fileName, text, withBlocks: false });
      return { kind: 'posted', channel, ts: null };
    });
  }

  openDm(user: string): Promise<Opened> {
    return this.#answer('openDm', (): Opened => ({ kind: 'opened', channel: `D-${user}` }));
  }

  find(spot: Spot, what: Parameters<SlackPosts['find']>[1]): Promise<Found> {
    return this.#answer('find', (): Found => {
      const hit = this.posts.find(
        (post) =>
          post.channel === spot.channel &&
          post.threadTs === spot.threadTs &&
          (what.fileName === null
            ? post.mark?.request === what.mark.request && post.mark.key === what.mark.key
            : post.fileName === what.fileName) &&
          (what.after === null || Number(post.ts) > Number(what.after)),
      );
      return hit ? { kind: 'found', ts: hit.ts } : { kind: 'absent' };
    });
  }

  /** What a reader sees: every post by key or file name, in order. */
  keys(): readonly string[] {
    return this.posts.map(({ mark, fileName }) => mark?.key ?? fileName ?? '');
  }
}
