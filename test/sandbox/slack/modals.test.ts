import type { App, SlackViewAction, ViewClosedAction, ViewSubmitAction } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { ALICE, GENERAL_CHANNEL } from '../../../sandbox/slack/seed.ts';
import { startWithApp } from './bolt-app.ts';

const REASON: ModalView = {
  type: 'modal',
  callback_id: 'reason',
  private_metadata: 'request 7',
  title: { type: 'plain_text', text: 'Why?' },
  submit: { type: 'plain_text', text: 'Send' },
  blocks: [
    {
      type: 'input',
      block_id: 'reason',
      label: { type: 'plain_text', text: 'Reason' },
      element: { type: 'plain_text_input', action_id: 'text', max_length: 20 },
    },
    {
      type: 'input',
      block_id: 'people',
      optional: true,
      label: { type: 'plain_text', text: 'People' },
      element: { type: 'multi_users_select', action_id: 'who' },
    },
  ],
};

const reason = (value: string) => ({ reason: { type: 'plain_text_input', value } });

/** An app whose command opens `view`. */
function opening(view: ModalView) {
  return (app: App) => {
    app.command('/wickr', async ({ ack, client, body }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view });
    });
  };
}

async function withOpenModal(view: ModalView, listen: (app: App) => void) {
  const standing = await startWithApp((app) => {
    opening(view)(app);
    listen(app);
  });
  const { slack } = standing.sandbox;
  const alice = slack.as(ALICE);
  await alice.command(GENERAL_CHANNEL, '/wickr');
  await slack.waitFor('the modal', () => alice.modal());
  return { ...standing, slack, alice };
}

