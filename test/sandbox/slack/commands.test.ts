import type { SlashCommand } from '@slack/bolt';
import { expect, test } from 'vitest';
import { ALICE, APPROVALS_CHANNEL, BOB, GENERAL_CHANNEL } from '../../../sandbox/slack/seed.ts';
import { connectApp, startStandIn, startWithApp, startWithHttpApp } from './bolt-app.ts';

test('a command arrives escaped, and only the person who typed it sees the answer', async () => {
  const arrived: SlashCommand[] = [];
  const { sandbox } = await startWithApp((app) => {
    app.command('/wickr', async ({ command, ack }) => {
      arrived.push(command);
      await ack('One moment');
    });
  });
  const alice = sandbox.slack.as(ALICE);

  await alice.command(GENERAL_CHANNEL, '/wickr suspend @bob @it-admins --reason "a & b"');

  expect(arrived[0]).toMatchObject({
    command: '/wickr',
    text: `suspend <@${BOB}|bob> <!subteam^S0ITADMINS|@it-admins> --reason "a &amp; b"`,
    user_id: ALICE,
    channel_id: GENERAL_CHANNEL,
  });
  expect(alice.ephemerals().map(({ text }) => text)).toEqual(['One moment']);
  expect(sandbox.slack.as(BOB).ephemerals()).toEqual([]);
  expect(sandbox.workspace.history(GENERAL_CHANNEL)).toEqual([]);
});

test('an answer in the channel shows everyone the command line too', async () => {
  const { sandbox } = await startWithApp((app) => {
    app.command('/wickr', async ({ ack }) => ack({ response_type: 'in_channel', text: 'Hello all' }));
  });

  await sandbox.slack.as(ALICE).command(GENERAL_CHANNEL, '/wickr help');

  expect(sandbox.slack.messagesIn(GENERAL_CHANNEL).map(({ user, text }) => [user, text])).toEqual([
    [ALICE, '/wickr help'],
    [sandbox.slack.messagesIn(GENERAL_CHANNEL)[1]?.user, 'Hello all'],
  ]);
});

test('a plain ack shows nothing', async () => {
  const { sandbox } = await startWithApp((app) => {
    app.command('/wickr', async ({ ack }) => ack());
  });

  await sandbox.slack.as(ALICE).command(GENERAL_CHANNEL, '/wickr');

  expect(sandbox.workspace.visibleTo(ALICE)).toEqual([]);
});

test('without an app a command fails with dispatch_failed', async () => {
  const { sandbox } = await startStandIn();

  await sandbox.slack.as(ALICE).command(GENERAL_CHANNEL, '/wickr help');

  expect(sandbox.slack.notes).toEqual([
    expect.objectContaining({ user: ALICE, text: '/wickr failed with the error "dispatch_failed"' }),
  ]);
});

test('a command that the manifest does not have never reaches the app', async () => {
  const { sandbox } = await startStandIn();

  await sandbox.slack.as(ALICE).command(GENERAL_CHANNEL, '/wicker help');

  expect(sandbox.slack.notes).toEqual([expect.objectContaining({ text: '/wicker is not a valid command.' })]);
});

test('an ack after three seconds is too late: the person sees operation_timeout and nothing of the answer', async () => {
  const reached = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const acked = Promise.withResolvers<void>();
  const { sandbox, clock } = await startWithApp((app) => {
    app.command('/wickr', async ({ ack }) => {
      reached.resolve();
      await goOn.promise;
      await ack('Too late');
      acked.resolve();
    });
  });
  const alice = sandbox.slack.as(ALICE);

  const command = alice.command(GENERAL_CHANNEL, '/wickr help');
  await reached.promise;
  clock.advance(3_001);
  await command;
  goOn.resolve();
  await acked.promise;

  expect(sandbox.slack.notes.map((note) => (note.kind === 'slackbot' ? note.text : ''))).toEqual([
    '/wickr failed with the error "operation_timeout"',
  ]);
  expect(alice.ephemerals()).toEqual([]);
});

