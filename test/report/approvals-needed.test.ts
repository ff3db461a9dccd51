import { describe, expect, test } from 'vitest';
import { planDigest, slackUserGroupId, slackUserId } from '../../src/ids.ts';
import { deciderWords, demandWords, stageLines, waitingStageOf } from '../../src/report/approvals-needed.ts';
import type { Decision, WaitingStage } from '../../src/requests/request.ts';
import { plainPen as pen } from '../support/plain-pen.ts';

const [bob, carol, dave] = [slackUserId('U0BOB'), slackUserId('U0CAROL'), slackUserId('U0DAVE')];
const team: WaitingStage = { name: 'team', quorum: 1, users: [bob, carol], groups: [] };
const security: WaitingStage = { name: 'security', quorum: 2, users: [dave], groups: [slackUserGroupId('S0SEC')] };
const yes = (approver: typeof bob, stage?: string): Decision => ({
  approver,
  verdict: 'approve',
  reason: null,
  digest: planDigest('d'),
  at: 0,
  ...(stage === undefined ? {} : { stage }),
});
const pending = (...stages: readonly WaitingStage[]) => ({
  kind: 'pending' as const,
  submittedAt: 0,
  expiresAt: 1,
  quorum: 1,
  stages: [...stages],
});

describe('what a request waits for', () => {
  test('is told stage by stage, with whom the next one waits for', () => {
    expect(stageLines(pending(team, security), [], pen)).toEqual([
      '1. team: 0 of 1 given, waits for @U0BOB or @U0CAROL',
      '2. security: 0 of 2 given',
    ]);
    expect(stageLines(pending(team, security), [yes(bob, 'team'), yes(dave, 'security')], pen)).toEqual([
      '1. team: 1 of 1 given',
      '2. security: 1 of 2 given, waits for @S0SEC',
    ]);
  });

  test('is one sentence where there is one stage, and nothing when it waits for nobody', () => {
    expect(stageLines(pending(team), [], pen)).toEqual(['Waits for @U0BOB or @U0CAROL.']);
    expect(stageLines(pending(team), [yes(bob)], pen)).toEqual([]);
    expect(stageLines({ kind: 'pending', submittedAt: 0, expiresAt: 1, quorum: 1 }, [], pen)).toEqual([]);
  });

  test('counts an approval beyond what a stage takes for the next: its giver may sit there', () => {
    expect(waitingStageOf([team, { ...security, quorum: 1 }], [yes(bob, 'team'), yes(carol, 'team')])).toBeNull();
    expect(waitingStageOf([team, security], [yes(bob, 'team'), yes(carol, 'team')])).toBe('security');
  });

  test('names a few of many, and not those who have decided', () => {
    const many = { ...team, users: ['1', '2', '3', '4', '5', '6', '7', '8'].map((id) => slackUserId(`U${id}`)) };

    expect(deciderWords(many, [yes(slackUserId('U2'))], pen)).toBe('@U1, @U3, @U4, @U5, @U6, @U7 or 1 more');
  });

  test('is one line in a preview, stage after stage', () => {
    expect(demandWords([team, security], pen)).toBe(
      '1 by team (@U0BOB or @U0CAROL), then 2 by security (@S0SEC or @U0DAVE)',
    );
  });
});
