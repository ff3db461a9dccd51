import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { Message } from '../../sandbox/slack/records.ts';
import { ALICE, APPROVALS_CHANNEL } from '../../sandbox/slack/seed.ts';
import type { WickrUser } from '../../sandbox/wickr/state.ts';
import { answerTo, readable } from '../support/asking.ts';
import { waitForCard } from '../support/bot-in-sandbox.ts';
import { approved, finished, previewed } from '../support/journey.ts';
import { wellSpoken } from '../support/well-spoken.ts';

/** People chosen by a rule instead of by name: whoever fits when the preview is made, and nobody who fits later. */

const NETWORK = '12345678';
const FIELD = { name: 'Field Operations', id: 'k3ZvWm2P' };
const SECONDS_A_DAY = 86_400;

const everyone = ({ wickr }: Sandbox): readonly WickrUser[] => [
  ...(wickr.state.network(NETWORK)?.users.values() ?? []),
];

function one(sandbox: Sandbox, fits: (user: WickrUser) => boolean): WickrUser {
  const found = everyone(sandbox).find((user) => isPlain(user) && fits(user));
  if (!found) throw new Error('There is nobody like that');
  return found;
}

/** Nothing about them is special besides what a rule may ask for. */
const isPlain = ({ username, isAdmin, isUser, omits, status }: WickrUser): boolean =>
  isUser && !isAdmin && omits.length === 0 && status !== 7 && username !== 'carol.diaz@acme.example';

const isPending = ({ status }: WickrUser) => status === 1;
/** Nobody decides about a request that is about themselves. */
const decides = ({ username }: WickrUser) => /^(bob\.tanaka|carol\.diaz)@/.test(username);
const isSuspendable = (user: WickrUser) => isPlain(user) && user.status === 2 && !user.suspended;
const isOf =
  ({ id }: typeof FIELD) =>
  (user: WickrUser) =>
    user.securityGroups.includes(id);

/** What somebody is becomes something else, at once and outside Muster. */
function becomes({ wickr }: Sandbox, user: WickrUser, change: Partial<WickrUser>): void {
  const nowMs = Date.now();
  wickr.state.write(NETWORK, user.userId, { ...user, ...change }, { nowMs, visibleAt: nowMs });
}

const idsOf = (people: readonly WickrUser[]): readonly string[] => people.map(({ userId }) => userId).toSorted();

function changedIn({ wickr }: Sandbox, operation: string): readonly string[] {
  const { effects } = wickr.oracle;
  expect(effects.filter((effect) => effect.operation !== operation)).toEqual([]);
  return effects
    .filter(({ changed }) => changed)
    .map(({ userId }) => userId)
    .toSorted();
}

async function submittedAndDone(sandbox: Sandbox, preview: Message): Promise<void> {
  await sandbox.slack.as(ALICE).click(preview, 'Submit for approval');
  const card = await waitForCard(sandbox, /Waiting for approval/);
  await approved(sandbox, card);
  await finished(sandbox, card);
}

const carryOut = async (sandbox: Sandbox, command: string): Promise<void> =>
  submittedAndDone(sandbox, await previewed(sandbox, command));

