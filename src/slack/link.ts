import { WebAPIPlatformError, WebClient, type WebClientOptions } from '@slack/web-api';
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import { type SlackTeamId, slackTeamId } from '../ids.ts';
import type { Clock } from '../runtime/clock.ts';
import { createBoltLogger } from '../telemetry/bolt-logger.ts';
import type { Log } from '../telemetry/log.ts';

const INTERACTIVE_TIMEOUT_MS = 2_500;
const BACKGROUND_TIMEOUT_MS = 10_000;
const TRIES = 3;
const PAUSE_MS = 1_000;

export interface SlackIdentity {
  readonly teamId: SlackTeamId;
  readonly botUserId: string;
  readonly botId: string;
  /** Null when neither Slack nor the app token tells it. */
  readonly appId: string | null;
}

/** Our two ways to call Slack, and who we are there. */
export interface SlackLink {
  readonly config: Config['slack'];
  /** While a person waits: short, one quick repeat, and no waiting when throttled. */
  readonly interactive: WebClient;
  /** For the present loop, which decides itself what may be repeated: never by itself, since a lost answer would double a post. */
  readonly background: WebClient;
  readonly identity: SlackIdentity;
}

/** Slack does not let us in, or cannot be reached at start. */
export class SlackLinkError extends Error {
  override readonly name = 'SlackLinkError';
}

const Identity = z.object({
  team_id: z.string().min(1),
  user_id: z.string().min(1),
  bot_id: z.string().min(1),
  app_id: z.string().optional(),
});

/** An app-level token names its app: `xapp-1-A0123456789-…`. */
function appIdOf(config: Config['slack']): string | null {
  return config.delivery.mode === 'socket'
    ? (/^xapp-\d+-(A[A-Z0-9]+)-/.exec(config.delivery.appToken)?.[1] ?? null)
    : null;
}

/**
 * Options for one client; a new object each time, because clients write into what they are given. No headers here, ever:
 * the client would add the token to the shared object.
 */
export function clientOptions(
  config: Config['slack'],
  log: Log,
): WebClientOptions & { readonly retryConfig: { retries: number } } {
  return {
    slackApiUrl: config.apiUrl,
    logger: createBoltLogger(log),
    allowAbsoluteUrls: false,
    rejectRateLimitedCalls: true,
    retryConfig: { retries: 0 },
  };
}

/** Asks Slack who we are. Throws SlackLinkError when the token is refused or Slack stays away. */
export async function openSlackLink({
  config,
  clock,
  log,
}: {
  readonly config: Config['slack'];
  readonly clock: Clock;
  readonly log: Log;
}): Promise<SlackLink> {
  const interactive = new WebClient(config.botToken, {
    ...clientOptions(config, log),
    timeout: INTERACTIVE_TIMEOUT_MS,
    retryConfig: { retries: 1, minTimeout: 200 },
  });
  const background = new WebClient(config.botToken, { ...clientOptions(config, log), timeout: BACKGROUND_TIMEOUT_MS });
  for (let tries = 1; ; tries += 1) {
    try {
      const answer = Identity.parse(await background.auth.test());
      return {
        config,
        interactive,
        background,
        identity: {
          teamId: slackTeamId(answer.team_id),
          botUserId: answer.user_id,
          botId: answer.bot_id,
          appId: answer.app_id ?? appIdOf(config),
        },
      };
    } catch (error) {
      if (error instanceof WebAPIPlatformError) {
        throw new SlackLinkError(`Slack answers “${error.data.error}” to SLACK_BOT_TOKEN.`, { cause: error });
      }
      if (tries >= TRIES) throw new SlackLinkError('Slack cannot be reached', { cause: error });
      await clock.sleep(PAUSE_MS * tries);
    }
  }
}
