import { readFileSync } from 'node:fs';
import { WebAPIPlatformError, WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Config } from '../../config/config.ts';
import { clientOptions } from '../../slack/link.ts';
import type { Log } from '../../telemetry/log.ts';
import { type Finding, fails, fine } from './finding.ts';

const TIMEOUT_MS = 10_000;
const Manifest = z.object({ oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }) });

/** What the app was to be given. */
function scopesWanted(): readonly string[] {
  const text = readFileSync(new URL('../../../manifest.json', import.meta.url), 'utf8');
  return Manifest.parse(JSON.parse(text)).oauth_config.scopes.bot;
}

/** Does Slack let us in, with all we need, and into the channel where requests are decided? */
export async function checkSlack(
  { slack, channels }: Pick<Config, 'slack' | 'channels'>,
  log: Log,
): Promise<readonly Finding[]> {
  const client = new WebClient(slack.botToken, { ...clientOptions(slack, log), timeout: TIMEOUT_MS });
  let granted: readonly string[];
  let identity: Finding;
  try {
    const answer = await client.auth.test();
    // From the header x-oauth-scopes.
    granted = answer.response_metadata?.scopes ?? [];
    identity = fine('Slack', `It knows us as the bot of ${answer.team ?? 'a workspace'}.`);
  } catch (error) {
    const todo =
      codeOf(error) === null ? 'Check the network and SLACK_API_URL.' : 'Check SLACK_BOT_TOKEN: is the app installed?';
    return [fails('Slack', `It does not let us in: ${reasonOf(error)}.`, todo)];
  }
  return [identity, scopes(granted), await membership(client, channels.approvals)];
}

function scopes(granted: readonly string[]): Finding {
  const missing = scopesWanted().filter((scope) => !granted.includes(scope));
  if (missing.length === 0) return fine('Slack scopes', 'All that manifest.json asks for are granted.');
  const todo = 'Add them to the app, or update it from manifest.json, and install it again.';
  return fails('Slack scopes', `Not granted: ${missing.join(', ')}.`, todo);
}

async function membership(client: WebClient, channel: string): Promise<Finding> {
  const check = 'Approvals channel';
  try {
    await client.conversations.history({ channel, limit: 1 });
    return fine(check, 'Muster is a member.');
  } catch (error) {
    const isOutside = codeOf(error) === 'not_in_channel' || codeOf(error) === 'channel_not_found';
    const todo = isOutside
      ? 'Type /invite @Muster in it, and check channels.approvals.'
      : 'See the other lines about Slack first.';
    return fails(check, `Muster cannot read ${channel}: ${reasonOf(error)}.`, todo);
  }
}

const codeOf = (error: unknown): string | null => (error instanceof WebAPIPlatformError ? error.data.error : null);
const reasonOf = (error: unknown): string => codeOf(error) ?? (error instanceof Error ? error.message : String(error));
