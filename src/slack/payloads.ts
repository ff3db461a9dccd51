import { z } from 'zod';
import { slackTeamId, slackUserId } from '../ids.ts';
import type { Actor } from '../requests/use-cases.ts';

/**
 * The fields Muster uses of what Slack delivers, and nothing else. Names are never read: their bearers choose them.
 * https://docs.slack.dev/interactivity/implementing-slash-commands and https://docs.slack.dev/reference/interaction-payloads
 */
export const CommandPayload = z
  .object({
    command: z.string(),
    text: z.string().default(''),
    user_id: z.string().min(1),
    team_id: z.string().min(1),
    channel_id: z.string().min(1),
    response_url: z.string(),
    trigger_id: z.string().min(1),
  })
  .transform((body) => ({
    command: body.command,
    text: body.text.toWellFormed(),
    actor: { id: slackUserId(body.user_id), teamId: slackTeamId(body.team_id) } satisfies Actor,
    channel: body.channel_id,
    responseUrl: body.response_url,
    triggerId: body.trigger_id,
  }));
export type CommandPayload = z.infer<typeof CommandPayload>;

const Who = z.object({
  user: z.object({ id: z.string().min(1), team_id: z.string().min(1).optional() }),
  team: z.object({ id: z.string().min(1) }).nullish(),
});

/** A person of another workspace in a shared channel carries that workspace's id: it is theirs that counts. */
function actorOf({ user, team }: z.infer<typeof Who>, context: z.RefinementCtx): Actor {
  const teamId = user.team_id ?? team?.id;
  if (teamId === undefined) {
    context.addIssue({ code: 'custom', message: 'No workspace' });
    return z.NEVER;
  }
  return { id: slackUserId(user.id), teamId: slackTeamId(teamId) };
}

export const ActionPayload = Who.extend({
  trigger_id: z.string().min(1),
  response_url: z.string().optional(),
  container: z.object({
    channel_id: z.string().optional(),
    is_ephemeral: z.boolean().default(false),
    view_id: z.string().optional(),
  }),
  actions: z.array(z.object({ action_id: z.string(), value: z.string().optional() })).min(1),
}).transform((body, context) => ({
  actor: actorOf(body, context),
  triggerId: body.trigger_id,
  responseUrl: body.response_url ?? null,
  channel: body.container.channel_id ?? null,
  /** Whether the clicked message is seen by this person only and may therefore be replaced for them. */
  ephemeral: body.container.is_ephemeral,
  viewId: body.container.view_id ?? null,
  actionId: body.actions[0]?.action_id ?? '',
  value: body.actions[0]?.value ?? '',
}));
export type ActionPayload = z.infer<typeof ActionPayload>;

/** Of a modal as it stands: a submission, or something chosen in it that the app is told at once. */
export const SubmissionPayload = Who.extend({
  trigger_id: z.string().default(''),
  view: z.object({
    id: z.string().min(1),
    hash: z.string().default(''),
    private_metadata: z.string().default(''),
    state: z.object({ values: z.unknown() }),
  }),
}).transform((body, context) => ({
  actor: actorOf(body, context),
  triggerId: body.trigger_id,
  viewId: body.view.id,
  hash: body.view.hash,
  metadata: body.view.private_metadata,
  values: body.view.state.values,
}));
export type SubmissionPayload = z.infer<typeof SubmissionPayload>;

const SharedFile = z
  .object({
    id: z.string().min(1),
    name: z.string().nullish().catch(null),
    mode: z.string().nullish().catch(null),
    is_external: z.boolean().nullish().catch(null),
  })
  .transform(({ id, name, mode, is_external }) => ({
    id,
    name: name ?? '',
    mode: mode ?? '',
    isExternal: is_external ?? false,
  }));

/** An entry of ours in the menu of a message. https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload */
export const MessageShortcutPayload = Who.extend({
  trigger_id: z.string().min(1),
  response_url: z.string().optional(),
  channel: z.object({ id: z.string().min(1) }),
  message: z.object({ files: z.array(SharedFile.nullable().catch(null)).default([]) }),
}).transform((body, context) => ({
  actor: actorOf(body, context),
  triggerId: body.trigger_id,
  responseUrl: body.response_url ?? null,
  channel: body.channel.id,
  files: body.message.files.filter((file) => file !== null),
}));
export type MessageShortcutPayload = z.infer<typeof MessageShortcutPayload>;
