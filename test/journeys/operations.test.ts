import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { readableText } from '../../sandbox/slack/driver.ts';
import type { Message } from '../../sandbox/slack/records.ts';
import { ALICE, APPROVALS_CHANNEL, BOB, CAROL, GENERAL_CHANNEL } from '../../sandbox/slack/seed.ts';
import { failItems } from '../../sandbox/wickr/fault-catalogue.ts';
import type { WickrUser } from '../../sandbox/wickr/state.ts';
import { COMPOSE, groupBlock } from '../../src/slack/blocks/compose-modal.ts';
import { PHRASE, REASON } from '../../src/slack/blocks/reason-modal.ts';
import { startBotInSandbox, waitForCard } from '../support/bot-in-sandbox.ts';
import {
  approved,
  cardSaying,
  finished,
  ordinaryPeople,
  previewed,
  submitted,
  threadText,
} from '../support/journey.ts';
import { changesOf, GROUPS, NETWORK, put, usersOf } from '../support/network.ts';
import { wellSpoken } from '../support/well-spoken.ts';

/** Everything but suspending: what is asked, what is told, and what a network has to show for it. */

const ALWAYS = Number.POSITIVE_INFINITY;

const typed = (value: string) => ({ type: 'plain_text_input', value });
const chosen = (value: string) => ({ type: 'static_select', selected_option: { value } });

const readable = ({ blocks }: Message): string => readableText(blocks);

/** Alice asks, Bob and Carol decide, and how many of them it takes is left to Muster. */
const withoutQuorum = (yaml: string): string => yaml.replace(/^ +quorum: .*\n/m, '');

/** Fails unless exactly one account has this e-mail. */
function userOf(sandbox: Sandbox, username: string): WickrUser {
  const [user, ...others] = usersOf(sandbox).filter((one) => one.username === username);
  if (!user || others.length > 0) throw new Error(`${1 + others.length} accounts have ${username}, or none`);
  return user;
}

function addMember(sandbox: Sandbox, username: string): WickrUser {
  const [like] = ordinaryPeople(sandbox, 1);
  if (!like) throw new Error('nobody');
  const user = { ...like, userId: sandbox.wickr.state.newUserId(NETWORK), username };
  put(sandbox, user);
  return user;
}

const changedIds = ({ wickr }: Sandbox): readonly string[] =>
  wickr.oracle.effects.flatMap(({ changed, userId }) => (changed ? [userId] : [])).toSorted();

const idsOf = (people: readonly WickrUser[]): readonly string[] => people.map(({ userId }) => userId).toSorted();

const callsOf = ({ wickr }: Sandbox, operation: string) =>
  wickr.oracle.calls.filter((call) => call.operation === operation);

/** What the thread says became of each, by account id or a newcomer's e-mail. Nobody may be told of twice. */
async function outcomesIn(sandbox: Sandbox, card: Message, count: number): Promise<Readonly<Record<string, string>>> {
  const rows = await sandbox.slack.waitFor('the report', () => {
    const found = sandbox.slack.threadOf(card).flatMap(({ text, blocks }) => {
      const outcome = /^(Succeeded|Failed|Unconfirmed|Skipped): /.exec(text)?.[1]?.toLowerCase();
      const lines = outcome === undefined ? [] : [...readableText(blocks).matchAll(/^• (?:.* · )?(\S+)$/gm)];
      return lines.map(([, id = '']) => [id, outcome ?? ''] as const);
    });
    return found.length >= count ? found : null;
  });
  expect(rows).toHaveLength(count);
  return Object.fromEntries(rows);
}

const allTold = (outcome: string, ids: readonly string[]) => Object.fromEntries(ids.map((id) => [id, outcome]));

/** What only Alice sees instead of a preview. */
async function answered({ slack }: Sandbox, command: string): Promise<Message> {
  const alice = slack.as(ALICE);
  const before = alice.ephemerals().length;
  await alice.command(GENERAL_CHANNEL, command);
  return slack.waitFor('an answer', () =>
    alice.ephemerals().find((message, at) => at >= before && !message.text.startsWith('Looking up')),
  );
}

