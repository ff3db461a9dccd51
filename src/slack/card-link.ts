import type { WebClient } from '@slack/web-api';
import type { RequestId } from '../ids.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Store } from '../store/store.ts';
import type { Log } from '../telemetry/log.ts';

const LOOK_EVERY_MS = 200;
const LOOKS = 10;

/** Where a request's card stands in Slack, or null while it stands nowhere. */
export interface CardLink {
  now(id: RequestId): Promise<string | null>;
  /** Waits up to two seconds for a card that is just being posted. */
  soon(id: RequestId): Promise<string | null>;
}

export interface CardLinkDeps {
  readonly store: Store;
  readonly client: Pick<WebClient, 'chat'>;
  readonly clock: Clock;
  readonly log: Log;
}

export function createCardLink({ store, client, clock, log }: CardLinkDeps): CardLink {
  const now = async (id: RequestId): Promise<string | null> => {
    const card = await store.db
      .selectFrom('posts')
      .select(['channel_id', 'ts'])
      .where('request_id', '=', id)
      .where('key', '=', 'card')
      .where('state', '=', 'posted')
      .executeTakeFirst();
    if (!card?.channel_id || !card.ts) return null;
    try {
      const { permalink } = await client.chat.getPermalink({ channel: card.channel_id, message_ts: card.ts });
      return permalink ?? null;
    } catch (error) {
      log.info({ err: error }, 'A card has no link right now');
      return null;
    }
  };
  return {
    now,
    soon: async (id) => {
      for (let look = 1; look < LOOKS; look += 1) {
        const link = await now(id);
        if (link !== null) return link;
        await clock.sleep(LOOK_EVERY_MS);
      }
      return now(id);
    },
  };
}
