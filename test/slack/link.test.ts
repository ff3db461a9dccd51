import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { slackTeamId } from '../../src/ids.ts';
import { openSlackLink, SlackLinkError } from '../../src/slack/link.ts';
import { isOurs } from '../../src/slack/our-workspace-only.ts';
import { isResponseUrl } from '../../src/slack/response-url.ts';
import { quietLog } from '../support/quiet-log.ts';
import { type FakeSlack, startFakeSlack } from './support/fake-slack.ts';

let slack: FakeSlack;
let paused: number[];
beforeEach(async () => {
  slack = await startFakeSlack();
  paused = [];
});
afterEach(() => slack.close());

function open() {
  const clock = {
    now: () => 0,
    sleep: async (ms: number) => {
      paused.push(ms);
    },
  };
  const delivery = { mode: 'socket', appToken: 'xapp-1-A0TOKEN-1-demo' } as const;
  const config = { botToken: `demo-${randomBytes(8).toString('hex')}`, delivery, apiUrl: slack.apiUrl };
  return openSlackLink({ config, clock, log: quietLog });
}

describe('the link to Slack', () => {
  it('knows who it is there', async () => {
    expect((await open()).identity).toEqual({
      teamId: 'T0ACME',
      botUserId: 'U0MUSTER',
      botId: 'B0MUSTER',
      appId: 'A0MUSTER',
    });
  });

  it('takes the app from the app token when Slack does not say', async () => {
    slack.answers.set('auth.test', () => ({ ok: true, team_id: 'T0ACME', user_id: 'U0', bot_id: 'B0' }));

    expect((await open()).identity.appId).toBe('A0TOKEN');
  });

  it('is refused at once with a bad token', async () => {
    slack.answers.set('auth.test', () => ({ ok: false, error: 'invalid_auth' }));

    await expect(open()).rejects.toThrow(new SlackLinkError('Slack answers “invalid_auth” to SLACK_BOT_TOKEN.'));
    expect(slack.calls).toHaveLength(1);
  });

  it('tries a few times while Slack is away', async () => {
    slack.answers.set('auth.test', () => 503);

    await expect(open()).rejects.toThrow('Slack cannot be reached');
    expect(paused).toEqual([1_000, 2_000]);
  });

  it('does not call whatever address a method name may hold', async () => {
    const { interactive } = await open();

    await interactive.apiCall('https://evil.example/steal').catch(() => {});

    expect(slack.calls.at(-1)?.method).toContain('evil.example');
  });
});

describe('where a delivery comes from', () => {
  const us = { teamId: slackTeamId('T0ACME'), appId: 'A0MUSTER' };

  it.each([
    [true, { team_id: 'T0ACME', api_app_id: 'A0MUSTER' }],
    [true, { team: { id: 'T0ACME' }, api_app_id: 'A0MUSTER' }],
    [false, { team_id: 'T0OTHER', api_app_id: 'A0MUSTER' }],
    [false, { team_id: 'T0ACME', api_app_id: 'A0OTHER' }],
    [false, { team: null, api_app_id: 'A0MUSTER' }],
    [false, { team_id: 7 }],
    [false, 'nonsense'],
  ])('is ours: %s for %o', (ours, body) => {
    expect(isOurs(body, us)).toBe(ours);
  });
});

describe('a response address', () => {
  it.each([
    [true, 'https://hooks.slack.com/actions/T0/1/x'],
    [true, 'https://hooks.slack-gov.com/commands/T0/1/x'],
    [false, 'http://hooks.slack.com/actions/T0/1/x'],
    [false, 'https://hooks.slack.com.evil.example/x'],
    [false, 'https://evil.example/hooks.slack.com'],
    [false, 'https://hooks.slack.com@evil.example/x'],
    [false, 'https://evilslack.com/x'],
    [false, 'https://acme.slack.com/x'],
    [false, 'https://hooks.slack.com:8443/x'],
    [false, 'http://169.254.169.254/latest/meta-data'],
    [false, 'nonsense'],
    [true, 'http://127.0.0.1:4000/response/1'],
    [false, 'http://127.0.0.1:4001/response/1'],
  ])('is Slack’s: %s for %s', (allowed, url) => {
    expect(isResponseUrl(url, 'http://127.0.0.1:4000/api/')).toBe(allowed);
  });
});
