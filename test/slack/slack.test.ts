import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { slackTeamId, slackUserId } from '../../src/ids.ts';
import type { Actor, Ask, PermittedOperation, Previewed, UseCases } from '../../src/requests/use-cases.ts';
import { ACTIONS, VIEWS } from '../../src/slack/action-ids.ts';
import { REASON } from '../../src/slack/blocks/reason-modal.ts';
import { buttonValue } from '../../src/slack/button-value.ts';
import { carriedMetadata } from '../../src/slack/modals/compose-metadata.ts';
import { startBot, type TestBot } from './support/bot.ts';
import { moveTo, storeRequest } from './support/stored-request.ts';
import { aTarget, aView, NOW, PENDING, someTargets, type ViewParts } from './support/views.ts';

const ALICE: Actor = { id: slackUserId('U0ALICE'), teamId: slackTeamId('T0ACME') };
const DRAFT: ViewParts = { state: { kind: 'drafted', lapsesAt: NOW + 3_600_000 }, people: 3 };
const VALUE = buttonValue(aView().request);

function previewed(parts: ViewParts = DRAFT): Previewed {
  const view = aView(parts);
  const targets = someTargets(view.request.people);
  return { kind: 'previewed', view, targets, deciders: '<@U0BOB>', quorum: 1 };
}

const PERMITTED: readonly PermittedOperation[] = [
  {
    directory: 'acme-prod',
    isDefault: true,
    operation: 'suspend',
    effect: 'Signs them out.',
    reversible: true,
    options: [],
    forNewcomers: false,
  },
];

let bot: TestBot;
const finished: TestBot[] = [];

async function having(expected: Partial<UseCases>): Promise<TestBot> {
  bot = await startBot(expected);
  return bot;
}

/** Ends the bot, so that everything it was about to do is done. */
async function done(): Promise<TestBot['slack']> {
  finished.push(bot);
  await bot.finish();
  return bot.slack;
}

/** The card of the request stands in the approvals channel already. */
async function cardStands(): Promise<void> {
  const { request } = await storeRequest(bot.store, 3);
  const post = { request_id: request.id, key: 'card', state: 'posted', channel_id: 'C0APPROVALS', ts: '17.000100' };
  await bot.store.write((tx) =>
    tx
      .insertInto('posts')
      .values({ ...post, rendered_version: 1, attempts: 0, not_before: 0, updated_at: NOW })
      .execute(),
  );
  bot.slack.answers.set('chat.getPermalink', () => ({ ok: true, permalink: 'https://acme.slack.com/archives/C0/p17' }));
}

beforeEach(() => {
  finished.length = 0;
});
afterEach(async () => {
  if (!finished.includes(bot)) await bot.finish();
});