/** Alice asks and Bob approves; answers the card when all is over. */
async function carriedOut(sandbox: Sandbox, command: string, meanwhile: () => void = () => {}): Promise<Message> {
  const card = await submitted(sandbox, command);
  meanwhile();
  await approved(sandbox, card);
  return finished(sandbox, card);
}

/** A story about a fault tells nothing when the fault never came. */
const expectFaultsMet = ({ wickr }: Sandbox): void =>
  expect(wickr.faults.list().filter(({ remaining }) => remaining > 0)).toEqual([]);

const list = (people: readonly WickrUser[]): string => people.map(({ username }) => username).join(' ');

/** Members who are suspended: nobody else may be deleted. */
function suspendedPeople(sandbox: Sandbox, count: number): readonly WickrUser[] {
  return ordinaryPeople(sandbox, count).map((one) => {
    const suspended = { ...one, suspended: true };
    put(sandbox, suspended);
    return suspended;
  });
}

describe.concurrent('delete', () => {
  /** Alice asks for it and types what has to be typed. */
  async function submittedDeletion(sandbox: Sandbox, people: readonly WickrUser[]): Promise<Message> {
    const alice = sandbox.slack.as(ALICE);
    const preview = await previewed(sandbox, `/wickr delete ${list(people)} --reason "left for good"`);
    await alice.click(preview, 'Submit for approval');
    await sandbox.slack.waitFor('the modal', () => alice.modal());
    await alice.submit({ [PHRASE.block]: typed(`delete ${people.length} acme-prod`) });
    return waitForCard(sandbox, /Waiting for approval/);
  }

  test('takes a typed phrase and two others, and then the accounts are gone', () =>
    wellSpoken(
      async (sandbox) => {
        const { slack, wickr } = sandbox;
        const [alice, bob] = [slack.as(ALICE), slack.as(BOB)];
        const leavers = suspendedPeople(sandbox, 2);
        const before = usersOf(sandbox).length;

        const preview = await previewed(sandbox, `/wickr delete ${list(leavers)} @grace`);
        expect(preview.text).toMatch(/^This cannot be undone\. Delete 2 people in acme-prod\?/);
        expect(readable(preview)).toContain('*This cannot be undone.* The account and its data');
        expect(readable(preview)).toContain('2 approvals from among');
        expect(readable(preview)).toContain('This account is not suspended: suspend first. (1)\n• @grace');

        await alice.click(preview, 'Submit for approval');
        const form = await slack.waitFor('the modal', () => alice.modal());
        expect(readableText(form.view['blocks'])).toContain('Type exactly: delete 2 acme-prod');
        const reason = typed('left for good');
        await alice.submit({ [REASON.block]: reason, [PHRASE.block]: typed('delete 3 acme-prod') });
        expect(alice.modal()).toEqual(form);
        expect(slack.messagesIn(APPROVALS_CHANNEL)).toEqual([]);
        await alice.submit({ [REASON.block]: reason, [PHRASE.block]: typed(' delete 2  acme-prod ') });

        const card = await waitForCard(sandbox, /Waiting for approval: 0 of 2 given/);
        expect(readable(card)).toContain('left for good');
        await bob.click(card, 'Approve');
        await cardSaying(sandbox, card, /Waiting for approval: 1 of 2 given/);
        await bob.click(card, 'Approve');
        await slack.waitFor('word to Bob', () => bob.ephemerals().length > 0);
        expect(slack.workspace.find(card.channel, card.ts)?.text).toContain('1 of 2 given');
        expect(wickr.oracle.effects).toEqual([]);

        await slack.as(CAROL).click(card, 'Approve');
        expect((await finished(sandbox, card)).text).toContain('Of 2 people: 2 deleted.');
        expect(await outcomesIn(sandbox, card, 2)).toEqual(allTold('succeeded', idsOf(leavers)));
        expect(threadText(sandbox, card)).toContain(leavers[0]?.username);
        expect(changedIds(sandbox)).toEqual(idsOf(leavers));
        expect(usersOf(sandbox)).toHaveLength(before - 2);
        expect(leavers.filter(({ userId }) => wickr.state.user(NETWORK, userId))).toEqual([]);
      },
      {
        yaml: withoutQuorum,
        notes: [{ errors: { phrase: 'This is something else. Type exactly: delete 2 acme-prod' } }],
      },
    ));

  test.for(['reset-after', 'error-503-after', 'cut-body', 'missing-entry'])(
    'is told as done, once for each, when the answer is lost: %s',
    (fault) =>
      wellSpoken(async (sandbox) => {
        const leavers = suspendedPeople(sandbox, 3);
        const card = await submittedDeletion(sandbox, leavers);
        sandbox.wickr.faults.set(fault, 1, { operations: 'mutations' });

        await approved(sandbox, card);

        expect((await finished(sandbox, card)).text).toContain('Of 3 people: 3 deleted.');
        expectFaultsMet(sandbox);
        expect(await outcomesIn(sandbox, card, 3)).toEqual(allTold('succeeded', idsOf(leavers)));
        expect(changedIds(sandbox)).toEqual(idsOf(leavers));
      }),
  );

  test('that comes a second time to a network that forgot the first counts as done', async () => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const { faults, behaviour, oracle } = sandbox.wickr;
    const leavers = suspendedPeople(sandbox, 3);
    const card = await submittedDeletion(sandbox, leavers);
    behaviour.tokenMemory = { kind: 'ignored' };
    faults.set('error-503-after', 1, { operations: 'mutations' });

    await approved(sandbox, card);

    expect((await finished(sandbox, card)).text).toContain('Of 3 people: 3 deleted.');
    expect(await outcomesIn(sandbox, card, 3)).toEqual(allTold('succeeded', idsOf(leavers)));
    expect(changedIds(sandbox)).toEqual(idsOf(leavers));
    // The second call names somebody who is gone by then: "User not found". The others follow once that one is gone.
    expect(callsOf(sandbox, 'BatchDeleteUser').map(({ status }) => status)).toEqual([503, 200, 200]);
    expect(oracle.violations.map(({ kind }) => kind)).toEqual(['unknown-id']);
  });

  test('of somebody who was gone already is left alone, and the others are deleted', async () => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const [gone, ...others] = suspendedPeople(sandbox, 3);
    if (!gone) throw new Error('nobody');
    const card = await submittedDeletion(sandbox, [gone, ...others]);
    sandbox.wickr.state.write(NETWORK, gone.userId, null, { nowMs: 0, visibleAt: 0 });

    await approved(sandbox, card);

    expect((await finished(sandbox, card)).text).toContain('Of 3 people: 2 deleted and 1 skipped.');
    expect(await outcomesIn(sandbox, card, 3)).toEqual({
      ...allTold('succeeded', idsOf(others)),
      [gone.userId]: 'skipped',
    });
    expect(threadText(sandbox, card)).toContain('This account is gone since it was asked for.');
    expect(changedIds(sandbox)).toEqual(idsOf(others));
    expect(sandbox.wickr.oracle.violations.map(({ kind }) => kind)).toEqual([]);
  });
});

