import { afterEach, describe, expect, it } from 'vitest';
import { directoryName, slackUserId } from '../../../src/ids.ts';
import type { PastView, PersonStory } from '../../../src/requests/person-story.ts';
import type { HistoryFilter, LookedUp, LookupAsk, UseCases } from '../../../src/requests/use-cases.ts';
import { startBot, type TestBot } from '../support/bot.ts';
import { ALICE } from '../support/people-in-slack.ts';
import { aRecord } from '../support/records.ts';
import { storeRequest } from '../support/stored-request.ts';
import { aView, NOW } from '../support/views.ts';

let bot: TestBot;
let finished = false;
afterEach(async () => {
  if (!finished) await bot.finish();
});

async function having(expected: Partial<UseCases>): Promise<void> {
  finished = false;
  bot = await startBot(expected);
}
/** The private answer to a question, after the words that come at once. */
async function asked(text: string): Promise<Readonly<Record<string, unknown>>> {
  const { text: atOnce } = await bot.command(text);
  const words = text.startsWith('lookup ') ? 'Looking up who you mean.' : 'Looking up earlier requests.';
  expect(JSON.parse(atOnce)).toMatchObject({ response_type: 'ephemeral', text: words });
  await bot.finish();
  finished = true;
  expect(bot.slack.responses).toHaveLength(1);
  return bot.slack.responses[0]?.body ?? {};
}

const lookedUp = (count: number, missing: Extract<LookedUp, { kind: 'looked-up' }>['missing'] = []): LookedUp => ({
  kind: 'looked-up',
  directory: 'acme-prod',
  found: Array.from({ length: count }, (_, position) => aRecord(position)),
  missing,
});

describe('looking people up', () => {
  it('answers privately with what is known of each', async () => {
    const asks: LookupAsk[] = [];
    await having({
      lookup: async (ask) => {
        asks.push(ask);
        return lookedUp(2, [{ typed: '<@U1|bob>', reason: 'has no e-mail in Slack' }]);
      },
    });

    const { text, blocks, response_type } = await asked('lookup person0@acme.example <@U1|bob> --in ACME-prod');

    expect(asks).toMatchObject([{ actor: ALICE, kind: 'wickr', directory: 'acme-prod' }]);
    expect(asks[0]?.people.identifiers).toHaveLength(2);
    expect(response_type).toBe('ephemeral');
    const all = JSON.stringify(blocks);
    for (const shown of [JSON.stringify(text), all]) {
      expect(shown).toContain('Found 2 of 3 people in acme-prod.');
      expect(shown).toContain('Person 0 · person0@acme.example · 4000');
      expect(shown).toContain('Active, not suspended, no administrator.');
      expect(shown).toContain('Groups: Field Operations.');
      expect(shown).toContain('Devices: Pixel 9 (id app9, last login 2026-11-20).');
      expect(shown).toContain('Last activity: 2026-11-20.');
      expect(shown).toContain('@bob: Has no e-mail in Slack.');
    }
  });

  it('says of each thing that the directory does not tell that it is unknown', async () => {
    const account = { membership: 'unknown', suspended: 'unknown', admin: 'unknown', lastActivityAt: null } as const;
    const found = [
      aRecord(0, { account, record: { groupNames: [], devices: [{ id: 'app7', name: 'iPhone', lastLogin: null }] } }),
    ];
    await having({ lookup: async () => ({ kind: 'looked-up', directory: 'acme-prod', found, missing: [] }) });

    const { text } = await asked('lookup 4000');

    expect(text).toContain('Status unknown, suspension unknown, administrator unknown.');
    expect(text).toContain('Groups: none. Devices: iPhone (id app7). Last activity: unknown.');
  });

  it('sends a file directly when there are more than ten', async () => {
    await having({ lookup: async () => lookedUp(11) });
    let sent = '';
    const { slack } = bot;
    slack.answers.set('conversations.open', () => ({ ok: true, channel: { id: 'D0ALICE' } }));
    slack.answers.set('files.getUploadURLExternal', (args) => {
      sent = JSON.stringify(args);
      return { ok: true, upload_url: `${slack.apiUrl}upload`, file_id: 'F0FILE' };
    });
    slack.answers.set('files.completeUploadExternal', () => ({ ok: true, files: [{ id: 'F0FILE' }] }));

    const { text, blocks } = await asked('lookup 4000');

    expect(text).toBe('Found 11 people in acme-prod. That is too much for a message: I have sent you a file directly.');
    expect(JSON.stringify(blocks)).not.toContain('person0@acme.example');
    expect(slack.called('conversations.open')[0]?.args).toMatchObject({ users: 'U0ALICE' });
    expect(slack.called('files.completeUploadExternal')[0]?.args).toMatchObject({ channel_id: 'D0ALICE' });
    expect(sent).toMatch(/wickr-people-acme-prod-\d{4}-\d\d-\d\d\.csv/);
  });

  it('is refused to those who may not', async () => {
    await having({ lookup: async () => ({ kind: 'refused', reason: 'The policy does not let you look.' }) });

    expect((await asked('lookup 4000'))['text']).toBe('The policy does not let you look.');
  });
});