describe('a slash command', () => {
  it('is answered at once, and then with a preview of exactly what was asked', async () => {
    const asked: Ask[] = [];
    await having({
      preview: async (ask) => {
        asked.push(ask);
        return previewed();
      },
    });

    const { status, text } = await bot.command('suspend alice@acme.example --in acme-prod --reason "left"');
    const { responses } = await done();

    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({
      response_type: 'ephemeral',
      text: expect.stringMatching(/^Looking up who you mean/),
    });
    expect(asked).toMatchObject([
      {
        actor: ALICE,
        kind: 'wickr',
        operation: 'suspend',
        directory: 'acme-prod',
        reason: 'left',
        selection: null,
        options: {},
      },
    ]);
    expect(responses).toHaveLength(1);
    expect(responses[0]?.body).toMatchObject({ response_type: 'ephemeral', replace_original: false });
    expect(responses[0]?.body['text']).toBe(
      'Suspend 3 people in acme-prod? 3 people will be suspended. Who exactly: Person 0, Person 1 and Person 2. Nothing has happened yet.',
    );
    expect(JSON.stringify(responses[0]?.body)).toContain(ACTIONS.submit);
  });

  it('that is only tried has no way to submit', async () => {
    await having({ preview: async () => previewed() });

    await bot.command('suspend alice@acme.example --dry-run');
    const { responses } = await done();

    expect(JSON.stringify(responses[0]?.body)).not.toContain(ACTIONS.submit);
  });

  it('that Slack delivers twice is done once', async () => {
    let previews = 0;
    await having({
      preview: async () => {
        previews += 1;
        return previewed();
      },
    });

    await bot.command('suspend alice@acme.example', { trigger_id: 'the-same' });
    await bot.command('suspend alice@acme.example', { trigger_id: 'the-same' });
    await done();

    expect(previews).toBe(1);
  });

  it('for another workspace or another app reaches nobody', async () => {
    await having({});

    await bot.command('suspend alice@acme.example', { team_id: 'T0OTHER' });
    await bot.command('suspend alice@acme.example', { api_app_id: 'A0OTHER' });
    const { responses, calls } = await done();

    expect(responses).toEqual([]);
    expect(calls.map(({ method }) => method)).toEqual(['auth.test']);
  });

  it('that cannot be read is answered with what was wrong and what the person may ask for', async () => {
    await having({ permitted: async () => PERMITTED, mayLookUp: async () => [] });

    await bot.command('supend alice@acme.example');
    const { responses } = await done();

    expect(responses[0]?.body['text']).toMatch(/supend.*suspend/);
    expect(JSON.stringify(responses[0]?.body)).toContain('Signs them out.');
  });

  it('shows the latest requests, or one with the way to its card', async () => {
    await having({ recent: async () => [aView()], status: async (id) => (id === '0193' ? aView() : null) });

    await bot.command('status');
    await bot.command('status 0193');
    await bot.command('status 9999');
    const { responses } = await done();

    const texts = responses.map(({ body }) => String(body['text']));
    expect(texts.some((text) => text.startsWith('Latest requests. Suspend 3 people in acme-prod: pending.'))).toBe(
      true,
    );
    expect(texts.some((text) => text.startsWith('Suspend 3 people in acme-prod. Waiting for approval'))).toBe(true);
    expect(texts.some((text) => text.startsWith('There is no such request that you may see.'))).toBe(true);
  });

  it('that breaks inside tells the person so, with a reference', async () => {
    await having({
      preview: async () => {
        throw new Error('The store is gone');
      },
    });

    await bot.command('suspend alice@acme.example');
    const { responses } = await done();

    expect(responses[0]?.body['text']).toMatch(/Something went wrong on my side.*reference [0-9a-f]{8}\.$/);
  });

  it('is answered in the channel or directly when its response address is used up', async () => {
    await having({ preview: async () => ({ kind: 'refused', reason: 'You may not <!channel>.' }) });
    bot.slack.spent.add('/response/command');
    bot.slack.answers.set('chat.postEphemeral', () => ({ ok: false, error: 'user_not_in_channel' }));

    await bot.command('suspend alice@acme.example');
    const slack = await done();

    expect(slack.called('chat.postEphemeral')).toHaveLength(1);
    expect(slack.called('chat.postMessage')[0]?.args).toMatchObject({
      channel: 'U0ALICE',
      text: 'You may not &lt;!channel&gt;.',
    });
  });
});

describe('a signature', () => {
  it('must be right, and from now', async () => {
    await having({});
    const soon = Math.floor(Date.now() / 1_000);

    expect((await bot.deliver({ command: '/wickr' }, { secret: 'forged' })).status).toBe(401);
    expect((await bot.deliver({ command: '/wickr' }, { stamp: soon - 600 })).status).toBe(401);
    expect((await bot.deliver({ command: '/wickr' }, { stamp: soon + 120 })).status).toBe(401);
  });
});

describe('a preview', () => {
  it('is submitted once with its button, and becomes a line with a way back', async () => {
    const submitted: unknown[] = [];
    await having({
      submit: async (...args) => {
        submitted.push(args);
        return { kind: 'done', view: aView() };
      },
    });

    await cardStands();
    await bot.click(ACTIONS.submit, VALUE, { trigger_id: 'the-same' });
    await bot.click(ACTIONS.submit, VALUE, { trigger_id: 'the-same' });
    const { responses } = await done();

    expect(submitted).toEqual([[aView().request.id, ALICE, { reason: null, phrase: null }]]);
    expect(responses).toHaveLength(1);
    expect(responses[0]?.body).toMatchObject({ replace_original: true });
    expect(responses[0]?.body['text']).toBe(
      'Submitted for approval: Suspend 3 people in acme-prod. <https://acme.slack.com/archives/C0/p17|See the card.>',
    );
    expect(JSON.stringify(responses[0]?.body)).toContain(ACTIONS.withdraw);
  });

  it('turns its pages where it stands', async () => {
    const many = { ...DRAFT, people: 57 };
    await having({ showDraft: async () => previewed(many) });

    await bot.click(ACTIONS.nextPage, buttonValue(aView().request, { page: 2, dryRun: true }));
    const { responses } = await done();

    const shown = JSON.stringify(responses[0]?.body);
    expect(responses[0]?.body).toMatchObject({ replace_original: true });
    expect(shown).toContain('Who exactly: 41 to 57 of 57 people');
    expect(shown).not.toContain(ACTIONS.submit);
    expect(shown).not.toContain(ACTIONS.nextPage);
  });
});

