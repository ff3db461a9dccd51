import { expect, test, vi } from 'vitest';
import { ALICE, BOB, DAVE } from '../../sandbox/slack/seed.ts';
import { ACTIONS } from '../../src/slack/action-ids.ts';
import { cardSaying } from '../support/journey.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { allActs, bodyOf, clickOn } from './acts.ts';
import { besiege } from './besieged.ts';
import { hostileBodies } from './hostile-bodies.ts';
import { ATTACKS } from './scale.ts';

test(`of ${ATTACKS.hostile} hostile bodies, signed as by Slack, none has an effect and none breaks anything`, {
  timeout: 900_000,
}, async () => {
  await using besieged = await besiege();
  const { sandbox, card, value, send, signed } = besieged;
  const mayDoNothing = allActs(sandbox, DAVE, card, value);
  // The requester may do much with her own request, but not decide on it.
  const ownDecision = [ACTIONS.approve, ACTIONS.reject].map((id) => clickOn(sandbox, ALICE, card, id, value));
  const [id = ''] = value.split(':');
  const make = hostileBodies(seededRandom(7), [...mayDoNothing, ...ownDecision], [id]);
  const messages = sandbox.workspace.history(card.channel).map(({ text }) => text);
  const console = (['log', 'info', 'warn', 'error'] as const).map((name) => vi.spyOn(globalThis.console, name));
  const broken: string[] = [];
  const ways = new Set<string>();

  let made = 0;
  await besieged.siege(() => {
    if (made === ATTACKS.hostile) return null;
    made += 1;
    const { how, body, headers } = make();
    ways.add(how);
    return send({ ...signed(body), ...headers }, body).then((status) => {
      if (status === 0 || status >= 500) broken.push(`${how}: ${status}`);
    });
  });

  expect(broken).toEqual([]);
  expect(ways.size).toBeGreaterThanOrEqual(22);
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(sandbox.workspace.history(card.channel).map(({ text }) => text)).toEqual(messages);
  expect(sandbox.wickr.oracle.effects).toEqual([]);
  expect(console.flatMap(({ mock }) => mock.calls)).toEqual([]);
  for (const line of besieged.logged().trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow();

  // It has lost nothing of its mind: the request is still there to be approved.
  const approval = bodyOf(clickOn(sandbox, BOB, card, ACTIONS.approve, value));
  expect(await send(signed(approval), approval)).toBe(200);
  await cardSaying(sandbox, card, /Finished/);
  expect(await besieged.stored()).toMatchObject({ requests: ['finished'], decisions: 1, freezes: 0 });
});