test('of two connected apps exactly one gets each command', async () => {
  const got: number[] = [];
  const { sandbox } = await startStandIn();
  for (const number of [1, 2]) {
    await connectApp(sandbox, (app) => {
      app.command('/wickr', async ({ ack }) => {
        got.push(number);
        await ack();
      });
    });
  }

  for (let count = 0; count < 24; count += 1) await sandbox.slack.as(ALICE).command(GENERAL_CHANNEL, '/wickr help');

  expect(got.length).toBe(24);
  expect(new Set(got)).toEqual(new Set([1, 2]));
});

test('response_url takes five posts in half an hour, also where the app is no member', async () => {
  const done = Promise.withResolvers<number[]>();
  const { sandbox } = await startWithApp((app) => {
    app.command('/wickr', async ({ command, ack }) => {
      await ack();
      const post = async (text: string) => {
        const body = JSON.stringify({ text });
        const headers = { 'content-type': 'application/json' };
        return (await fetch(command.response_url, { method: 'POST', headers, body })).status;
      };
      const statuses: number[] = [];
      for (let count = 1; count <= 6; count += 1) statuses.push(await post(`Post ${count}`));
      done.resolve(statuses);
    });
  });
  const alice = sandbox.slack.as(ALICE);

  await alice.command('C0HELPDESK', '/wickr status');

  expect(await done.promise).toEqual([200, 200, 200, 200, 200, 404]);
  expect(alice.ephemerals().map(({ text }) => text)).toEqual(['Post 1', 'Post 2', 'Post 3', 'Post 4', 'Post 5']);
});

test('response_url is void after half an hour', async () => {
  const done = Promise.withResolvers<number>();
  const { sandbox, clock } = await startWithApp((app) => {
    app.command('/wickr', async ({ ack, respond }) => {
      await ack();
      clock.advance(30 * 60_000 + 1);
      await respond('Late').catch((error: { statusCode: number }) => done.resolve(error.statusCode));
    });
  });

  await sandbox.slack.as(ALICE).command(GENERAL_CHANNEL, '/wickr status');

  expect(await done.promise).toBe(404);
  expect(sandbox.slack.as(ALICE).ephemerals()).toEqual([]);
});

test('by HTTP a command arrives signed, and the answer comes with the response', async () => {
  const { sandbox } = await startWithHttpApp((app) => {
    app.command('/wickr', async ({ command, ack }) => ack(`You said ${command.text}`));
  });
  const alice = sandbox.slack.as(ALICE);

  await alice.command(APPROVALS_CHANNEL, '/wickr status @bob');

  expect(alice.ephemerals().map(({ text }) => text)).toEqual([`You said status <@${BOB}|bob>`]);
});

test('by HTTP an app with another signing secret refuses, and the person sees dispatch_failed', async () => {
  const { sandbox } = await startWithHttpApp(() => {}, { signingSecret: 'not the secret' });

  await sandbox.slack.as(ALICE).command(GENERAL_CHANNEL, '/wickr help');

  expect(sandbox.slack.notes).toEqual([
    expect.objectContaining({ text: '/wickr failed with the error "dispatch_failed"' }),
  ]);
});

test('by HTTP an app that does not answer in three seconds is given up', async () => {
  const reached = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const { sandbox, clock } = await startWithHttpApp((app) => {
    app.command('/wickr', async ({ ack }) => {
      reached.resolve();
      await goOn.promise;
      await ack('Too late');
    });
  });

  const command = sandbox.slack.as(ALICE).command(GENERAL_CHANNEL, '/wickr help');
  await reached.promise;
  clock.advance(3_001);
  await command;
  goOn.resolve();

  expect(sandbox.slack.notes).toEqual([
    expect.objectContaining({ text: '/wickr failed with the error "operation_timeout"' }),
  ]);
});