describe.concurrent('invite', () => {
  const NIA = 'nia.new@acme.example';
  const NEW = 'new.person@acme.example';

  test('creates those who are new, with the group and the names that were given', () =>
    wellSpoken(async (sandbox) => {
      const card = await submitted(
        sandbox,
        `/wickr invite ${NEW} "Nia New <nia.new@acme.example>" --group "Field Operations" --reason x`,
      );
      expect(card.text).toContain('Invite 2 people in acme-prod');
      expect(readable(card)).toContain('Security group: Field Operations');
      expect(sandbox.wickr.oracle.effects).toEqual([]);

      await approved(sandbox, card);

      expect((await finished(sandbox, card)).text).toContain('Of 2 people: 2 invited.');
      expect(await outcomesIn(sandbox, card, 2)).toEqual(allTold('succeeded', [NEW, NIA]));
      const [unnamed, nia] = [userOf(sandbox, NEW), userOf(sandbox, NIA)];
      expect(unnamed).toMatchObject({ firstName: '', lastName: '', status: 1, securityGroups: [GROUPS.field] });
      expect(nia).toMatchObject({ firstName: 'Nia', lastName: 'New', status: 1, securityGroups: [GROUPS.field] });
      expect(changedIds(sandbox)).toEqual(idsOf([unnamed, nia]));
    }));

  test('through the form takes the group that was chosen there', () =>
    wellSpoken(async (sandbox) => {
      const { slack } = sandbox;
      const alice = slack.as(ALICE);
      await alice.command(GENERAL_CHANNEL, '/wickr');
      await slack.waitFor('the form', () => alice.modalInputs().length > 0);
      const shows = (what: string) =>
        slack.waitFor(`a modal with ${what}`, () => JSON.stringify(alice.modal()?.view ?? '').includes(what));

      await alice.choose(COMPOSE.operation, 'invite');
      await shows(groupBlock('acme-prod'));
      await alice.submit({
        [COMPOSE.operation]: chosen('invite'),
        [COMPOSE.directory]: chosen('acme-prod'),
        [groupBlock('acme-prod')]: chosen('Incident Response'),
        [COMPOSE.list]: typed(`${NEW}\nNia New <${NIA}>`),
        [COMPOSE.reason]: typed('new colleagues'),
      });
      await shows('Invite 2 people in acme-prod?');
      await shows('Security group: Incident Response');
      await alice.submit({});
      const card = await waitForCard(sandbox, /Waiting for approval/);
      await approved(sandbox, card);
      await finished(sandbox, card);

      expect(await outcomesIn(sandbox, card, 2)).toEqual(allTold('succeeded', [NEW, NIA]));
      const [unnamed, nia] = [userOf(sandbox, NEW), userOf(sandbox, NIA)];
      expect(nia).toMatchObject({ firstName: 'Nia', lastName: 'New', securityGroups: [GROUPS.incident] });
      expect(unnamed.securityGroups).toEqual([GROUPS.incident]);
      expect(changedIds(sandbox)).toEqual(idsOf([unnamed, nia]));
    }));

  test('tells in the preview who has an account already and whose name cannot be taken', () =>
    wellSpoken(async (sandbox) => {
      const preview = await previewed(
        sandbox,
        `/wickr invite ${NEW} New.Person@ACME.example @erin @irene pip.pending@acme.example lou.late@acme.example deploy.robot@acme.bot nia@@acme`,
      );

      expect(preview.text).toContain('Invite 1 person in acme-prod?');
      const text = readable(preview);
      expect(text).toContain(`*Who exactly: 1 person*\n• ${NEW}`);
      expect(text).toContain('Security group: Everyone');
      for (const [reason, who] of [
        ['This person is already a member.', 'Erin Schmidt'],
        ['This person is already a member, and suspended; use unsuspend.', 'Irene Rossi'],
        ['This person is already invited; use reinvite.', 'Pip Pending'],
        ['This person is already invited, and the invitation has expired; use reinvite.', 'Lou Late'],
      ] as const) {
        expect(text).toContain(`${reason} (1 person)\n• ${who} · `);
      }
      expect(text).toContain('This ends in “bot”, as only the names of bots do in Wickr. (1)\n• deploy.robot@acme.bot');
      expect(text).toContain('\n• nia@@acme');
      expect(text).toContain('*Left out: 6 of what was named*');
    }));

  test('without a group takes the network’s default one', () =>
    wellSpoken(async (sandbox) => {
      await carriedOut(sandbox, `/wickr invite ${NEW} --reason x`);

      expect(userOf(sandbox, NEW).securityGroups).toEqual([GROUPS.everyone]);
    }));

  test('refuses a group that is not there, with the names of those that are', () =>
    wellSpoken(async (sandbox) => {
      const refusal = await answered(sandbox, `/wickr invite ${NEW} --group "Field Ops" --reason x`);

      expect(refusal.text).toContain(
        'There is no security group “Field Ops”. There are: Everyone, Field Operations, Incident Response.',
      );
      expect(sandbox.slack.messagesIn(APPROVALS_CHANNEL)).toEqual([]);
    }));

  test.for([
    ['one of three', [NIA]],
    ['two of three', [NIA, 'max.new@acme.example']],
    ['all three', [NEW, NIA, 'max.new@acme.example']],
  ] as const)('blames only those who got an account meanwhile: %s', ([, taken]) =>
    wellSpoken(async (sandbox) => {
      const everybody = [NEW, NIA, 'max.new@acme.example'];
      const invited = everybody.filter((email) => !taken.some((one) => one === email));

      const card = await carriedOut(sandbox, `/wickr invite ${everybody.join(' ')} --reason x`, () => {
        for (const email of taken) addMember(sandbox, email);
      });

      expect(await outcomesIn(sandbox, card, 3)).toEqual({
        ...allTold('succeeded', invited),
        ...allTold('failed', taken),
      });
      expect(threadText(sandbox, card)).toContain('User already exists');
      expect(changedIds(sandbox)).toEqual(idsOf(invited.map((email) => userOf(sandbox, email))));
    }),
  );

  test.for([
    ['reset-after', 'remembered'],
    ['cut-body', 'remembered'],
    ['error-503-after', 'remembered'],
    ['error-503-after', 'ignored'],
  ] as const)('is told as done, one invitation each, after %s with the token %s', ([fault, memory]) =>
    wellSpoken(async (sandbox) => {
      const { behaviour, faults } = sandbox.wickr;
      if (memory === 'ignored') behaviour.tokenMemory = { kind: 'ignored' };

      const card = await carriedOut(sandbox, `/wickr invite ${NEW} ${NIA} --reason x`, () =>
        faults.set(fault, 1, { operations: 'mutations' }),
      );

      expectFaultsMet(sandbox);
      expect(card.text).toContain('Of 2 people: 2 invited.');
      expect(await outcomesIn(sandbox, card, 2)).toEqual(allTold('succeeded', [NEW, NIA]));
      for (const email of [NEW, NIA]) {
        expect(changesOf(sandbox, userOf(sandbox, email))).toEqual([`created ${email}`]);
      }
      expect(changedIds(sandbox)).toHaveLength(2);
    }),
  );

  test('tells the log nobody’s e-mail or name, although an e-mail stands for the id of a newcomer', async () => {
    await using bot = await startBotInSandbox();
    const { sandbox } = bot;
    const command = `/wickr invite ${NEW} "Nia Newcomer <${NIA}>" zoe.new@acme.example --reason x`;
    await carriedOut(sandbox, command, () => {
      addMember(sandbox, NEW);
      for (const fault of ['foreign-id', 'cut-body', 'error-503-after'])
        sandbox.wickr.faults.set(fault, 1, { operations: 'mutations' });
    });

    expect(bot.logged()).toContain('A batch was called');
    expect(bot.logged()).not.toMatch(/acme\.example|newcomer|zoe/i);
  });

  test('that failed is tried again with the same group and names', () =>
    wellSpoken(async (sandbox) => {
      const { slack, wickr } = sandbox;
      const alice = slack.as(ALICE);
      const first = await carriedOut(
        sandbox,
        `/wickr invite ${NEW} "Nia New <${NIA}>" --group "Field Operations" --reason x`,
        () => wickr.faults.inject(failItems([NIA], 'Try again later'), ALWAYS),
      );
      expect(await outcomesIn(sandbox, first, 2)).toEqual({ [NEW]: 'succeeded', [NIA]: 'failed' });
      wickr.faults.clear();

      const before = alice.ephemerals().length;
      await alice.click(first, 'Retry failed');
      const preview = await slack.waitFor('the preview', () => alice.ephemerals().slice(before).at(0));
      expect(preview.text).toContain('Invite 1 person in acme-prod?');
      expect(readable(preview)).toContain(`• Nia New · ${NIA}`);
      expect(readable(preview)).toContain('Security group: Field Operations');
      await alice.click(preview, 'Submit for approval');
      const again = await slack.waitFor('the second card', () => slack.messagesIn(APPROVALS_CHANNEL).at(1));
      await approved(sandbox, again);
      await finished(sandbox, again);

      expect(await outcomesIn(sandbox, again, 1)).toEqual({ [NIA]: 'succeeded' });
      expect(userOf(sandbox, NIA)).toMatchObject({
        firstName: 'Nia',
        lastName: 'New',
        securityGroups: [GROUPS.field],
      });
      expect(changedIds(sandbox)).toHaveLength(2);
    }));
});

