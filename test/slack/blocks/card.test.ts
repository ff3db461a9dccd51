import type { ActionsBlock, Button } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { slackUserGroupId, slackUserId } from '../../../src/ids.ts';
import type { RequestState } from '../../../src/requests/request.ts';
import { cardMessage } from '../../../src/slack/blocks/card.ts';
import { aView, NOW, PENDING, REQUEST_ID, SUSPEND, type ViewParts } from '../support/views.ts';

const by = slackUserId('U0BOB');

function card(parts: ViewParts) {
  return cardMessage(aView(parts), SUSPEND);
}

function buttonsOf(parts: ViewParts): readonly Button[] {
  return card(parts)
    .blocks.filter((block): block is ActionsBlock => block.type === 'actions')
    .flatMap(({ elements }) => elements.filter((element): element is Button => element.type === 'button'));
}

describe('a card', () => {
  it.each<readonly [string, RequestState, readonly string[]]>([
    ['pending', PENDING, ['Approve', 'Reject', 'Withdraw']],
    ['approved', { kind: 'approved', at: NOW }, ['Stop']],
    ['running', { kind: 'running', startedAt: NOW }, ['Stop']],
    ['paused', { kind: 'paused', startedAt: NOW, at: NOW, reason: 'Credentials.' }, ['Resume', 'Stop']],
    ['stopping', { kind: 'stopping', startedAt: NOW, at: NOW, by }, []],
    ['finished', { kind: 'finished', startedAt: NOW, at: NOW }, []],
    ['rejected', { kind: 'rejected', at: NOW, by, reason: 'No.' }, []],
    ['withdrawn', { kind: 'withdrawn', at: NOW, by }, []],
    ['expired', { kind: 'expired', at: NOW }, []],
  ])('that is %s offers what can be done then', (_name, state, labels) => {
    expect(buttonsOf({ state }).map(({ text }) => text.text)).toEqual(labels);
  });

  it('of an ended request with failures offers to ask for those again', () => {
    const ended = { kind: 'finished', startedAt: NOW, at: NOW } as const;

    expect(buttonsOf({ state: ended, outcomes: { failed: 1 } }).map(({ text }) => text.text)).toEqual(['Retry failed']);
  });

  it('asks twice before an approval counts, naming verb, number and directory', () => {
    const [approve] = buttonsOf({ people: 12 });

    expect(approve).toMatchObject({ style: 'primary', value: `${REQUEST_ID}:2` });
    expect(approve?.confirm?.text?.text).toMatch(/^Suspend 12 people in acme-prod\./);
  });

  it('says in its text alone what was asked, by whom, and where it stands', () => {
    expect(card({ people: 12 }).text).toMatch(
      /^Suspend 12 people in acme-prod, asked by <@U0REQUESTER>\. Waiting for approval: 0 of 2 given\. Expires <!date\^/,
    );
  });

  it('shows progress once the run has begun, and no name ever', () => {
    const running = card({ people: 12, state: { kind: 'running', startedAt: NOW }, outcomes: { succeeded: 6 } });

    expect(JSON.stringify(running.blocks)).toContain('50 %');
    expect(JSON.stringify(card({}).blocks)).not.toContain('░');
    expect(JSON.stringify(running)).not.toMatch(/person\d@|4000/);
  });

  it('says which stage waits for whom, and who approved for which', () => {
    const users = (...ids: readonly string[]) => ids.map((id) => slackUserId(id));
    const stages = [
      { name: 'team', quorum: 1, users: users('U0BOB'), groups: [] },
      { name: 'security', quorum: 1, users: [], groups: [slackUserGroupId('S0SEC')] },
    ];
    const decisions = [
      {
        approver: by,
        verdict: 'approve',
        reason: null,
        digest: aView().request.digest,
        at: NOW,
        stage: 'team',
      } as const,
    ];
    const { text, blocks } = card({ state: { ...PENDING, stages }, view: { decisions } } as ViewParts);

    expect(text).toContain('Waiting for approval by security: 1 of 2 given.');
    expect(JSON.stringify(blocks)).toContain(
      '1. team: 1 of 1 given\\n2. security: 0 of 1 given, waits for <!subteam^S0SEC>',
    );
    expect(JSON.stringify(blocks)).toContain('Approved by <@U0BOB> for team');
  });

  it('says until when what is approved may start, and that it did not', () => {
    expect(card({ state: { kind: 'approved', at: NOW, startBy: NOW + 1 } }).text).toMatch(
      /It expires <!date.* unless it has started/,
    );
    expect(card({ state: { kind: 'expired', at: NOW, unstarted: true } }).text).toContain(
      'it was approved and did not start in time. Nobody was changed.',
    );
  });

  it('shows who decided and the digest that was decided on', () => {
    const { digest } = aView().request;
    const decisions = [{ approver: by, verdict: 'approve', reason: null, digest, at: NOW } as const];
    const shown = JSON.stringify(card({ view: { decisions } }).blocks);

    expect(shown).toContain('Approved by <@U0BOB>');
    expect(shown).toContain(digest.slice(0, 12));
    expect(shown).toContain('can be taken back with');
  });
});