describe('a submission', () => {
  test('carries every input, also those nobody touched, and an empty ack closes the modal', async () => {
    const submitted: ViewSubmitAction[] = [];
    const { alice } = await withOpenModal(REASON, (app) => {
      app.view('reason', async ({ ack, body }) => {
        if (body.type === 'view_submission') submitted.push(body);
        await ack();
      });
    });

    await alice.submit(reason('left'));

    expect(submitted[0]?.view.state.values).toEqual({
      reason: { text: { type: 'plain_text_input', value: 'left' } },
      people: { who: { type: 'multi_users_select', selected_users: [] } },
    });
    expect(submitted[0]?.view).toMatchObject({ private_metadata: 'request 7', callback_id: 'reason' });
    expect(alice.modal()).toBeNull();
  });

  test.each([
    ['nothing in a required input', '', 'Please complete this required field.'],
    ['more than an input takes', 'x'.repeat(21), 'No more than 20 can be entered.'],
  ])('with %s never reaches the app', async (_, entered, error) => {
    let asked = 0;
    const { alice, slack } = await withOpenModal(REASON, (app) => {
      app.view('reason', async ({ ack }) => {
        asked += 1;
        await ack();
      });
    });

    await alice.submit(reason(entered));

    expect(asked).toBe(0);
    expect(slack.notes).toEqual([expect.objectContaining({ kind: 'view-errors', errors: { reason: error } })]);
    expect(alice.modal()).not.toBeNull();
  });

  test('answered with errors stays open and shows them', async () => {
    const { alice, slack } = await withOpenModal(REASON, (app) => {
      app.view('reason', async ({ ack }) => ack({ response_action: 'errors', errors: { reason: 'Say more.' } }));
    });

    await alice.submit(reason('x'));

    expect(slack.notes).toEqual([expect.objectContaining({ errors: { reason: 'Say more.' } })]);
    expect(alice.modal()).not.toBeNull();
  });

  test('answered with an error at no input has trouble connecting', async () => {
    const { alice, slack } = await withOpenModal(REASON, (app) => {
      app.view('reason', async ({ ack }) => ack({ response_action: 'errors', errors: { nowhere: 'Say more.' } }));
    });

    await alice.submit(reason('x'));

    expect(slack.notes).toEqual([
      expect.objectContaining({ errors: { '': expect.stringContaining('trouble connecting') } }),
    ]);
  });

  test('answered with update shows the new view under the same id and another hash', async () => {
    const { alice } = await withOpenModal(REASON, (app) => {
      app.view('reason', async ({ ack }) =>
        ack({ response_action: 'update', view: { ...REASON, title: { type: 'plain_text', text: 'Thanks' } } }),
      );
    });
    const before = alice.modal();

    await alice.submit(reason('x'));

    expect(alice.modal()?.view).toMatchObject({ title: { text: 'Thanks' } });
    expect(alice.modal()?.id).toBe(before?.id);
    expect(alice.modal()?.hash).not.toBe(before?.hash);
  });

  test('answered with a view that Slack refuses has trouble connecting', async () => {
    const tooLong = { ...REASON, title: { type: 'plain_text' as const, text: 'x'.repeat(25) } };
    const { alice, slack } = await withOpenModal(REASON, (app) => {
      app.view('reason', async ({ ack }) => ack({ response_action: 'update', view: tooLong }));
    });

    await alice.submit(reason('x'));

    expect(slack.notes).toEqual([
      expect.objectContaining({ errors: { '': expect.stringContaining('json-pointer:/view/title/text') } }),
    ]);
  });

  test('pushes at most to a stack of three, and clear closes all', async () => {
    const answers = ['push', 'push', 'push', 'clear'] as const;
    let number = 0;
    const { alice, slack, sandbox } = await withOpenModal(REASON, (app) => {
      app.view('reason', async ({ ack }) => {
        const answer = answers[number];
        number += 1;
        await (answer === 'clear' ? ack({ response_action: 'clear' }) : ack({ response_action: 'push', view: REASON }));
      });
    });

    for (const _ of [1, 2, 3]) await alice.submit(reason('x'));
    const stackOfThree = sandbox.workspace.stack(ALICE);
    await alice.submit(reason('x'));

    expect(stackOfThree.length).toBe(3);
    expect(stackOfThree.map(({ rootId }) => rootId)).toEqual(Array(3).fill(stackOfThree[0]?.id));
    expect(slack.notes).toEqual([
      expect.objectContaining({ errors: { '': expect.stringContaining('push_limit_reached') } }),
    ]);
    expect(alice.modal()).toBeNull();
  });

  test('acknowledged after the app pushed another view closes itself, not the other', async () => {
    const { alice, sandbox } = await withOpenModal(REASON, (app) => {
      app.view('reason', async ({ ack, body, client }) => {
        if (body.type !== 'view_submission') return;
        await client.views.push({ trigger_id: body.trigger_id, view: { ...REASON, callback_id: 'pushed' } });
        await ack();
      });
    });

    await alice.submit(reason('x'));

    expect(sandbox.workspace.stack(ALICE).map(({ view }) => view['callback_id'])).toEqual(['pushed']);
  });

  test('without an ack in three seconds has trouble connecting and stays open', async () => {
    const reached = Promise.withResolvers<void>();
    const { alice, slack, clock } = await withOpenModal(REASON, (app) => {
      app.view('reason', async () => reached.resolve());
    });

    const submission = alice.submit(reason('x'));
    await reached.promise;
    clock.advance(3_001);
    await submission;

    expect(slack.notes).toEqual([
      expect.objectContaining({ errors: { '': 'We had some trouble connecting. Try again?' } }),
    ]);
    expect(alice.modal()).not.toBeNull();
  });
});