describe('history', () => {
  const any: HistoryFilter = { requester: null, about: null, directory: null, since: null };
  const filters: HistoryFilter[] = [];
  const keeping = (views: readonly PastView[]): Partial<UseCases> => {
    filters.length = 0;
    return {
      history: async (actor, kind, filter) => {
        expect([actor, kind]).toEqual([ALICE, 'wickr']);
        filters.push(filter);
        return views;
      },
    };
  };

  it('lists what was asked for, by whom, when, and where it stands', async () => {
    const ended = aView({
      state: { kind: 'finished', startedAt: NOW, at: NOW },
      outcomes: { succeeded: 2, failed: 1 },
      request: { directory: directoryName('acme-lab') },
    });
    await having(keeping([aView(), ended]));

    const { text, blocks } = await asked('history --mine --in ACME-prod --since 2026-11-01');

    expect(filters).toEqual([{ requester: 'me', about: null, directory: 'acme-prod', since: Date.UTC(2026, 10, 1) }]);
    expect(text).toBe(
      'History. Suspend 3 people in acme-prod: waiting for approval, 0 of 2 given. Suspend 3 people in acme-lab: finished: 2 suspended and 1 failed.',
    );
    expect(JSON.stringify(blocks)).toContain('<@U0REQUESTER>, <!date^');
    expect(JSON.stringify(blocks)).not.toContain('See the card');
  });

  it('tells of one person what was done to them, by whom asked and approved, why, and with what outcome', async () => {
    const facts = { membership: 'active', admin: false, kind: 'person' } as const;
    const story: PersonStory = {
      target: 'will-change',
      asked: { by: slackUserId('U0ALICE'), at: NOW, reason: 'Left <!channel> on Friday' },
      decisions: [{ by: slackUserId('U0BOB'), verdict: 'approve', at: NOW, reason: null }],
      outcome: {
        kind: 'succeeded',
        at: NOW,
        reason: null,
        before: { ...facts, suspended: false },
        after: { ...facts, suspended: true },
        evidence: 'read-back',
      },
    };
    await having(keeping([{ ...aView(), story }]));

    const { text, blocks } = await asked('history --about erin@acme.example');

    for (const shown of [String(text), JSON.stringify(blocks)]) {
      expect(shown).toContain('Suspended, <!date^');
      expect(shown).toContain('Asked for by <@U0ALICE>. “Left &lt;!channel&gt; on Friday”');
      expect(shown).toContain('Approved by <@U0BOB>.');
      expect(shown).toContain('Before: active, not suspended. Read back afterwards: active, suspended.');
    }
  });

  it('fits a message however long the stories are', async () => {
    const words = '"&<'.repeat(500);
    const by = slackUserId('U0ABCDEFGHIJKLM');
    const story: PersonStory = {
      target: 'will-change',
      asked: { by, at: NOW, reason: words },
      decisions: [
        ...Array(20).fill({ by, verdict: 'approve', at: NOW, reason: null }),
        { by, verdict: 'reject', at: NOW, reason: words },
      ],
      outcome: { kind: 'failed', at: NOW, reason: words, before: null, after: null, evidence: 'answer' },
    };
    await having(keeping(Array.from({ length: 20 }, () => ({ ...aView(), story }))));

    const { text, blocks } = await asked('history --about erin@acme.example');

    expect(String(text).length).toBeLessThan(4_000);
    expect(JSON.stringify(blocks).length).toBeLessThan(13_200);
    expect(JSON.stringify(blocks)).toMatch(/The \d newest are shown/);
  });

  it('leads to the card where one is known', async () => {
    await having({ history: async () => [aView()] });
    const post = {
      request_id: aView().request.id,
      key: 'card',
      state: 'posted',
      channel_id: 'C0APPROVALS',
      ts: '17.1',
    };
    await storeRequest(bot.store, 1);
    await bot.store.write(async (tx) => {
      await tx
        .insertInto('posts')
        .values({ ...post, rendered_version: 1, attempts: 0, not_before: 0, updated_at: NOW })
        .execute();
    });
    bot.slack.answers.set('chat.getPermalink', () => ({
      ok: true,
      permalink: 'https://acme.slack.com/archives/C0/p1',
    }));

    const { blocks } = await asked('history');

    expect(JSON.stringify(blocks)).toContain('<https://acme.slack.com/archives/C0/p1|See the card>');
  });

  it('knows somebody who is mentioned by the e-mail that Slack tells', async () => {
    await having(keeping([]));
    const profile = { display_name: 'bob', email: 'Bob@acme.example' };
    bot.slack.answers.set('users.info', () => ({ ok: true, user: { id: 'U0BOB', team_id: 'T0ACME', profile } }));

    const { text } = await asked('history --about <@U0BOB|bob>');

    expect(filters).toEqual([{ ...any, about: 'Bob@acme.example' }]);
    expect(text).toBe('No request that you may see fits this.');
  });

  it.each<readonly [string, object, RegExp]>([
    ['has no e-mail', { ok: true, user: { id: 'U0BOB' } }, /^Slack does not tell this person’s e-mail\./],
    ['cannot be looked up', { ok: false, error: 'fatal_error' }, /^Slack cannot say right now who that is\./],
  ])('asks for another name of somebody who %s', async (_, answer, expected) => {
    await having({});
    bot.slack.answers.set('users.info', () => answer);

    expect((await asked('history --about <@U0BOB|bob>'))['text']).toMatch(expected);
  });
});
