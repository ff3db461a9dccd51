import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { slackTeamId, slackUserGroupId, slackUserId } from '../../src/ids.ts';
import { type People, PeopleUnavailable } from '../../src/people/person.ts';
import { openSlackLink } from '../../src/slack/link.ts';
import { createPeople } from '../../src/slack/people.ts';
import { quietLog } from '../support/quiet-log.ts';
import { type FakeSlack, startFakeSlack } from './support/fake-slack.ts';

const ALICE = slackUserId('U0ALICE');
const member = { id: 'U0ALICE', team_id: 'T0ACME', profile: { display_name: 'alice', email: 'alice@acme.example' } };

let slack: FakeSlack;
let people: People;
let now = 0;

beforeEach(async () => {
  now = 1_000_000;
  slack = await startFakeSlack();
  const clock = { now: () => now, sleep: async () => {} };
  const config = {
    botToken: `demo-${randomBytes(8).toString('hex')}`,
    delivery: { mode: 'http', signingSecret: 'unused' } as const,
    apiUrl: slack.apiUrl,
  };
  const link = await openSlackLink({ config, clock, log: quietLog });
  people = createPeople({ client: link.interactive, teamId: slackTeamId('T0ACME'), clock });
});
afterEach(() => slack.close());

const knows = (user: object) => slack.answers.set('users.info', () => ({ ok: true, user: { ...member, ...user } }));

describe('people in Slack', () => {
  it('have a name, an e-mail and a standing', async () => {
    knows({});

    expect(await people.person(ALICE)).toEqual({
      id: 'U0ALICE',
      teamId: 'T0ACME',
      displayName: 'alice',
      email: 'alice@acme.example',
      standing: 'member',
    });
  });

  it.each([
    ['deactivated', { deleted: true, is_bot: true }],
    ['bot', { is_bot: true }],
    ['bot', { id: 'USLACKBOT' }],
    ['guest', { is_restricted: true }],
    ['guest', { is_ultra_restricted: true }],
    ['other-workspace', { team_id: 'T0OTHER' }],
    ['other-workspace', { is_stranger: true, is_restricted: true }],
    ['other-workspace', { team_id: undefined }],
  ])('count as %s: %o', async (standing, user) => {
    knows(user);

    expect(await people.person(ALICE)).toMatchObject({ standing });
  });

  it('may be unknown', async () => {
    slack.answers.set('users.info', () => ({ ok: false, error: 'user_not_found' }));
    slack.answers.set('usergroups.users.list', () => ({ ok: false, error: 'no_such_subteam' }));

    expect(await people.person(ALICE)).toBeNull();
    expect(await people.groupMembers(slackUserGroupId('S0HELP'))).toBeNull();
  });

  it('are members of groups', async () => {
    slack.answers.set('usergroups.users.list', () => ({ ok: true, users: ['U0ALICE', 'U0BOB'] }));

    expect(await people.groupMembers(slackUserGroupId('S0HELP'))).toEqual(['U0ALICE', 'U0BOB']);
  });

  it('are asked for once a minute, however many ask', async () => {
    knows({});

    await Promise.all([people.person(ALICE), people.person(ALICE)]);
    now += 59_000;
    await people.person(ALICE);
    expect(slack.called('users.info')).toHaveLength(1);

    now += 2_000;
    await people.person(ALICE);
    expect(slack.called('users.info')).toHaveLength(2);
  });

  it.each([
    ['an unreadable answer', { ok: true, user: { id: 7 } }],
    ['a missing right', { ok: false, error: 'missing_scope' }],
  ])('cannot be judged by %s, and the failure is not remembered', async (_name, answer) => {
    slack.answers.set('users.info', () => answer);
    await expect(people.person(ALICE)).rejects.toThrow(PeopleUnavailable);

    knows({});
    expect(await people.person(ALICE)).toMatchObject({ standing: 'member' });
  });

  it('are not asked for while Slack wants us to wait', async () => {
    slack.answers.set('users.info', () => 429);
    await expect(people.person(ALICE)).rejects.toThrow(PeopleUnavailable);
    now += 6_000;
    await expect(people.person(ALICE)).rejects.toThrow(PeopleUnavailable);
    expect(slack.called('users.info')).toHaveLength(1);

    now += 2_000;
    knows({});
    expect(await people.person(ALICE)).toMatchObject({ standing: 'member' });
  });
});