describe('a card', () => {
  const onCard = { container: { type: 'message', channel_id: 'C0APPROVALS', message_ts: '1.1' } };

  it('is approved with a click, and only the clicker is told', async () => {
    await having({ approve: async () => ({ kind: 'done', view: aView() }) });

    await bot.click(ACTIONS.approve, VALUE, onCard);
    const { responses } = await done();

    expect(responses[0]?.body).toMatchObject({ response_type: 'ephemeral', replace_original: false });
    expect(responses[0]?.body['text']).toMatch(/^Your approval counts\. Suspend 3 people in acme-prod: Waiting/);
  });

  it('ends the reminders of a request', async () => {
    const asked: unknown[] = [];
    await having({
      quiet: async (...args) => {
        asked.push(args);
        return { kind: 'done', view: aView() };
      },
    });

    await bot.click(ACTIONS.quiet, VALUE, onCard);
    const { responses } = await done();

    expect(asked).toEqual([[aView().request.id, ALICE]]);
    expect(responses[0]?.body['text']).toMatch(/^Nobody is reminded of this request any more\. Suspend 3 people/);
  });

  it('tells a late click what has become of the request', async () => {
    const view = aView({ state: { kind: 'withdrawn', at: NOW, by: slackUserId('U0REQUESTER') } });
    await having({ approve: async () => ({ kind: 'too-late', reason: 'It was withdrawn.', view }) });

    await bot.click(ACTIONS.approve, VALUE, onCard);
    const { responses } = await done();

    expect(responses[0]?.body['text']).toMatch(/^It was withdrawn\. Suspend 3 people in acme-prod: Withdrawn by/);
  });

  it('is rejected with a reason, asked of those who may decide', async () => {
    const rejected: unknown[] = [];
    await having({
      mayDecide: async () => ({ kind: 'allowed', view: aView() }),
      reject: async (...args) => {
        rejected.push(args);
        return { kind: 'done', view: aView() };
      },
    });
    bot.slack.answers.set('views.open', () => ({ ok: true, view: { id: 'V0VIEW' } }));

    await bot.click(ACTIONS.reject, VALUE, onCard);
    await expect.poll(() => bot.slack.called('views.update').length).toBe(1);
    const form = bot.slack.called('views.update')[0]?.args['view'] as { private_metadata: string };
    await bot.submitView(VIEWS.reject, {
      private_metadata: form.private_metadata,
      state: { values: { [REASON.block]: { [REASON.value]: { type: 'plain_text_input', value: ' Wrong team ' } } } },
    });
    await done();

    expect(rejected).toEqual([[aView().request.id, ALICE, 'Wrong team']]);
  });

  it('is not rejected by those who may not decide', async () => {
    await having({ mayDecide: async () => ({ kind: 'refused', reason: 'You asked for this yourself.' }) });
    bot.slack.answers.set('views.open', () => ({ ok: true, view: { id: 'V0VIEW' } }));

    await bot.click(ACTIONS.reject, VALUE, onCard);
    const slack = await done();

    const shown = slack.called('views.update')[0]?.args['view'];
    expect(JSON.stringify(shown)).toContain('You asked for this yourself.');
    expect(JSON.stringify(shown)).not.toContain(VIEWS.reject);
  });

  it('opens a new preview for those who failed', async () => {
    await having({ retryFailed: async () => previewed() });

    await bot.click(ACTIONS.retryFailed, VALUE, onCard);
    const { responses } = await done();

    expect(responses[0]?.body).toMatchObject({ replace_original: false });
    expect(JSON.stringify(responses[0]?.body)).toContain(ACTIONS.submit);
  });

  it.each(['', 'not-ours', `${aView().request.id}:1; drop table`, `${aView().request.id}:99999999999`, `../${VALUE}`])(
    'takes no button with the value “%s”',
    async (value) => {
      await having({});

      const { status } = await bot.click(ACTIONS.approve, value, onCard);
      const { responses } = await done();

      expect(status).toBe(200);
      expect(responses).toEqual([]);
    },
  );
});