describe('a file input', () => {
  const FILES: ModalView = {
    type: 'modal',
    callback_id: 'files',
    title: { type: 'plain_text', text: 'Whom?' },
    submit: { type: 'plain_text', text: 'Send' },
    blocks: [
      {
        type: 'input',
        block_id: 'file',
        label: { type: 'plain_text', text: 'File' },
        element: { type: 'file_input', action_id: 'csv', filetypes: ['csv'], max_files: 1 },
      },
      {
        type: 'input',
        block_id: 'where',
        optional: true,
        dispatch_action: true,
        label: { type: 'plain_text', text: 'Where' },
        element: {
          type: 'static_select',
          action_id: 'where',
          options: [{ text: { type: 'plain_text', text: 'Here' }, value: 'here' }],
        },
      },
    ],
  };

  test('gives the app each file with an address that its token opens', async () => {
    const submitted = Promise.withResolvers<ViewSubmitAction>();
    const { alice, sandbox } = await withOpenModal(FILES, (app) => {
      app.view('files', async ({ ack, body }) => {
        await ack();
        if (body.type === 'view_submission') submitted.resolve(body);
      });
    });

    await alice.submit({ file: alice.attach('people.csv', 'email\n') });

    const [file] = (await submitted.promise).view.state.values['file']?.['csv']?.files ?? [];
    expect(file).toMatchObject({ name: 'people.csv', filetype: 'csv', size: 6 });
    const headers = { authorization: `Bearer ${sandbox.env['SLACK_BOT_TOKEN']}` };
    expect(await (await fetch(file?.url_private ?? '', { headers })).text()).toBe('email\n');
  });

  test('refuses other endings and more files than it takes before the app hears of it', async () => {
    const { alice, slack } = await withOpenModal(FILES, () => {});
    const [one, two] = [alice.attach('a.csv', 'a'), alice.attach('b.csv', 'b')];
    const files = [one['files'], two['files']].flat();

    await alice.submit({ file: alice.attach('people.xlsx', 'PK') });
    await alice.submit({ file: { type: 'file_input', files } });

    expect(slack.notes).toEqual([
      expect.objectContaining({ errors: { file: 'This type of file is not supported.' } }),
      expect.objectContaining({ errors: { file: 'No more than 1 can be entered.' } }),
    ]);
  });

  test('stands in what a select beside it tells the app at once', async () => {
    const heard = Promise.withResolvers<unknown>();
    const { alice } = await withOpenModal(FILES, (app) => {
      app.action({ type: 'block_actions', block_id: 'where' }, async ({ ack, body }) => {
        await ack();
        heard.resolve(body.view?.state.values);
      });
    });

    await alice.choose('where', 'here', { file: alice.attach('people.csv', 'email\n') });

    expect(await heard.promise).toMatchObject({
      where: { where: { selected_option: { value: 'here' } } },
      file: { csv: { files: [{ name: 'people.csv' }] } },
    });
  });
});

describe('closing', () => {
  test('tells an app that asked to know, once and without a trigger', async () => {
    const closed = Promise.withResolvers<ViewClosedAction>();
    const { alice } = await withOpenModal({ ...REASON, notify_on_close: true }, (app) => {
      app.view({ callback_id: 'reason', type: 'view_closed' }, async ({ ack, body }) => {
        await ack();
        if (body.type === 'view_closed') closed.resolve(body);
      });
    });

    await alice.close();

    const told = await closed.promise;
    expect(told).toMatchObject({ type: 'view_closed', is_cleared: false });
    expect(told).not.toHaveProperty('trigger_id');
    expect(alice.modal()).toBeNull();
  });

  test('is silent for an app that did not', async () => {
    const heard: SlackViewAction[] = [];
    const { alice } = await withOpenModal(REASON, (app) => {
      app.view({ callback_id: 'reason', type: 'view_closed' }, async ({ ack, body }) => {
        heard.push(body);
        await ack();
      });
    });

    await alice.close();

    expect(heard).toEqual([]);
  });
});

describe('a trigger', () => {
  async function openWith(use: (open: (triggerId?: string) => Promise<string>, skip: () => void) => Promise<string>) {
    const done = Promise.withResolvers<string>();
    const { sandbox, clock } = await startWithApp((app) => {
      app.command('/wickr', async ({ ack, client, body }) => {
        await ack();
        const open = (triggerId = body.trigger_id) =>
          client.views.open({ trigger_id: triggerId, view: REASON }).then(
            () => 'opened',
            (error: { data: { error: string } }) => error.data.error,
          );
        done.resolve(await use(open, () => clock.advance(3_001)));
      });
    });
    await sandbox.slack.as(ALICE).command(GENERAL_CHANNEL, '/wickr');
    return done.promise;
  }

  test('opens one view', async () => {
    const second = await openWith(async (open) => {
      await open();
      return open();
    });

    expect(second).toBe('exchanged_trigger_id');
  });

  test('lives for three seconds', async () => {
    const late = await openWith(async (open, skip) => {
      skip();
      return open();
    });

    expect(late).toBe('expired_trigger_id');
  });

  test('cannot be made up', async () => {
    expect(await openWith((open) => open('12345.98765.abcd2358fdea'))).toBe('invalid_trigger_id');
  });
});
