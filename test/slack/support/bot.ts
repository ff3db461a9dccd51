import { createHmac, randomBytes } from 'node:crypto';
import { SELECTION_RULES } from '../../../src/directories/naming.ts';
import { slackChannelId } from '../../../src/ids.ts';
import type { OperationInfo } from '../../../src/report/operation-info.ts';
import { loadTargets, loadView } from '../../../src/requests/request-records.ts';
import type { UseCases } from '../../../src/requests/use-cases.ts';
import { Bell } from '../../../src/runtime/bell.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { systemRandom } from '../../../src/runtime/random.ts';
import { openSlackLink } from '../../../src/slack/link.ts';
import { createPeople } from '../../../src/slack/people.ts';
import { createSlack, type Slack } from '../../../src/slack/slack.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { type FakeSlack, startFakeSlack } from './fake-slack.ts';
import { DELETE, INVITE, SUSPEND } from './views.ts';

const OPERATIONS: Readonly<Record<string, OperationInfo>> = { suspend: SUSPEND, delete: DELETE, invite: INVITE };

/** Use cases that fail on any call the test did not expect. */
export function useCases(expected: Partial<UseCases>): UseCases {
  const unexpected = async () => {
    throw new Error('An unexpected use case was called');
  };
  return {
    preview: unexpected,
    showDraft: unexpected,
    cancelDraft: unexpected,
    submit: unexpected,
    withdraw: unexpected,
    approve: unexpected,
    reject: unexpected,
    mayDecide: unexpected,
    quiet: unexpected,
    stop: unexpected,
    resume: unexpected,
    retryFailed: unexpected,
    status: unexpected,
    recent: unexpected,
    lookup: unexpected,
    history: unexpected,
    groupNames: unexpected,
    freeze: unexpected,
    unfreeze: unexpected,
    frozen: unexpected,
    mayLookUp: unexpected,
    permitted: unexpected,
    ...expected,
  };
}

export interface Answered {
  readonly status: number;
  readonly text: string;
}

export interface TestBot {
  readonly slack: FakeSlack;
  readonly bot: Slack;
  readonly store: Store;
  /** Wakes the present loop. */
  readonly bell: Bell;
  /** Posts to the bot as Slack does. `stamp`: seconds; `secret` for forging. */
  deliver(form: Record<string, string>, how?: { readonly stamp?: number; readonly secret?: string }): Promise<Answered>;
  command(text: string, more?: Record<string, string>): Promise<Answered>;
  click(actionId: string, value: string, more?: Record<string, unknown>): Promise<Answered>;
  submitView(callbackId: string, view: Record<string, unknown>): Promise<Answered>;
  /** Ends the bot once everything under way is finished. */
  finish(): Promise<void>;
}

let trigger = 0;

/** The whole Slack part over HTTP, between a fake Slack and hand-made use cases. */
export async function startBot(expected: Partial<UseCases>): Promise<TestBot> {
  const slack = await startFakeSlack();
  const signingSecret = randomBytes(16).toString('hex');
  const config = {
    botToken: `demo-${randomBytes(8).toString('hex')}`,
    delivery: { mode: 'http', signingSecret } as const,
    apiUrl: slack.apiUrl,
  };
  const link = await openSlackLink({ config, clock: systemClock, log: quietLog });
  const store = await openStore({ url: 'sqlite::memory:', log: quietLog });
  const bell = new Bell();
  const bot = createSlack({
    link,
    listen: { port: 0, host: '127.0.0.1' },
    approvalsChannel: slackChannelId('C0APPROVALS'),
    kinds: [
      {
        kind: 'wickr',
        title: 'AWS Wickr network',
        verbs: Object.keys(OPERATIONS),
        isAccountId: (text) => /^\d+$/.test(text),
        identifierTypes: [],
        selectionRules: SELECTION_RULES,
      },
    ],
    describe: (_kind, operation) => OPERATIONS[operation] ?? SUSPEND,
    useCases: useCases(expected),
    people: createPeople({ client: link.interactive, teamId: link.identity.teamId, clock: systemClock }),
    store,
    loadView,
    loadTargets,
    bell,
    clock: systemClock,
    random: systemRandom,
    log: quietLog,
    onFatal: (reason) => {
      throw new Error(reason);
    },
  });
  await bot.start();

  const deliver: TestBot['deliver'] = async (form, { stamp, secret = signingSecret } = {}) => {
    const body = new URLSearchParams(form).toString();
    const timestamp = String(stamp ?? Math.floor(Date.now() / 1_000));
    const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    const response = await fetch(`http://127.0.0.1:${bot.port()}/slack/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': timestamp,
        'x-slack-signature': `v0=${signature}`,
        connection: 'close',
      },
      body,
    });
    return { status: response.status, text: await response.text() };
  };
  const nextTrigger = () => {
    trigger += 1;
    return `trigger-${trigger}`;
  };
  const who = { user: { id: 'U0ALICE', team_id: 'T0ACME' }, team: { id: 'T0ACME' }, api_app_id: 'A0MUSTER' };
  return {
    slack,
    bot,
    store,
    bell,
    deliver,
    command: (text, more = {}) =>
      deliver({
        command: '/wickr',
        text,
        user_id: 'U0ALICE',
        team_id: 'T0ACME',
        api_app_id: 'A0MUSTER',
        channel_id: 'C0GENERAL',
        response_url: slack.responseUrl('command'),
        trigger_id: nextTrigger(),
        ...more,
      }),
    click: (action_id, value, more = {}) =>
      deliver({
        payload: JSON.stringify({
          type: 'block_actions',
          ...who,
          trigger_id: nextTrigger(),
          response_url: slack.responseUrl('click'),
          container: { type: 'message', channel_id: 'C0GENERAL', message_ts: '1.1', is_ephemeral: true },
          actions: [{ type: 'button', block_id: 'b', action_id, value, action_ts: '1.2' }],
          ...more,
        }),
      }),
    submitView: (callback_id, view) =>
      deliver({
        payload: JSON.stringify({
          type: 'view_submission',
          ...who,
          trigger_id: nextTrigger(),
          view: { id: 'V0VIEW', hash: `hash-${nextTrigger()}`, callback_id, type: 'modal', ...view },
        }),
      }),
    finish: async () => {
      await bot.stop();
      await store.close();
      await slack.close();
    },
  };
}