describe.concurrent('a group', () => {
  test('means its members of the moment of the preview: who joins later is not touched, who leaves still is', () =>
    wellSpoken(async (sandbox) => {
      const members = everyone(sandbox).filter((user) => isOf(FIELD)(user) && isSuspendable(user));
      const joins = one(sandbox, (user) => isSuspendable(user) && !isOf(FIELD)(user));
      const [leaves] = members;
      if (!leaves) throw new Error('an empty group');

      const preview = await previewed(sandbox, `/wickr suspend --group "${FIELD.name}" --reason "office closed"`);
      expect(readable(preview)).toContain(`*Who exactly: 1 to 20 of ${members.length} people*`);
      becomes(sandbox, joins, { securityGroups: [FIELD.id] });
      becomes(sandbox, leaves, { securityGroups: ['BCTY8Qhe'] });
      await submittedAndDone(sandbox, preview);

      expect(changedIn(sandbox, 'BatchToggleUserSuspendStatus')).toEqual(idsOf(members));
      expect(sandbox.wickr.oracle.timesChanged(joins.userId)).toBe(0);
    }));

  test('narrows those who are named, and says who is not among its members', () =>
    wellSpoken(async (sandbox) => {
      const inside = one(sandbox, (user) => isSuspendable(user) && isOf(FIELD)(user));
      const outside = one(sandbox, (user) => isSuspendable(user) && !isOf(FIELD)(user));

      const preview = await previewed(
        sandbox,
        `/wickr suspend ${inside.username} ${outside.username} --group "field operations" --reason "left"`,
      );
      expect(readable(preview)).toContain('Suspend 1 person in acme-prod?');
      expect(readable(preview)).toContain('Not among those the options select. (1)');
      expect(readable(preview)).toContain(outside.username);
      await submittedAndDone(sandbox, preview);

      expect(changedIn(sandbox, 'BatchToggleUserSuspendStatus')).toEqual([inside.userId]);
    }));

  test('that is not there is told beside those that are, and nobody is asked', () =>
    wellSpoken(async (sandbox) => {
      const answer = await answerTo(sandbox, sandbox.slack.as(ALICE), '/wickr suspend --group Feild --reason "left"');

      expect(answer.text).toContain('There is no security group “Feild”.');
      expect(answer.text).toContain(FIELD.name);
      expect(sandbox.slack.messagesIn(APPROVALS_CHANNEL)).toEqual([]);
    }));
});

describe.concurrent('invitations', () => {
  test('--pending means all that wait, expired or not', () =>
    wellSpoken(async (sandbox) => {
      const pending = everyone(sandbox).filter((user) => isPlain(user) && isPending(user) && !user.suspended);

      await carryOut(sandbox, '/wickr reinvite --pending --reason "never joined"');

      expect(pending.some(({ isInviteExpired }) => !isInviteExpired)).toBe(true);
      expect(idsOf(pending)).toEqual(reinvitedIn(sandbox));
    }));

  test('--expired means those whose invitation has expired, and each is invited once', () =>
    wellSpoken(async (sandbox) => {
      const expired = everyone(sandbox).filter((user) => isPlain(user) && isPending(user) && user.isInviteExpired);

      await carryOut(sandbox, '/wickr reinvite --expired --reason "never joined"');

      expect(expired.length).toBeGreaterThan(1);
      expect(reinvitedIn(sandbox)).toEqual(idsOf(expired));
    }));

  test('--expired --group means those for whom both hold', () =>
    wellSpoken(async (sandbox) => {
      const both = everyone(sandbox).filter(
        (user) => isPlain(user) && isPending(user) && user.isInviteExpired && isOf(FIELD)(user),
      );

      await carryOut(sandbox, `/wickr reinvite --expired --group "${FIELD.name}" --reason "never joined"`);

      expect(both.length).toBeGreaterThan(0);
      expect(reinvitedIn(sandbox)).toEqual(idsOf(both));
    }));

  test('--expired narrows those who are named', () =>
    wellSpoken(async (sandbox) => {
      const expired = one(sandbox, (user) => isPending(user) && user.isInviteExpired);
      const fresh = one(sandbox, (user) => isPending(user) && !user.isInviteExpired);

      const preview = await previewed(
        sandbox,
        `/wickr reinvite ${fresh.username} ${expired.username} --expired --reason "never joined"`,
      );
      expect(readable(preview)).toContain('Not among those the options select. (1)');
      await submittedAndDone(sandbox, preview);

      expect(reinvitedIn(sandbox)).toEqual([expired.userId]);
    }));
});

/** Everybody who was sent an invitation, as often as it was. */
function reinvitedIn({ wickr }: Sandbox): readonly string[] {
  expect(wickr.oracle.effects.filter(({ operation }) => operation !== 'BatchReinviteUser')).toEqual([]);
  return wickr.oracle.effects.map(({ userId }) => userId).toSorted();
}

