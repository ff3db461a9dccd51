import { describe, expect, test } from 'vitest';
import { slackChannelId } from '../../src/ids.ts';
import { noteOutsideFreeze } from '../../src/requests/note-outside-freeze.ts';
import type { Safeguards } from '../../src/safeguards/settings.ts';
import { createNoticeBoard } from '../../src/slack/present/notice-board.ts';
import { FakePosts } from '../slack/support/fake-posts.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { quietLog } from '../support/quiet-log.ts';
import { NO_SAFEGUARDS } from '../support/safeguards.ts';

const CHANNEL = slackChannelId('C0NOTICES');
const HOUR_MS = 3_600_000;

const upTo = (small: number): Safeguards => ({
  ...NO_SAFEGUARDS,
  caps: { ...NO_SAFEGUARDS.caps, suspend: { people: 500, percent: 20, small } },
});

async function withBoard({ channel = CHANNEL as typeof CHANNEL | null } = {}) {
  const domain = await buildDomain({
    accounts: Array.from({ length: 8 }, (_, index) => account(String(1_000 + index))),
    safeguards: upTo(3),
  });
  const slack = new FakePosts();
  const { store, clock } = domain;
  const board = () => createNoticeBoard({ store, posts: slack, noticesChannel: channel, clock, log: quietLog });
  /** As long as it takes, a minute at most. */
  const tell = async (its = board()) => {
    for (let second = 0; second < 60; second += 1) {
      await its(new AbortController().signal);
      clock.advance(1_000);
    }
  };
  const told = async () => {
    await tell();
    return slack.posts.map(({ text }) => text);
  };
  return { ...domain, slack, board, tell, told };
}

describe('the second channel', () => {
  test('is told who froze Muster and why, and who let it go on', async () => {
    const { cast, clock, told, useCases } = await withBoard();

    await useCases.freeze(actor(cast.bob), 'wrong list <!channel>');
    await useCases.freeze(actor(cast.carol), 'me too');
    clock.advance(1_000);
    await useCases.unfreeze(actor(cast.carol));

    expect(await told()).toEqual([
      expect.stringMatching(/^Frozen by <@U0BOB>, .*: wrong list &lt;!channel&gt;\. No new call is made/),
      'The freeze by <@U0BOB> was lifted by <@U0CAROL>. Calls go on.',
    ]);
  });

  test('is told of a freeze from outside of Slack once, however many processes hold it', async () => {
    const { clock, deps, told } = await withBoard();
    const says = (owner: string, file: boolean) =>
      noteOutsideFreeze(deps, { owner, alone: false }, { file, variable: false });

    for (const owner of ['one', 'two', 'one', 'two']) await says(owner, true);
    clock.advance(1_000);
    for (const owner of ['one', 'two', 'one', 'two']) await says(owner, false);

    expect(await told()).toEqual([
      expect.stringMatching(/^Frozen from outside of Slack \(file\)/),
      'The freeze from outside of Slack (file) was lifted. Calls go on.',
    ]);
  });

  test('is told that a cap refused a preview, a submission and an approval: each once within an hour', async () => {
    const { cast, clock, preview, store, told, useCases } = await withBoard();
    const drafted = async (...ids: string[]) => {
      const made = await preview(byId(...ids));
      return made.kind === 'previewed' ? made.view.request.id : expect.fail(JSON.stringify(made));
    };
    const [first, second] = [await drafted('1000', '1001'), await drafted('1002', '1003')];
    const alice = actor(cast.alice);
    await useCases.submit(first, alice, { reason: null, phrase: null });
    const stricter = await buildDomain({ accounts: [], store, safeguards: upTo(1), seed: 2 });

    for (let again = 0; again < 3; again += 1) {
      await preview(byId('1004', '1005', '1006', '1007'));
      clock.advance(1_000);
      await useCases.submit(second, alice, { reason: null, phrase: null });
      stricter.clock.advance(10_000);
      await stricter.useCases.approve(first, actor(cast.bob));
    }
    const once = await told();
    clock.advance(HOUR_MS);
    await preview(byId('1004', '1005', '1006', '1007'));
    const later = await told();

    expect(once).toEqual([
      expect.stringMatching(
        /when <@U0ALICE> asked for suspend: Too many within 24 hours: .* \+ 4 now = 6 of at most 3/,
      ),
      expect.stringMatching(/when <@U0ALICE> submitted suspend in acme-prod: .* \+ 2 now = 4 of at most 3/),
      expect.stringMatching(/when <@U0BOB> approved suspend in acme-prod: .* \+ 2 now = 2 of at most 1/),
    ]);
    expect(later.slice(3)).toEqual([expect.stringContaining('asked for suspend')]);
  });

  test('is told nothing of people who may not ask, and of nobody by name', async () => {
    const { cast, preview, told } = await withBoard();

    await preview(byId('1000'), 'suspend', cast.dave);
    await preview(byId('1000', '1001', '1002', '1003'));

    const all = (await told()).join('\n');
    expect(all).not.toMatch(/U0DAVE|1000|@acme/);
  });
});

describe('a notice', () => {
  test('whose answer was lost is looked for and not told twice', async () => {
    const { cast, slack, told, useCases } = await withBoard();
    let calls = 0;
    slack.mood = (call) => {
      calls += call === 'post' ? 1 : 0;
      return call === 'post' && calls === 1 ? { kind: 'loses', effect: true } : { kind: 'well' };
    };
    await useCases.freeze(actor(cast.bob), null);

    expect(await told()).toHaveLength(1);
    expect(slack.calls).toEqual(['post', 'find']);
  });

  test('that certainly did not arrive is told again, also after Slack said no or asked to wait', async () => {
    const { cast, slack, told, useCases } = await withBoard();
    const moods = [
      { kind: 'loses', effect: false },
      { kind: 'well' },
      { kind: 'refuses', code: 'not_in_channel' },
      { kind: 'throttles', retryAfterMs: 7_000 },
    ] as const;
    slack.mood = () => moods[slack.calls.length - 1] ?? { kind: 'well' };
    await useCases.freeze(actor(cast.bob), null);

    expect(await told()).toHaveLength(1);
    expect(slack.calls).toEqual(['post', 'find', 'post', 'post', 'post']);
  });

  test('is told once by two processes that look at the same time', async () => {
    const { board, cast, slack, tell, useCases } = await withBoard();
    await useCases.freeze(actor(cast.bob), null);

    const { signal } = new AbortController();
    await Promise.all([board()(signal), board()(signal)]);
    await tell();

    expect(slack.posts).toHaveLength(1);
  });

  test('without a second channel is let go, and not told when there is one later', async () => {
    const { cast, board, slack, store, useCases } = await withBoard({ channel: null });
    await useCases.freeze(actor(cast.bob), null);

    await board()(new AbortController().signal);

    expect(slack.calls).toEqual([]);
    expect(await store.db.selectFrom('notices').select('state').execute()).toEqual([{ state: 'dropped' }]);
  });

  test('is forgotten after a week', async () => {
    const { board, cast, clock, store, tell, useCases } = await withBoard();
    await useCases.freeze(actor(cast.bob), null);
    await tell();
    clock.advance(8 * 24 * HOUR_MS);

    await board()(new AbortController().signal);

    expect(await store.db.selectFrom('notices').selectAll().execute()).toEqual([]);
  });
});