describe.concurrent('reinvite', () => {
  test('sends one more invitation to whoever did not accept the first', () =>
    wellSpoken(async (sandbox) => {
      const [pip, lou] = ['pip.pending@acme.example', 'lou.late@acme.example'].map((one) => userOf(sandbox, one));
      if (!pip || !lou) throw new Error('nobody');
      const preview = await previewed(sandbox, `/wickr reinvite ${list([pip, lou])} @erin --reason x`);
      expect(preview.text).toContain('Reinvite 2 people in acme-prod?');
      expect(readable(preview)).toContain('This is a member already: no invitation is pending. (1)\n• @erin');

      await sandbox.slack.as(ALICE).click(preview, 'Submit for approval');
      const card = await waitForCard(sandbox, /Waiting for approval/);
      await approved(sandbox, card);

      expect((await finished(sandbox, card)).text).toContain('Of 2 people: 2 reinvited.');
      expect(await outcomesIn(sandbox, card, 2)).toEqual(allTold('succeeded', idsOf([pip, lou])));
      expect(changedIds(sandbox)).toEqual(idsOf([pip, lou]));
      expect(userOf(sandbox, lou.username).isInviteExpired).toBe(false);
    }));

  test('of everybody whose invitation has expired finds exactly them', () =>
    wellSpoken(async (sandbox) => {
      const expired = usersOf(sandbox).filter(({ status, isInviteExpired }) => status === 1 && isInviteExpired);
      expect(expired.length).toBeGreaterThan(1);

      const card = await carriedOut(sandbox, '/wickr reinvite --expired --reason x');

      expect(card.text).toContain(`Of ${expired.length} people: ${expired.length} reinvited.`);
      expect(await outcomesIn(sandbox, card, expired.length)).toEqual(allTold('succeeded', idsOf(expired)));
      expect(changedIds(sandbox)).toEqual(idsOf(expired));
      expect(usersOf(sandbox).filter(({ isInviteExpired }) => isInviteExpired)).toEqual([]);
    }));

  test.for([
    ['reset-after', 1],
    ['error-503-after', 1],
    ['cut-body', 1],
    ['reset-before', 0],
  ] as const)('whose answer is lost is never sent again: %s', ([fault, times]) =>
    wellSpoken(async (sandbox) => {
      const people = ['pip.pending@acme.example', 'lou.late@acme.example'].map((one) => userOf(sandbox, one));

      const card = await carriedOut(sandbox, `/wickr reinvite ${list(people)} --reason x`, () =>
        sandbox.wickr.faults.set(fault, 1, { operations: 'mutations' }),
      );

      expectFaultsMet(sandbox);
      expect(card.text).toContain('Of 2 people: 2 unconfirmed.');
      expect(await outcomesIn(sandbox, card, 2)).toEqual(allTold('unconfirmed', idsOf(people)));
      expect(threadText(sandbox, card)).toContain(
        'Unconfirmed: of 2 people nobody knows yet whether it happened. Look them up before you ask again.',
      );
      expect(people.map((one) => changesOf(sandbox, one).length)).toEqual([times, times]);
      expect(callsOf(sandbox, 'BatchReinviteUser')).toHaveLength(1);
      expect(sandbox.slack.as(ALICE).hasButton(card, 'Retry failed')).toBe(false);
    }),
  );

  test('leaves in doubt only those of whom the answer says nothing', () =>
    wellSpoken(async (sandbox) => {
      const [pip, lou] = ['pip.pending@acme.example', 'lou.late@acme.example'].map((one) => userOf(sandbox, one));
      if (!pip || !lou) throw new Error('nobody');

      const card = await carriedOut(sandbox, `/wickr reinvite ${list([pip, lou])} --reason x`, () =>
        sandbox.wickr.faults.set('missing-entry', 1),
      );

      expectFaultsMet(sandbox);
      expect(card.text).toContain('Of 2 people: 1 reinvited and 1 unconfirmed.');
      expect(await outcomesIn(sandbox, card, 2)).toEqual({ [pip.userId]: 'succeeded', [lou.userId]: 'unconfirmed' });
      expect(changedIds(sandbox)).toEqual(idsOf([pip, lou]));
    }));
});

