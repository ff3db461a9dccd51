import { z } from 'zod';
import type { Principal } from '../approvals/policy.ts';
import { slackChannelId, slackUserGroupId, slackUserId } from '../ids.ts';

const ID_REST = '[A-Z0-9]{5,20}';
const USER = new RegExp(`^[UW]${ID_REST}$`);
const GROUP = new RegExp(`^S${ID_REST}$`);
const CHANNEL = new RegExp(`^[CG]${ID_REST}$`);

/** Tells what somebody wrote where an id belongs. Reads on after the path. */
function whatItIs(text: string): string {
  if (text.startsWith('<')) return 'is a mention as Slack sends it, not an id';
  if (text.startsWith('#') || CHANNEL.test(text)) return 'is a channel';
  if (text.startsWith('D') && /^D[A-Z0-9]{5,20}$/.test(text)) return 'is a direct message';
  if (USER.test(text)) return 'is a person';
  if (GROUP.test(text)) return 'is a user group';
  if (text.includes('@') && !text.startsWith('@')) return 'is an e-mail address, which can pass to somebody else';
  return 'is a name, and names can be chosen by their bearers';
}

/** Somebody the policy names. */
export const principalSchema = z
  .string()
  .describe(
    'a Slack member id (U… or W…: profile, ⋮, Copy member ID) or user group id (S…: the end of its address in the browser)',
  )
  .transform((text, context): Principal => {
    if (USER.test(text)) return { kind: 'user', id: slackUserId(text) };
    if (GROUP.test(text)) return { kind: 'group', id: slackUserGroupId(text) };
    context.addIssue({ code: 'custom', message: whatItIs(text) });
    return z.NEVER;
  });

export const channelSchema = z
  .string()
  .describe("a Slack channel id (C… or G…: the channel's name, About, at the very bottom)")
  .transform((text, context) => {
    if (CHANNEL.test(text)) return slackChannelId(text);
    const problem = text.startsWith('#') ? "is a channel's name, and names change" : whatItIs(text);
    context.addIssue({ code: 'custom', message: problem });
    return z.NEVER;
  });