describe('the form', () => {
  const opened = () => bot.slack.answers.set('views.open', () => ({ ok: true, view: { id: 'V0VIEW' } }));
  const filled = (list: string, users: readonly string[] = []) => ({
    private_metadata: carriedMetadata({ kind: 'wickr', files: [], columns: [] }),
    state: {
      values: {
        operation: { value: { type: 'static_select', selected_option: { value: 'suspend' } } },
        directory: { value: { type: 'static_select', selected_option: { value: 'acme-prod' } } },
        people: { value: { type: 'multi_users_select', selected_users: users } },
        list: { value: { type: 'plain_text_input', value: list === '' ? null : list } },
        reason: { value: { type: 'plain_text_input', value: 'They left.' } },
      },
    },
  });

  it('opens before anything is looked up, and then offers what the person may ask for', async () => {
    await having({ permitted: async () => PERMITTED });
    opened();

    await bot.command('');
    const slack = await done();

    expect(slack.calls.map(({ method }) => method)).toEqual(['auth.test', 'views.open', 'views.update']);
    expect(slack.called('views.update')[0]?.args).toMatchObject({ view_id: 'V0VIEW' });
    expect(JSON.stringify(slack.called('views.update')[0]?.args['view'])).toContain('suspend: Signs them out.');
  });

  it('says where something is missing, and asks nobody', async () => {
    await having({});

    const nobody = await bot.submitView(VIEWS.compose, filled(''));
    const unreadable = await bot.submitView(VIEWS.compose, filled('@everyone'));

    expect(JSON.parse(nobody.text)).toMatchObject({
      response_action: 'errors',
      errors: { people: expect.stringMatching(/choose somebody/) },
    });
    expect(Object.keys(JSON.parse(unreadable.text).errors)).toEqual(['list']);
  });

  it('leads to the preview in the same modal, and from there to a submission', async () => {
    const asked: Ask[] = [];
    await having({
      permitted: async () => PERMITTED,
      preview: async (ask) => {
        asked.push(ask);
        return previewed();
      },
      submit: async () => ({ kind: 'done', view: aView() }),
    });

    await cardStands();
    await bot.submitView(VIEWS.compose, filled('carol@acme.example', ['U0BOB']));
    await expect.poll(() => bot.slack.called('views.update').length).toBe(1);
    const preview = bot.slack.called('views.update')[0]?.args['view'] as { private_metadata: string };
    await bot.submitView(VIEWS.preview, { private_metadata: preview.private_metadata, state: { values: {} } });
    const slack = await done();

    expect(asked[0]?.people.identifiers).toMatchObject([
      { kind: 'mention', slackUserId: 'U0BOB' },
      { kind: 'email', email: 'carol@acme.example' },
    ]);
    expect(preview).toMatchObject({ callback_id: VIEWS.preview, submit: { text: 'Submit for approval' } });
    expect(JSON.stringify(slack.called('views.update')[1]?.args)).toContain('Submitted for approval');
  });

  it('comes back as it was filled in when a rule says no', async () => {
    await having({
      preview: async () => ({ kind: 'refused', reason: 'Not in this directory.' }),
      permitted: async () => PERMITTED,
    });

    await bot.submitView(VIEWS.compose, filled('carol@acme.example', ['U0BOB']));
    const slack = await done();

    const shown = JSON.stringify(slack.called('views.update')[0]?.args['view']);
    expect(shown).toContain('Not in this directory.');
    expect(shown).toContain('carol@acme.example');
    expect(shown).toContain('"initial_users":["U0BOB"]');
  });

  it('says person by person why there is nothing to do', async () => {
    const targets = [aTarget(0, { kind: 'already-so', reason: 'Already suspended.' })];
    await having({
      permitted: async () => PERMITTED,
      preview: async () => ({ kind: 'nothing-to-do', operation: 'suspend', directory: 'acme-prod', targets }),
    });

    await bot.submitView(VIEWS.compose, filled('carol@acme.example'));
    const slack = await done();

    expect(JSON.stringify(slack.called('views.update')[0]?.args['view'])).toContain('Already suspended.');
  });
});

describe('a running bot', () => {
  it('keeps cards without being asked', async () => {
    await having({});
    bot.slack.answers.set('chat.postMessage', () => ({ ok: true, channel: 'C0APPROVALS', ts: '17.000100' }));
    await storeRequest(bot.store, 3);
    await moveTo(bot.store, PENDING);

    bot.bell.ring();
    await expect.poll(() => bot.slack.called('chat.postMessage').length).toBe(2);
    const slack = await done();

    const [card, who] = slack.called('chat.postMessage');
    expect(card?.args).toMatchObject({
      channel: 'C0APPROVALS',
      text: expect.stringMatching(/^Suspend 3 people in acme-prod, asked by/),
    });
    expect(who?.args).toMatchObject({ channel: 'C0APPROVALS', thread_ts: '17.000100' });
    expect(JSON.stringify(who?.args['blocks'])).toContain('person0@acme.example');
    expect(JSON.stringify(card?.args['blocks'])).not.toContain('person0@acme.example');
  });
});

describe('stopping', () => {
  it('waits for work that is under way', async () => {
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let ended = false;
    await having({
      approve: async () => {
        await held;
        ended = true;
        return { kind: 'done', view: aView() };
      },
    });
    await bot.click(ACTIONS.approve, VALUE);

    const stopping = bot.bot.stop().then(() => ended);
    release();

    expect(await stopping).toBe(true);
    expect(bot.bot.ready()).toBe(false);
    await bot.store.close();
    await bot.slack.close();
    finished.push(bot);
  });
});
