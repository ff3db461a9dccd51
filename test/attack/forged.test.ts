import { expect, test } from 'vitest';
import { ALICE, BOB } from '../../sandbox/slack/seed.ts';
import { ACTIONS } from '../../src/slack/action-ids.ts';
import { cardSaying } from '../support/journey.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { allActs, bodyOf, clickOn } from './acts.ts';
import { besiege } from './besieged.ts';
import { forger } from './forgeries.ts';
import { ATTACKS } from './scale.ts';

test(`of ${ATTACKS.forged} forged, altered, stale and replayed requests none is let in`, {
  timeout: 900_000,
}, async () => {
  await using besieged = await besiege();
  const { sandbox, card, value, send, signed } = besieged;
  const bodies = [BOB, ALICE].flatMap((user) => allActs(sandbox, user, card, value).map(bodyOf));
  // What Slack did send and an attacker may have captured: acts that do no harm, so that a second arrival would show.
  const sent = allActs(sandbox, BOB, card, value)
    .filter(({ payload }) => payload['text'] === 'status' || JSON.stringify(payload).includes(ACTIONS.nextPage))
    .map((act) => ({ headers: signed(bodyOf(act)), body: bodyOf(act) }));
  const [first, ...more] = await Promise.all(sent.map(({ headers, body }) => send(headers, body)));
  expect([first, ...more]).toEqual(sent.map(() => 200));
  const before = sandbox.workspace.history(card.channel).length;
  const forge = forger(besieged, seededRandom(20_261_124), bodies, sent);
  const statuses = new Map<string, Set<number>>();

  let made = 0;
  await besieged.siege(() => {
    if (made === ATTACKS.forged) return null;
    made += 1;
    const { how, headers, body } = forge();
    return send(headers, body).then((status) => statuses.set(how, (statuses.get(how) ?? new Set()).add(status)));
  });

  expect([...statuses].filter(([, seen]) => [...seen].some((status) => status !== 401))).toEqual([]);
  expect(statuses.size).toBe(21);
  expect(sandbox.workspace.history(card.channel)).toHaveLength(before);
  expect(sandbox.wickr.oracle.effects).toEqual([]);

  // The gate is not just shut: the same act is let in when Slack sends it.
  const approval = bodyOf(clickOn(sandbox, BOB, card, ACTIONS.approve, value));
  expect(await send(signed(approval), approval)).toBe(200);
  await cardSaying(sandbox, card, /Finished/);
  expect(await besieged.stored()).toMatchObject({ requests: ['finished'], decisions: 1, freezes: 0, left: 0 });
});
