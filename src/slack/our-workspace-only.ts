import type { AnyMiddlewareArgs, Middleware } from '@slack/bolt';
import { z } from 'zod';
import type { Log } from '../telemetry/log.ts';
import type { SlackIdentity } from './link.ts';

/** Where a delivery says it comes from. Commands carry `team_id`, interactions `team.id`. */
const Origin = z.object({
  team_id: z.string().optional(),
  team: z.object({ id: z.string() }).nullish(),
  api_app_id: z.string().optional(),
});

/** Is this delivery for this app in this workspace? One that does not say so is not. */
export function isOurs(body: unknown, { teamId, appId }: Pick<SlackIdentity, 'teamId' | 'appId'>): boolean {
  const origin = Origin.safeParse(body);
  if (!origin.success) return false;
  const { team_id, team, api_app_id } = origin.data;
  if ((team_id ?? team?.id) !== teamId) return false;
  return appId === null || api_app_id === undefined || api_app_id === appId;
}

/** Acknowledges and drops what is not for us. Command names are not ours alone, and channels are shared across workspaces. */
export function ourWorkspaceOnly(identity: SlackIdentity, log: Log): Middleware<AnyMiddlewareArgs> {
  return async (args) => {
    if (isOurs(args.body, identity)) {
      await args.next();
      return;
    }
    log.warn({}, 'A delivery for another workspace or app was refused');
    if ('ack' in args && typeof args.ack === 'function') await args.ack();
  };
}
