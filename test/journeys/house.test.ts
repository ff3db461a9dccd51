import { expect, test } from 'vitest';
import { ALICE, BOB, CAROL, DAVE } from '../../sandbox/slack/seed.ts';
import { answerTo } from '../support/asking.ts';
import {
  approved,
  cardSaying,
  expectToldAsItHappened,
  finished,
  ordinaryPeople,
  submitted,
  suspendCommand,
} from '../support/journey.ts';
import { wellSpoken } from '../support/well-spoken.ts';

/** `/muster`: whoever may decide stops every call at once, and somebody else lets them go on. */

for (const delivery of ['http', 'socket'] as const) {
  test(`a freeze stops what was approved, and lifting it lets it happen (${delivery})`, () =>
    wellSpoken(
      async (sandbox) => {
        const { slack, wickr } = sandbox;
        const [bob, carol] = [slack.as(BOB), slack.as(CAROL)];
        const people = ordinaryPeople(sandbox, 3);
        const card = await submitted(sandbox, suspendCommand(people));

        expect((await answerTo(sandbox, bob, '/muster status')).text).toBe('Nothing is frozen.');
        const froze = await answerTo(sandbox, bob, '/muster freeze wrong <list> & *so*');
        expect(froze.text).toContain(`Done. Frozen by <@${BOB}>`);
        expect(froze.text).toContain('wrong &lt;list&gt; &amp;');

        await approved(sandbox, card);
        await cardSaying(sandbox, card, /[Ff]rozen/);
        expect((await answerTo(sandbox, carol, '/muster freeze again')).text).toContain('It was frozen already.');
        expect((await answerTo(sandbox, bob, '/muster unfreeze')).text).toContain('somebody else who may decide');
        expect((await answerTo(sandbox, carol, '/muster status')).text).toContain(`Frozen by <@${BOB}>`);
        expect(wickr.oracle.effects).toEqual([]);

        expect((await answerTo(sandbox, carol, '/muster unfreeze')).text).toContain('Lifted: calls go on.');
        await finished(sandbox, card);
        await expectToldAsItHappened(sandbox, card, people);
      },
      { delivery },
    ));
}

test('somebody who may decide on nothing can neither freeze, lift nor look, and is told so', () =>
  wellSpoken(
    async (sandbox) => {
      for (const verb of ['freeze', 'unfreeze', 'status']) {
        const { text } = await answerTo(sandbox, sandbox.slack.as(DAVE), `/muster ${verb}`);
        expect(text).toMatch(/decide/);
        expect(text).not.toMatch(/Done|Lifted|Nothing is frozen/);
      }

      const { text } = await answerTo(sandbox, sandbox.slack.as(BOB), '/muster status');
      expect(text).toBe('Nothing is frozen.');
    },
    { delivery: 'http' },
  ));

test('anything else is answered with what there is', () =>
  wellSpoken(
    async (sandbox) => {
      for (const typed of ['/muster', '/muster help', '/muster frieze now']) {
        const { text } = await answerTo(sandbox, sandbox.slack.as(ALICE), typed);
        expect(text).toMatch(/freeze.*\n.*unfreeze.*\n.*status/);
      }
    },
    { delivery: 'http' },
  ));
