import { describe, expect, it } from 'vitest';
import { slackUserId } from '../../src/ids.ts';
import { outcomeCounts, targetCounts } from '../../src/report/counts.ts';
import { headline, reversibility } from '../../src/report/headline.ts';
import { describeOperations } from '../../src/report/operation-info.ts';
import { groupByReason, pagesOf } from '../../src/report/outcomes.ts';
import { progressBar } from '../../src/report/progress-bar.ts';
import { decisionLines, stateSentence } from '../../src/report/state-sentence.ts';
import { reasonSentence, verbAndPeople } from '../../src/report/wording.ts';
import type { RequestState } from '../../src/requests/request.ts';
import { aTarget, aView, NOW, PENDING, SUSPEND } from '../slack/support/views.ts';
import { plainPen as pen } from '../support/plain-pen.ts';

const by = slackUserId('U0BOB');
const sentenceFor = (state: RequestState, outcomes = {}, waitingFor: string | null = null) =>
  stateSentence(aView({ state, people: 12, outcomes, view: { waitingFor } }), SUSPEND, pen);

describe('the words of a request', () => {
  it('its headline names verb, number and directory', () => {
    expect(headline(aView({ people: 12 }), SUSPEND, pen)).toBe('Suspend 12 people in acme-prod');
    expect(headline(aView({ people: 1 }), SUSPEND, pen)).toBe('Suspend 1 person in acme-prod');
  });

  it.each<readonly [RequestState, string]>([
    [{ kind: 'drafted', lapsesAt: NOW }, 'A draft, not submitted yet. It lapses at noon.'],
    [{ kind: 'cancelled', at: NOW }, 'Cancelled before it was submitted. Nobody was changed.'],
    [{ kind: 'lapsed', at: NOW }, 'Lapsed: nobody submitted it in time. Nobody was changed.'],
    [PENDING, 'Waiting for approval: 0 of 2 given. Expires at noon.'],
    [{ kind: 'rejected', at: NOW, by, reason: 'Wrong team' }, 'Rejected by @U0BOB: Wrong team. Nobody was changed.'],
    [{ kind: 'withdrawn', at: NOW, by }, 'Withdrawn by @U0BOB. Nobody was changed.'],
    [{ kind: 'expired', at: NOW }, 'Expired at noon without enough approvals. Nobody was changed.'],
    [{ kind: 'approved', at: NOW }, 'Approved at noon. About to start.'],
    [{ kind: 'running', startedAt: NOW }, 'Running. 0 of 12 people have an outcome: 12 waiting.'],
  ])('says where it stands: %o', (state, sentence) => {
    expect(sentenceFor(state)).toBe(sentence);
  });

  it('says how a run ended, leaving out what did not occur', () => {
    const ended = { kind: 'finished', startedAt: NOW, at: NOW } as const;

    expect(sentenceFor(ended, { succeeded: 10, failed: 1, unconfirmed: 1 })).toBe(
      'Finished at noon. Of 12 people: 10 suspended, 1 failed and 1 unconfirmed.',
    );
    expect(sentenceFor({ ...ended, kind: 'stopped', by }, { succeeded: 2, skipped: 10 })).toBe(
      'Stopped by @U0BOB, ended at noon. Of 12 people: 2 suspended and 10 skipped.',
    );
  });

  it('says what a run waits for', () => {
    expect(sentenceFor({ kind: 'running', startedAt: NOW }, {}, 'The directory asked us to wait 30 s')).toMatch(
      /12 waiting\. The directory asked us to wait 30 s\.$/,
    );
    expect(sentenceFor({ kind: 'paused', startedAt: NOW, at: NOW, reason: 'Credentials were refused.' })).toMatch(
      /^Paused: Credentials were refused\. 0 of 12/,
    );
    expect(sentenceFor({ kind: 'stopping', startedAt: NOW, at: NOW, by })).toMatch(/^Stopping, asked by @U0BOB\./);
  });

  it('says who decided what and when', () => {
    const { digest } = aView().request;
    const decisions = [{ approver: by, verdict: 'approve', reason: null, digest, at: NOW } as const];

    expect(decisionLines(aView({ view: { decisions } }), pen)).toEqual(['Approved by @U0BOB, at noon']);
  });

  it('says plainly what cannot be undone', () => {
    expect(reversibility(SUSPEND)).toBe('This can be taken back with “unsuspend”.');
    expect(reversibility({ ...SUSPEND, reversible: false })).toBe('This cannot be undone.');
  });

  it('counts classifications and outcomes in words', () => {
    const counts = { 'will-change': 1, 'already-so': 2, protected: 0, ambiguous: 0, 'not-found': 1, invalid: 0 };

    expect(targetCounts(counts, SUSPEND)).toBe('1 person will be suspended, 2 already suspended, 1 not found');
    expect(outcomeCounts({ succeeded: 0, failed: 0, unconfirmed: 0, skipped: 0, waiting: 0 }, SUSPEND)).toBe('nobody');
  });
});