describe.concurrent('reset-devices', () => {
  /** Somebody with so many devices. */
  function withDevices(sandbox: Sandbox, user: WickrUser, count: number): WickrUser {
    const devices = Array.from({ length: count }, (_, index) => ({
      appId: `${user.userId}device${String(index).padStart(4, '0')}`,
      type: 'Android',
      createdAt: 1_705_329_045,
      lastLoginAt: 1_767_225_600,
      reset: false,
    }));
    const next = { ...user, devices };
    put(sandbox, next);
    return next;
  }

  function threePeople(sandbox: Sandbox): readonly [few: WickrUser, many: WickrUser, none: WickrUser] {
    const [few, many, none] = ordinaryPeople(sandbox, 3);
    if (!few || !many || !none) throw new Error('too few people');
    return [withDevices(sandbox, few, 3), withDevices(sandbox, many, 120), withDevices(sandbox, none, 0)];
  }

  const notReset = (sandbox: Sandbox, { username }: WickrUser) =>
    userOf(sandbox, username).devices.filter(({ reset }) => !reset);

  test('resets all of a person’s devices, fifty at a time, and calls nobody who has none', () =>
    wellSpoken(async (sandbox) => {
      const [few, many, none] = threePeople(sandbox);
      const preview = await previewed(sandbox, `/wickr reset-devices ${list([few, many, none])} --reason "lost a bag"`);
      expect(preview.text).toContain('Reset devices of 2 people in acme-prod?');
      expect(readable(preview)).toContain(`${few.userId} · 3 devices: Android`);
      expect(readable(preview)).toContain(
        `This account has no devices. (1 person)\n• ${none.firstName} ${none.lastName}`,
      );

      await sandbox.slack.as(ALICE).click(preview, 'Submit for approval');
      const card = await waitForCard(sandbox, /Waiting for approval/);
      await approved(sandbox, card);

      expect((await finished(sandbox, card)).text).toContain('Of 2 people: 2 signed out of their devices.');
      expect(await outcomesIn(sandbox, card, 2)).toEqual(allTold('succeeded', idsOf([few, many])));
      expect(changesOf(sandbox, few)).toEqual(['reset 3 devices']);
      expect(changesOf(sandbox, many)).toEqual(['reset 50 devices', 'reset 50 devices', 'reset 20 devices']);
      expect(callsOf(sandbox, 'BatchResetDevicesForUser')).toHaveLength(4);
      expect([few, many].flatMap((one) => notReset(sandbox, one))).toEqual([]);
    }));

  test('resets the chosen devices alone, and says what else there is of whoever has none of them', () =>
    wellSpoken(async (sandbox) => {
      const [few, many] = threePeople(sandbox);
      const laptop = { appId: 'laptop1', type: 'Windows', createdAt: 1, lastLoginAt: 1, reset: false };
      const kept = few.devices;
      put(sandbox, { ...few, devices: [...kept, laptop] });
      const command = `/wickr reset-devices ${list([few, many])} --devices windows --reason "stolen laptop"`;
      const preview = await previewed(sandbox, command);
      expect(preview.text).toContain('Reset devices of 1 person in acme-prod?');
      expect(readable(preview)).toContain('Devices: windows');
      expect(readable(preview)).toContain('1 device: Windows');
      expect(readable(preview)).toContain('None of the chosen devices: this account has Android. (1 person)');

      await sandbox.slack.as(ALICE).click(preview, 'Submit for approval');
      const card = await waitForCard(sandbox, /Waiting for approval/);
      await sandbox.slack.waitFor('who exactly', () => threadText(sandbox, card).includes('1 device: Windows'));
      await approved(sandbox, card);
      await finished(sandbox, card);

      expect(await outcomesIn(sandbox, card, 1)).toEqual({ [few.userId]: 'succeeded' });
      expect(changesOf(sandbox, few)).toEqual(['reset 1 devices']);
      expect(notReset(sandbox, few)).toEqual(kept);
    }));

  test('leaves alone a device that was added after the preview', () =>
    wellSpoken(async (sandbox) => {
      const [few] = threePeople(sandbox);
      const added = { appId: 'addedlater', type: 'iOS', createdAt: 1, lastLoginAt: 1, reset: false };

      const card = await carriedOut(sandbox, `/wickr reset-devices ${few.username} --reason x`, () =>
        put(sandbox, { ...few, devices: [...few.devices, added] }),
      );

      expect(await outcomesIn(sandbox, card, 1)).toEqual({ [few.userId]: 'succeeded' });
      expect(notReset(sandbox, few)).toEqual([added]);
    }));

  test('goes through the parts again under their own tokens when one of them meets an error', () =>
    wellSpoken(async (sandbox) => {
      const [, many] = threePeople(sandbox);

      const card = await carriedOut(sandbox, `/wickr reset-devices ${many.username} --reason x`, () =>
        sandbox.wickr.faults.set('error-503-after', 1, { matches: ({ token }) => token?.endsWith(':2') ?? false }),
      );

      expectFaultsMet(sandbox);
      expect(callsOf(sandbox, 'BatchResetDevicesForUser').map(({ status }) => status)).toEqual([
        200, 503, 200, 200, 200,
      ]);
      expect(await outcomesIn(sandbox, card, 1)).toEqual({ [many.userId]: 'succeeded' });
      expect(changesOf(sandbox, many)).toEqual(['reset 50 devices', 'reset 50 devices', 'reset 20 devices']);
      expect(notReset(sandbox, many)).toEqual([]);
    }));
});

