import { describe, expect, it } from 'vitest';
import type { RequestState } from '../../../src/requests/request.ts';
import { type Moment, planPosts } from '../../../src/slack/present/plan-posts.ts';
import { wantedPosts } from '../../../src/slack/present/wanted-posts.ts';
import type { PostRow } from '../../../src/store/schema.ts';
import { aView, NOW, REQUEST_ID, type ViewParts } from '../support/views.ts';

const FINISHED: RequestState = { kind: 'finished', startedAt: NOW, at: NOW };
/** Nothing is known to be under way. */
const at = (now: number): Moment => ({ now, underWay: new Map() });
const keys = (parts: ViewParts) => wantedPosts(aView(parts)).map(({ key }) => key);

function row(key: string, parts: Partial<PostRow> = {}): PostRow {
  return {
    request_id: REQUEST_ID,
    key,
    state: 'posted',
    channel_id: 'C0APPROVALS',
    ts: '17.000100',
    rendered_version: 2,
    attempts: 0,
    not_before: 0,
    updated_at: NOW,
    ...parts,
  };
}

describe('what Slack should show', () => {
  it('is nothing of a draft', () => {
    expect(keys({ state: { kind: 'drafted', lapsesAt: NOW } })).toEqual([]);
  });

  it('is the card and who exactly, from the submission on', () => {
    expect(keys({})).toEqual(['card', 'people:1']);
    expect(keys({ people: 41 })).toEqual(['card', 'people:csv']);
  });

  it('is one reminder at a time, and none once it is decided', () => {
    const pending: RequestState = { kind: 'pending', submittedAt: NOW, expiresAt: NOW + 1, quorum: 1 };

    expect(keys({ state: { ...pending, remindAt: [NOW + 1] } })).toEqual(['card', 'people:1']);
    expect(keys({ state: { ...pending, reminded: 1 } })).toEqual(['card', 'people:1', 'reminder:1']);
    expect(keys({ state: { ...pending, reminded: 3 } })).toEqual(['card', 'people:1', 'reminder:3']);
    expect(keys({ state: { kind: 'approved', at: NOW } })).toEqual(['card', 'people:1']);
  });

  it('is a report by kind of outcome, of kinds that occurred', () => {
    const outcomes = { succeeded: 1, unconfirmed: 1, skipped: 1 };

    expect(keys({ state: FINISHED, outcomes })).toEqual([
      'card',
      'people:1',
      'report:summary',
      'report:succeeded',
      'report:unconfirmed',
      'report:skipped',
      'notice:finished',
    ]);
  });

  it('is a file and the problems where many people are meant', () => {
    const outcomes = { succeeded: 50, failed: 7, skipped: 3 };

    expect(keys({ people: 60, state: FINISHED, outcomes })).toEqual([
      'card',
      'people:csv',
      'report:summary',
      'report:failed',
      'report:csv',
      'notice:finished',
    ]);
  });

  it('is one notice for every pause', () => {
    const paused = (at: number) => keys({ state: { kind: 'paused', startedAt: NOW, at, reason: 'Credentials.' } });

    expect(paused(NOW)).not.toEqual(paused(NOW + 1));
  });
});

describe('the next step', () => {
  it('is the card before anything in its thread', () => {
    expect(planPosts(aView(), [], at(NOW))).toMatchObject({ kind: 'post', wanted: { key: 'card' }, after: null });
  });

  it('is to look for what may have arrived, once Slack has settled', () => {
    const sending = [row('card', { state: 'sending', ts: null })];
    const knownFor = (ms: number) => planPosts(aView(), sending, { now: NOW, underWay: new Map([['card', ms]]) });

    expect(knownFor(1_000)).toEqual({ kind: 'wait', until: NOW + 2_000 });
    expect(knownFor(3_000)).toMatchObject({ kind: 'find', wanted: { key: 'card' } });
  });

  it('is no look for what was only just found under way, whenever it is said to have left', () => {
    const sending = [row('card', { state: 'sending', ts: null, updated_at: NOW - 3_600_000 })];

    expect(planPosts(aView(), sending, at(NOW))).toEqual({ kind: 'wait', until: NOW + 3_000 });
  });

  it('replaces a card that is gone, and knows which one it was', () => {
    const gone = [row('card', { state: 'failed' }), row('people:1')];

    expect(planPosts(aView(), gone, at(NOW))).toMatchObject({
      kind: 'post',
      wanted: { key: 'card' },
      after: '17.000100',
    });
  });

  it('is to bring an old card up to date, not more often than it may', () => {
    const old = [row('card', { rendered_version: 1, not_before: NOW + 400 }), row('people:1')];

    expect(planPosts(aView(), old, at(NOW))).toEqual({ kind: 'wait', until: NOW + 400 });
    expect(planPosts(aView(), old, at(NOW + 400))).toMatchObject({ kind: 'update', row: { key: 'card' } });
  });

  it('does not wait for one post to make another', () => {
    const rows = [row('card'), row('people:1', { state: 'failed', not_before: NOW + 60_000 })];

    expect(planPosts(aView({ state: FINISHED }), rows, at(NOW))).toMatchObject({
      kind: 'post',
      wanted: { key: 'report:summary' },
    });
  });

  it('is none when all is shown, and when a notice was refused for good', () => {
    const shown = ['card', 'people:1', 'report:summary'].map((key) => row(key));

    expect(planPosts(aView(), shown, at(NOW))).toEqual({ kind: 'done' });
    const refused = row('notice:finished', { state: 'failed', attempts: 5 });
    expect(planPosts(aView({ state: FINISHED }), [...shown, refused], at(NOW))).toEqual({ kind: 'done' });
  });
});
