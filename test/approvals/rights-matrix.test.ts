import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Policy, Principal } from '../../src/approvals/policy.ts';
import { createRightsCheck } from '../../src/approvals/rights-check.ts';
import { planDigest, requestId, slackTeamId, slackUserGroupId, slackUserId } from '../../src/ids.ts';
import { limitEmails } from '../../src/people/email-domains.ts';
import type { People } from '../../src/people/person.ts';
import { personKey } from '../../src/people/person-key.ts';
import { among } from '../../src/requests/asked-for.ts';
import type { PolicyFacts } from '../../src/requests/policy-records.ts';
import { SOME_REASON } from '../../src/requests/reason-demand.ts';
import type { Decision } from '../../src/requests/request.ts';
import { LOOKUP, type RightsCheck } from '../../src/requests/rights.ts';
import { openSlackLink } from '../../src/slack/link.ts';
import { createPeople } from '../../src/slack/people.ts';
import { type FakeSlack, startFakeSlack } from '../slack/support/fake-slack.ts';
import { quietLog } from '../support/quiet-log.ts';

/**
 * Who may do what when: role × directory × operation × moment, over Slack's own user objects and the real rights check. What
 * is right stands in TABLE, written by hand; nothing of it is computed by what it judges.
 */

const TEAM = slackTeamId('T0ACME');
const SUBJECT = slackUserId('U0SUBJ');
const ASKER = slackUserId('U0ASKER');
const MATE = slackUserId('U0MATE1');
const GUARD = slackUserId('U0GUARD');
const ASK = slackUserGroupId('S0ASK');
const DESK = slackUserGroupId('S0DESK');
const SECURITY = slackUserGroupId('S0SEC');

const MOMENTS = ['ask', 'submit', 'approve', 'reject', 'runs as requester', 'runs as approver'] as const;
type Moment = (typeof MOMENTS)[number];
const OPERATIONS = {
  suspend: 'plain',
  unsuspend: 'plain',
  invite: 'plain',
  delete: 'staged',
  'reset-devices': 'two',
  lookup: 'look',
  move: 'none',
  reinvite: 'none',
} as const;
const DIRECTORIES = ['acme-prod', 'acme-test'] as const;

/**
 * One letter per moment, in their order: `y` yes, `-` no. `plain`: one approval. `staged`: the desk, then security. `two`:
 * two of the desk, since it cannot be undone. `look`: looking people up, which nobody has to agree to. Operations without a
 * rule, and the directory without one, are no throughout. What a member asked for and approved runs, whatever foreign
 * workspace signs a click in their name later.
 */
const TABLE = `
member of no rule                     ------ ------ ------ -
asker by group                        yy--y- yy--y- yy--y- y
asker by id                           yy--y- yy--y- yy--y- -
asker who left the group since        ------ ------ ------ -
asker who came to the group since     yy---- yy---- yy---- y
approver by id                        --yy-y --yy-y --yy-y -
approver by group                     --yy-y --yy-y --yy-y -
security in its turn                  ------ --yy-y ------ -
security before the desk              ------ ---y-- ------ -
approver who left the group since     ------ ------ ------ -
approver who came to the group since  ------ ------ ------ -
requester who may approve others      yy--y- yy--y- yy--y- y
second account of the requester       ------ ------ ------ -
former e-mail of the requester        ------ ------ ------ -
private e-mail of the requester       --yy-y --yy-y --yy-y -
target by Slack account               ------ ------ ------ -
target by e-mail                      ------ ------ ------ -
second account of an approver         --yy-y --yy-y ---y-- -
guest                                 ------ ------ ------ -
guest of one channel                  ------ ------ ------ -
external of Slack Connect             ------ ------ ------ -
member of another workspace           ------ ------ ------ -
click signed by another workspace     ----yy ----yy ----yy -
deactivated                           ------ ------ ------ -
bot                                   ------ ------ ------ -
account Slack does not know           ------ ------ ------ -
`;

interface Role {
  /** As users.info answers; null: user_not_found. */
  readonly user?: object | null;
  /** Groups now, and when the request was submitted where that differs. */
  readonly now?: readonly string[];
  readonly pinned?: readonly string[];
  readonly byId?: 'ask' | 'decide';
  readonly isRequester?: true;
  readonly email?: string;
  /** The workspace that signed the click. */
  readonly team?: string;
  readonly target?: 'id' | 'email';
  /** Of the requester when the request was submitted. */
  readonly pinnedEmail?: string;
  readonly tooEarly?: true;
}

