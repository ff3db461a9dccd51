import { expect, test } from 'vitest';
import { slackChannelId } from '../../../src/ids.ts';
import { loadTargets, loadView } from '../../../src/requests/request-records.ts';
import { createPresenter } from '../../../src/slack/present/presenter.ts';
import type { Store } from '../../../src/store/store.ts';
import { quietLog } from '../../support/quiet-log.ts';
import { testStore } from '../../support/test-store.ts';
import { FakePosts } from '../support/fake-posts.ts';
import { moveTo, storeRequest } from '../support/stored-request.ts';
import { NOW, PENDING, SUSPEND } from '../support/views.ts';

test('a replica that froze between its intent and its post posts nothing once another has taken over', async () => {
  let now = NOW;
  const clock = { now: () => now, elapsed: () => now, sleep: async () => {} };
  const slack = new FakePosts();
  const store = await testStore();
  await storeRequest(store, 3);
  await moveTo(store, PENDING);
  const presenterOn = (its: Store) =>
    createPresenter({
      store: its,
      posts: slack,
      loadView,
      loadTargets,
      describe: () => SUSPEND,
      cards: { now: async () => null, soon: async () => null },
      approvalsChannel: slackChannelId('C0APPROVALS'),
      clock,
      log: quietLog,
    });
  const { promise: frozen, resolve: thaw } = Promise.withResolvers<void>();
  const { promise: intended, resolve: hasIntended } = Promise.withResolvers<void>();
  let freezes = true;
  const sleepy = presenterOn({
    ...store,
    write: async (work) => {
      const done = await store.write(work);
      const sending = await store.db.selectFrom('posts').select('key').where('state', '=', 'sending').execute();
      if (freezes && sending.length > 0) {
        freezes = false;
        hasIntended();
        await frozen;
      }
      return done;
    },
  });
  const awake = presenterOn(store);
  const { signal } = new AbortController();

  const asleep = sleepy.step(signal);
  await intended;
  for (let looks = 0; looks < 100; looks += 1) {
    now += 2_000;
    await awake.step(signal);
  }
  const shown = slack.keys();
  thaw();
  await asleep;

  expect(shown).toEqual(['card', 'people:1']);
  expect(slack.keys()).toEqual(shown);
  await store.close();
});