describe('a progress bar', () => {
  it('shows that something began and never looks finished too early', () => {
    expect(progressBar(0, 1_000)).toBe(`${'░'.repeat(20)} 0 %`);
    expect(progressBar(1, 1_000)).toBe(`█${'░'.repeat(19)} 0 %`);
    expect(progressBar(999, 1_000)).toBe(`${'█'.repeat(19)}░ 99 %`);
    expect(progressBar(1_000, 1_000)).toBe(`${'█'.repeat(20)} 100 %`);
  });
});

describe('outcomes', () => {
  it('are grouped by reason, the largest group first, and nobody is lost', () => {
    const failed = (position: number, reason: string) =>
      aTarget(position, { outcome: { kind: 'failed', at: NOW, reason } });
    const groups = groupByReason([failed(0, 'A'), failed(1, 'B'), failed(2, 'B')]);

    expect(groups.map(({ reason, targets }) => [reason, targets.map(({ position }) => position)])).toEqual([
      ['B', [1, 2]],
      ['A', [0]],
    ]);
  });

  it('are cut into pages; nobody is one empty page', () => {
    expect(pagesOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]);
    expect(pagesOf([], 2)).toEqual([[]]);
  });
});

describe('the words of an operation', () => {
  it('come from its catalogue, and an operation that is gone counts as irreversible', () => {
    const operation = {
      words: SUSPEND.words,
      traits: {
        batchSize: 50,
        reversible: true,
        inverse: 'unsuspend',
        whenInDoubt: 'same-token',
        noMayMeanDone: false,
        canBeReadBack: true,
      } as const,
      assess: () => ({ kind: 'will-change' }) as const,
      apply: async () => ({ kind: 'not-sent', reason: '' }) as const,
      readBack: () => 'cannot-tell' as const,
    };
    const describeOperation = describeOperations([
      { kind: 'wickr', kindTitle: 'AWS Wickr network', operations: new Map([['suspend', operation]]) },
    ]);

    expect(describeOperation('wickr', 'suspend')).toEqual(SUSPEND);
    const two = ['group', 'code'].map((option) => ({
      kind: 'wickr',
      kindTitle: 'AWS Wickr network',
      operations: new Map([['suspend', { ...operation, options: [option] }]]),
    }));
    expect(describeOperations(two)('wickr', 'suspend').options).toEqual(['group', 'code']);
    expect(describeOperation('wickr', 'vanish').options).toEqual([]);
    expect(describeOperation('wickr', 'vanish')).toMatchObject({ reversible: false, repeatIsHarmless: false });
  });
});

describe('a verb and a reason', () => {
  it('read well with people after the one and before the other', () => {
    expect(verbAndPeople('suspend', 12)).toBe('Suspend 12 people');
    expect(verbAndPeople('reset-devices', 1)).toBe('Reset devices of 1 person');
    expect(reasonSentence('is already suspended')).toBe('Already suspended.');
    expect(reasonSentence('has not accepted the invitation yet')).toBe('Has not accepted the invitation yet.');
    expect(reasonSentence('Isabel is a bot!')).toBe('Isabel is a bot!');
  });
});