const everywhere = { now: [ASK, DESK, SECURITY], byId: 'decide' } as const;
const ROLES: Readonly<Record<string, Role>> = {
  'member of no rule': {},
  'asker by group': { now: [ASK] },
  'asker by id': { byId: 'ask' },
  'asker who left the group since': { now: [], pinned: [ASK] },
  'asker who came to the group since': { now: [ASK], pinned: [] },
  'approver by id': { byId: 'decide' },
  'approver by group': { now: [DESK] },
  'security in its turn': { now: [SECURITY] },
  'security before the desk': { now: [SECURITY], tooEarly: true },
  'approver who left the group since': { now: [], pinned: [DESK, SECURITY] },
  'approver who came to the group since': { now: [DESK, SECURITY], pinned: [] },
  'requester who may approve others': { ...everywhere, isRequester: true },
  'second account of the requester': { now: [DESK, SECURITY], byId: 'decide', email: 'Asker@acme.example' },
  'former e-mail of the requester': {
    now: [DESK, SECURITY],
    byId: 'decide',
    email: 'old@acme.example',
    pinnedEmail: 'old@acme.example',
  },
  'private e-mail of the requester': { now: [DESK], email: 'asker@home.example', pinnedEmail: 'x@acme.example' },
  'target by Slack account': { now: [DESK, SECURITY], byId: 'decide', target: 'id' },
  'target by e-mail': { now: [DESK, SECURITY], byId: 'decide', target: 'email' },
  'second account of an approver': { now: [DESK], email: 'MATE1@acme.example' },
  guest: { ...everywhere, user: { is_restricted: true } },
  'guest of one channel': { ...everywhere, user: { is_restricted: true, is_ultra_restricted: true } },
  'external of Slack Connect': { ...everywhere, user: { is_stranger: true } },
  'member of another workspace': { ...everywhere, user: { team_id: 'T0OTHER' }, team: 'T0OTHER' },
  'click signed by another workspace': { ...everywhere, team: 'T0OTHER' },
  deactivated: { ...everywhere, user: { deleted: true } },
  bot: { ...everywhere, user: { is_bot: true } },
  'account Slack does not know': { ...everywhere, user: null },
};

const EXPECTED = new Map(
  TABLE.trim()
    .split('\n')
    .map((line) => {
      const [, role = '', plain = '', staged = '', two = '', look = ''] =
        /^(.*?)\s+(\S{6}) (\S{6}) (\S{6}) (\S)$/.exec(line) ?? [];
      return [role, { plain, staged, two, look }] as const;
    }),
);

function oracle(role: string, directory: string, operation: keyof typeof OPERATIONS, moment: number): boolean {
  const kind = OPERATIONS[operation];
  const row = EXPECTED.get(role);
  if (!row) throw new Error(`The table has no ${role}`);
  if (directory !== 'acme-prod' || kind === 'none') return false;
  if (kind === 'look') return moment === 0 && row.look === 'y';
  return row[kind][moment] === 'y';
}

const user = (id: typeof SUBJECT): Principal => ({ kind: 'user', id });
const group = (id: typeof ASK): Principal => ({ kind: 'group', id });

function policyFor({ byId }: Role): Policy {
  const ask = [group(ASK), ...(byId === 'ask' ? [user(SUBJECT)] : [])];
  const desk = [group(DESK), ...(byId === 'decide' ? [user(SUBJECT)] : [])];
  const directories = ['acme-prod'];
  return {
    expiresAfterMs: 1,
    rules: [
      { directories, operations: ['suspend', 'unsuspend', 'invite'], ask, decide: desk, quorum: 1 },
      {
        directories,
        operations: ['delete'],
        ask,
        decide: [],
        quorum: null,
        stages: [
          { name: 'desk', decide: desk, quorum: 1 },
          { name: 'security', decide: [group(SECURITY)], quorum: 1 },
        ],
      },
      { directories, operations: ['reset-devices'], ask, decide: desk, quorum: null },
      { directories, operations: [LOOKUP], ask: [group(ASK)], decide: [], quorum: null },
    ],
  };
}

const members = (role: Role, groups: readonly string[] | undefined, id: string, others: readonly string[]) =>
  [...others, ...((groups ?? role.now ?? []).includes(id) ? [SUBJECT] : [])].map((one) => slackUserId(one));

const DIGEST = planDigest('d'.repeat(64));
const emailOf = (id: string) => `${id.slice(2).toLowerCase()}@acme.example`;

/** One world per role: Slack as it is now, over HTTP. */
async function worldOf(slack: FakeSlack, role: Role): Promise<People> {
  slack.answers.set('users.info', (body) => {
    const id = String(body['user']);
    if (id === SUBJECT && role.user === null) return { ok: false, error: 'user_not_found' };
    const own = id === SUBJECT ? (role.user ?? {}) : {};
    const email = id === SUBJECT ? (role.email ?? emailOf(id)) : emailOf(id);
    return { ok: true, user: { id, team_id: TEAM, profile: { email }, ...own } };
  });
  slack.answers.set('usergroups.users.list', (body) => {
    const id = String(body['usergroup']);
    const others = { [ASK]: [ASKER], [DESK]: [MATE, 'U0MATE2'], [SECURITY]: [GUARD] }[id] ?? [];
    return { ok: true, users: members(role, undefined, id, others) };
  });
  const clock = { now: () => 1_000, sleep: async () => {} };
  const config = {
    botToken: `demo-${randomBytes(8).toString('hex')}`,
    delivery: { mode: 'http', signingSecret: 'unused' } as const,
    apiUrl: slack.apiUrl,
  };
  const link = await openSlackLink({ config, clock, log: quietLog });
  return limitEmails(createPeople({ client: link.interactive, teamId: TEAM, clock }), ['acme.example']);
}

