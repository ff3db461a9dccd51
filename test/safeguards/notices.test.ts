import { expect, test } from 'vitest';
import { planPosts } from '../../src/slack/present/plan-posts.ts';
import { wantedPosts } from '../../src/slack/present/wanted-posts.ts';
import { aView, NOW } from '../slack/support/views.ts';

const second = (state: NonNullable<Parameters<typeof aView>[0]>['state'], notices = true) =>
  wantedPosts(aView({ ...(state ? { state } : {}) }), notices)
    .filter(({ place }) => place === 'notices')
    .map(({ key }) => key);

test('the second channel is told of request, start, pause and end, each under a key of its own', () => {
  expect(second({ kind: 'approved', at: NOW })).toEqual(['second:asked']);
  expect(second({ kind: 'running', startedAt: NOW })).toEqual(['second:asked', 'second:started']);
  expect(second({ kind: 'paused', startedAt: NOW, at: NOW + 1, reason: 'It broke.' })).toContain(
    `second:paused:${NOW + 1}`,
  );
  expect(second({ kind: 'finished', startedAt: NOW, at: NOW + 2 })).toEqual([
    'second:asked',
    'second:started',
    'second:ended',
  ]);
});

test('without a second channel nothing is told there, and a draft never is', () => {
  expect(second({ kind: 'running', startedAt: NOW }, false)).toEqual([]);
  expect(second({ kind: 'drafted', lapsesAt: NOW })).toEqual([]);
});

test('a notice that may have been posted is looked for before it is posted again', () => {
  const view = aView({ state: { kind: 'running', startedAt: NOW } });
  const posted = (key: string, state: string) => ({
    request_id: view.request.id,
    key,
    state,
    channel_id: 'C1',
    ts: '1.1',
    rendered_version: view.request.version,
    attempts: 1,
    not_before: 0,
    updated_at: NOW - 60_000,
  });
  const rows = wantedPosts(view, true).map(({ key }) => posted(key, key === 'second:started' ? 'sending' : 'posted'));

  expect(planPosts(view, rows, { now: NOW, underWay: new Map([['second:started', 60_000]]) }, true)).toMatchObject({
    kind: 'find',
    wanted: { key: 'second:started' },
  });
});