describe.concurrent('move', () => {
  /** Members of one group who are to join another, and one who is there already. */
  function movers(sandbox: Sandbox): readonly [one: WickrUser, other: WickrUser, there: WickrUser] {
    const people = ordinaryPeople(sandbox, 3).map((user, index) => {
      const moved = { ...user, securityGroups: [index === 2 ? GROUPS.field : GROUPS.everyone] };
      put(sandbox, moved);
      return moved;
    });
    const [one, other, there] = people;
    if (!one || !other || !there) throw new Error('too few people');
    return [one, other, there];
  }

  test('puts an account into exactly that group and changes nothing else', () =>
    wellSpoken(async (sandbox) => {
      const [one, other, there] = movers(sandbox);
      const preview = await previewed(
        sandbox,
        `/wickr move ${list([one, other, there])} --group "field operations" --reason x`,
      );
      expect(preview.text).toContain('Move 2 people in acme-prod?');
      expect(readable(preview)).toContain('Security group: Field Operations');
      expect(readable(preview)).toContain(
        `This account is already in that security group. (1 person)\n• ${there.firstName} ${there.lastName}`,
      );

      await sandbox.slack.as(ALICE).click(preview, 'Submit for approval');
      const card = await waitForCard(sandbox, /Waiting for approval/);
      await approved(sandbox, card);

      expect((await finished(sandbox, card)).text).toContain('Of 2 people: 2 moved.');
      expect(await outcomesIn(sandbox, card, 2)).toEqual(allTold('succeeded', idsOf([one, other])));
      for (const mover of [one, other]) {
        expect(userOf(sandbox, mover.username)).toEqual({ ...mover, securityGroups: [GROUPS.field] });
      }
      expect(changedIds(sandbox)).toEqual(idsOf([one, other]));
    }));

  test.for(['reset-after', 'error-503-after', 'reset-before'])('is done once when the answer is lost: %s', (fault) =>
    wellSpoken(async (sandbox) => {
      const [one, other] = movers(sandbox);

      const card = await carriedOut(
        sandbox,
        `/wickr move ${list([one, other])} --group ${GROUPS.field} --reason x`,
        () => sandbox.wickr.faults.set(fault, 1, { operations: 'mutations' }),
      );

      expectFaultsMet(sandbox);
      expect(card.text).toContain('Of 2 people: 2 moved.');
      expect(await outcomesIn(sandbox, card, 2)).toEqual(allTold('succeeded', idsOf([one, other])));
      for (const mover of [one, other]) {
        expect(userOf(sandbox, mover.username)).toEqual({ ...mover, securityGroups: [GROUPS.field] });
      }
      expect(changedIds(sandbox)).toEqual(idsOf([one, other]));
    }),
  );

  test('without a group is refused with the names there are', () =>
    wellSpoken(async (sandbox) => {
      const refusal = await answered(sandbox, '/wickr move @erin --reason x');

      expect(refusal.text).toContain(
        'Say which security group with --group. There are: Everyone, Field Operations, Incident Response.',
      );
    }));
});