describe.concurrent('--suspended', () => {
  test('means everybody who is suspended, to let them in again', () =>
    wellSpoken(async (sandbox) => {
      const suspended = everyone(sandbox).filter((user) => isPlain(user) && user.suspended);

      await carryOut(sandbox, '/wickr unsuspend --suspended --reason "office open"');

      expect(suspended.length).toBeGreaterThan(1);
      expect(changedIn(sandbox, 'BatchToggleUserSuspendStatus')).toEqual(idsOf(suspended));
    }));

  test('never means who was suspended after the preview', () =>
    wellSpoken(async (sandbox) => {
      const suspended = everyone(sandbox).filter((user) => isPlain(user) && user.suspended);
      const later = one(sandbox, isSuspendable);

      const preview = await previewed(sandbox, '/wickr unsuspend --suspended --reason "office open"');
      becomes(sandbox, later, { suspended: true });
      await submittedAndDone(sandbox, preview);

      expect(changedIn(sandbox, 'BatchToggleUserSuspendStatus')).toEqual(idsOf(suspended));
      expect(sandbox.wickr.state.user(NETWORK, later.userId)?.suspended).toBe(true);
    }));
});

describe.concurrent('--inactive', () => {
  const lastSeenDaysAgo = (days: number) => ({ lastLogin: Math.floor(Date.now() / 1_000) - days * SECONDS_A_DAY });

  test('means who was not seen for that long; whom Wickr says nothing of is not meant', () =>
    wellSpoken(async (sandbox) => {
      const [gone, longGone, silent] = everyone(sandbox).filter((user) => isSuspendable(user) && isOf(FIELD)(user));
      if (!gone || !longGone || !silent) throw new Error('too few people');
      for (const user of everyone(sandbox)) becomes(sandbox, user, lastSeenDaysAgo(89));
      becomes(sandbox, gone, lastSeenDaysAgo(91));
      becomes(sandbox, longGone, lastSeenDaysAgo(400));
      becomes(sandbox, silent, { lastLogin: null });

      await carryOut(sandbox, '/wickr suspend --inactive 90d --reason "not used"');

      expect(changedIn(sandbox, 'BatchToggleUserSuspendStatus')).toEqual(idsOf([gone, longGone]));
    }));

  test('narrows those who are named', () =>
    wellSpoken(async (sandbox) => {
      const [gone, here] = everyone(sandbox).filter((user) => isSuspendable(user) && !decides(user));
      if (!gone || !here) throw new Error('too few people');
      for (const user of everyone(sandbox)) becomes(sandbox, user, lastSeenDaysAgo(400));
      becomes(sandbox, here, lastSeenDaysAgo(1));

      await carryOut(sandbox, `/wickr suspend ${gone.username} ${here.username} --inactive 12w --reason "not used"`);

      expect(changedIn(sandbox, 'BatchToggleUserSuspendStatus')).toEqual([gone.userId]);
    }));

  test('takes days or weeks only: three months are not three minutes', () =>
    wellSpoken(async (sandbox) => {
      const answer = await answerTo(sandbox, sandbox.slack.as(ALICE), '/wickr suspend --inactive 3m --reason "unused"');

      expect(answer.text).toContain('--inactive needs days or weeks, such as --inactive 90d or --inactive 12w.');
      expect(sandbox.wickr.oracle.calls.filter(({ operation }) => operation === 'ListUsers')).toEqual([]);
    }));
});

describe.concurrent('a rule that fits nobody', () => {
  test('says so, stores nothing and asks nobody', () =>
    wellSpoken(async (sandbox) => {
      for (const user of everyone(sandbox)) becomes(sandbox, user, { suspended: false });

      const answer = await answerTo(sandbox, sandbox.slack.as(ALICE), '/wickr unsuspend --suspended --reason "open"');

      expect(answer.text).toContain(
        'Nobody in acme-prod would be unsuspended. Nothing was stored and nobody is asked.',
      );
      expect(sandbox.slack.messagesIn(APPROVALS_CHANNEL)).toEqual([]);
      expect(sandbox.wickr.oracle.effects).toEqual([]);
    }));

  test('says so too when it leaves none of those who are named', () =>
    wellSpoken(async (sandbox) => {
      const outside = one(sandbox, (user) => isSuspendable(user) && !isOf(FIELD)(user));

      const answer = await answerTo(
        sandbox,
        sandbox.slack.as(ALICE),
        `/wickr suspend ${outside.username} --group "${FIELD.name}" --reason "left"`,
      );

      expect(answer.text).toContain('Nobody in acme-prod would be suspended.');
      expect(readable(answer)).toContain('Not among those the options select. (1)');
      expect(sandbox.slack.messagesIn(APPROVALS_CHANNEL)).toEqual([]);
    }));
});
