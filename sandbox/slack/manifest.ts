import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const SlackManifest = z.object({
  features: z.object({
    slash_commands: z.array(
      z.object({
        command: z.string(),
        description: z.string(),
        usage_hint: z.string().default(''),
        should_escape: z.boolean().default(false),
      }),
    ),
    shortcuts: z
      .array(z.object({ name: z.string(), type: z.enum(['global', 'message']), callback_id: z.string() }))
      .default([]),
  }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
});

/** What the app asks Slack for: the very file an administrator pastes into Slack, so that it is under test too. */
export interface Manifest {
  readonly commands: readonly {
    readonly command: string;
    readonly description: string;
    readonly usageHint: string;
    readonly shouldEscape: boolean;
  }[];
  /** What the menu of a message offers. */
  readonly messageShortcuts: readonly { readonly name: string; readonly callbackId: string }[];
  readonly scopes: ReadonlySet<string>;
}

export function readManifest(path = join(import.meta.dirname, '../../manifest.json')): Manifest {
  const { features, oauth_config } = SlackManifest.parse(JSON.parse(readFileSync(path, 'utf8')));
  return {
    commands: features.slash_commands.map(({ command, description, usage_hint, should_escape }) => ({
      command,
      description,
      usageHint: usage_hint,
      shouldEscape: should_escape,
    })),
    messageShortcuts: features.shortcuts
      .filter(({ type }) => type === 'message')
      .map(({ name, callback_id }) => ({ name, callbackId: callback_id })),
    scopes: new Set(oauth_config.scopes.bot),
  };
}
