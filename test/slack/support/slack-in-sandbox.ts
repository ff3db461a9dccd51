import { onTestFinished } from 'vitest';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import { APPROVALS_CHANNEL } from '../../../sandbox/slack/seed.ts';
import { SELECTION_RULES } from '../../../src/directories/naming.ts';
import { slackChannelId } from '../../../src/ids.ts';
import { loadTargets, loadView } from '../../../src/requests/request-records.ts';
import type { UseCases } from '../../../src/requests/use-cases.ts';
import { Bell } from '../../../src/runtime/bell.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { systemRandom } from '../../../src/runtime/random.ts';
import type { CommandKind } from '../../../src/slack/command-kind.ts';
import { openSlackLink } from '../../../src/slack/link.ts';
import { createPeople } from '../../../src/slack/people.ts';
import { createSlack } from '../../../src/slack/slack.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { useCases } from './bot.ts';
import { SUSPEND } from './views.ts';

export const WICKR: CommandKind = {
  kind: 'wickr',
  title: 'AWS Wickr network',
  verbs: ['suspend'],
  isAccountId: (text) => /^\d{6,}$/.test(text),
  identifierTypes: [],
  selectionRules: SELECTION_RULES,
};

/** The whole Slack part over Socket Mode, between the stand-in of Slack and hand-made use cases. Ends with the test. */
export async function startSlackInSandbox(
  expected: Partial<UseCases>,
  kinds: readonly CommandKind[] = [WICKR],
): Promise<Sandbox> {
  const sandbox = await startSandbox();
  const { SLACK_BOT_TOKEN = '', SLACK_APP_TOKEN = '', SLACK_API_URL = '' } = sandbox.env;
  const config = {
    botToken: SLACK_BOT_TOKEN,
    delivery: { mode: 'socket', appToken: SLACK_APP_TOKEN } as const,
    apiUrl: SLACK_API_URL,
  };
  const store = await openStore({ url: 'sqlite::memory:', log: quietLog });
  const link = await openSlackLink({ config, clock: systemClock, log: quietLog });
  const bot = createSlack({
    link,
    listen: { port: 0, host: '127.0.0.1' },
    approvalsChannel: slackChannelId(APPROVALS_CHANNEL),
    kinds,
    describe: () => SUSPEND,
    useCases: useCases(expected),
    people: createPeople({ client: link.interactive, teamId: link.identity.teamId, clock: systemClock }),
    store,
    loadView,
    loadTargets,
    bell: new Bell(),
    clock: systemClock,
    random: systemRandom,
    log: quietLog,
    onFatal: (reason) => {
      throw new Error(reason);
    },
  });
  onTestFinished(async () => {
    await bot.stop();
    await store.close();
    await sandbox.close();
  });
  await bot.start();
  return sandbox;
}