interface Cell {
  readonly role: Role;
  readonly people: People;
  readonly policy: Policy;
  readonly directory: string;
  readonly operation: keyof typeof OPERATIONS;
}

const yes = (approver: typeof SUBJECT): Decision => ({
  approver,
  verdict: 'approve',
  reason: null,
  digest: DIGEST,
  at: 1,
});

/** What really happens in one cell. */
async function happens({ role, people, policy, directory, operation }: Cell, moment: Moment): Promise<boolean> {
  const decisions: Decision[] = [];
  const emailsAmong = among([role.target === 'email' ? emailOf(SUBJECT) : 'somebody@acme.example']);
  const facts: PolicyFacts = {
    blast: { people: 1, directorySize: 100, classes: ['active'] },
    reason: SOME_REASON,
    targets: role.target === 'id' ? [SUBJECT] : [],
    pins: {
      groups: new Map([
        [ASK, new Set(members(role, role.pinned, ASK, [ASKER]))],
        [DESK, new Set(members(role, role.pinned, DESK, [MATE, 'U0MATE2']))],
        [SECURITY, new Set(members(role, role.pinned, SECURITY, [GUARD]))],
      ]),
      requesterKey: personKey(role.pinnedEmail ?? emailOf(ASKER)),
    },
  };
  const rights: RightsCheck = createRightsCheck({
    policy,
    people,
    teamId: TEAM,
    isReversible: ({ operation: verb }) => verb !== 'delete' && verb !== 'reset-devices',
    facts: {
      of: async () => facts,
      decisions: async () => decisions,
      emailsOfTargets: (_id, wanted) => emailsAmong(wanted),
    },
  });
  const actor = { id: SUBJECT, teamId: slackTeamId(role.team ?? TEAM) };
  const scope = { directory, operation };
  const request = (requester: typeof SUBJECT) => ({
    id: requestId('r'),
    ...scope,
    requester,
    people: 1,
    digest: DIGEST,
  });
  const kind = OPERATIONS[operation];
  const isSecurity = kind === 'staged' && (role.now ?? []).includes(SECURITY) && !(role.now ?? []).includes(DESK);
  /** What was approved before it is the subject's turn. */
  const before = kind === 'two' || (isSecurity && !role.tooEarly) ? [yes(MATE)] : [];

  switch (moment) {
    case 'ask':
      if (operation === LOOKUP) return (await rights.mayLook(actor, directory)).kind === 'allowed';
      return (await rights.mayAsk(actor, scope)).kind === 'allowed';
    case 'submit': {
      const asked = { blast: facts.blast, targets: facts.targets, emailsAmong };
      return (await rights.mayAsk(actor, scope, asked)).kind === 'allowed';
    }
    case 'approve':
    case 'reject': {
      decisions.push(...before);
      const may = await rights.mayDecide(request(role.isRequester ? SUBJECT : ASKER), actor);
      if (may.kind === 'refused' || moment === 'reject') return may.kind === 'allowed';
      return may.wouldApprove(decisions).kind === 'yes';
    }
    case 'runs as requester':
      decisions.push(
        yes(MATE),
        ...(kind === 'staged' ? [yes(GUARD)] : kind === 'two' ? [yes(slackUserId('U0MATE2'))] : []),
      );
      return (await rights.stillHolds(request(SUBJECT), decisions)).kind === 'allowed';
    case 'runs as approver':
      decisions.push(...before, yes(SUBJECT));
      if (kind === 'staged' && !isSecurity) decisions.push(yes(GUARD));
      return (await rights.stillHolds(request(role.isRequester ? SUBJECT : ASKER), decisions)).kind === 'allowed';
  }
}

describe('the matrix of rights', () => {
  let slack: FakeSlack;
  let cells = 0;
  let denied = 0;
  beforeAll(async () => {
    slack = await startFakeSlack();
  });
  afterAll(() => slack.close());

  test('has a row for every role, and every role a row', () => {
    expect([...EXPECTED.keys()]).toEqual(Object.keys(ROLES));
  });

  test.each(Object.entries(ROLES))('%s', async (name, role) => {
    const people = await worldOf(slack, role);
    const observed: string[] = [];
    const expected: string[] = [];
    for (const directory of DIRECTORIES)
      for (const operation of Object.keys(OPERATIONS) as (keyof typeof OPERATIONS)[])
        for (const [index, moment] of MOMENTS.entries()) {
          const cell = { role, people, directory, operation };
          const line = (may: boolean) => `${operation} in ${directory}, ${moment}: ${may ? 'yes' : 'no'}`;
          observed.push(line(await happens({ ...cell, policy: policyFor(role) }, moment)));
          expected.push(line(oracle(name, directory, operation, index)));
          if (!(await happens({ ...cell, policy: { rules: [], expiresAfterMs: 1 } }, moment))) denied += 1;
          cells += 1;
        }

    expect(observed).toEqual(expected);
  });

  test('has at least 2,000 cells, and an empty configuration denies all of them', () => {
    expect(cells).toBeGreaterThanOrEqual(2_000);
    expect(denied).toBe(cells);
  });
});
