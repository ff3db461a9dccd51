import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { stateSentence } from '../../src/report/state-sentence.ts';
import { noteOutsideFreeze } from '../../src/requests/note-outside-freeze.ts';
import { HOLDER_LIVES_MS, holdersStep } from '../../src/safeguards/freeze-holders.ts';
import { isFrozen } from '../../src/safeguards/freeze-records.ts';
import type { OutsideFreeze } from '../../src/safeguards/outside-freeze.ts';
import { slackPen } from '../../src/slack/blocks/text.ts';
import { ofKind, trail } from '../audit/trail.ts';
import { SUSPEND } from '../slack/support/views.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';

const FROZEN: OutsideFreeze = { file: false, variable: true };
const FREE: OutsideFreeze = { file: false, variable: false };
const LONG_MS = HOLDER_LIVES_MS;

/** Processes that share one store, each with a variable or file of its own. */
async function replicas() {
  const domain = await buildDomain({
    accounts: Array.from({ length: 120 }, (_, index) => account(String(1_000 + index))),
  });
  const { clock, deps, store } = domain;
  const says = (owner: string, outside: OutsideFreeze) => noteOutsideFreeze(deps, { owner, alone: false }, outside);
  /** Everybody looks once a second; answers at how many of these seconds it was frozen. */
  const pass = async (seconds: number, processes: Readonly<Record<string, OutsideFreeze>>) => {
    let frozen = 0;
    for (let second = 0; second < seconds; second += 1) {
      clock.advance(1_000);
      for (const [owner, outside] of Object.entries(processes)) {
        await says(owner, outside);
        if (await isFrozen(store.db)) frozen += 1;
      }
    }
    return frozen / Object.keys(processes).length;
  };
  const told = async (kind: 'freeze.began' | 'freeze.ended') =>
    ofKind(await trail(store), kind).map((event) => event.actor);
  return { ...domain, says, pass, told };
}

describe('of several processes', () => {
  test('one that a variable freezes freezes all, and one without it never lifts that', async () => {
    const { pass, told } = await replicas();

    const frozen = await pass(60, { frozen: FROZEN, free: FREE, another: FREE });

    expect(frozen).toBe(60);
    expect(await told('freeze.began')).toEqual(['operator']);
    expect(await told('freeze.ended')).toEqual([]);
  });

  test('two that are frozen are one freeze, which ends when the second is free', async () => {
    const { pass, says, told } = await replicas();

    await pass(5, { one: FROZEN, two: FROZEN });
    const left = await pass(5, { one: FREE, two: FROZEN });
    await says('two', FREE);
    const free = await pass(5, { one: FREE, two: FREE });

    expect([left, free]).toEqual([5, 0]);
    expect([await told('freeze.began'), await told('freeze.ended')]).toEqual([['operator'], ['operator']]);
  });

  test('one that died keeps all frozen until it is certain that it is gone for good', async () => {
    const { clock, pass, says, store, told } = await replicas();
    await pass(5, { dead: FROZEN, alive: FREE });

    clock.advance(LONG_MS - 30_000);
    await says('alive', FREE);
    const stillThen = await isFrozen(store.db);
    clock.advance(30_000);
    await says('alive', FREE);

    expect([stillThen, await isFrozen(store.db)]).toEqual([true, false]);
    expect(await told('freeze.ended')).toEqual(['muster']);
  });

  test('one that was thought dead and wakes up frozen freezes all again', async () => {
    const { clock, pass, says, store } = await replicas();
    await pass(5, { asleep: FROZEN, alive: FREE });
    clock.advance(LONG_MS);
    await says('alive', FREE);

    await says('asleep', FROZEN);

    expect(await isFrozen(store.db)).toBe(true);
  });

  test('one whose clock was ahead when it died freezes the others no longer than any', async () => {
    const { clock, pass, says } = await replicas();
    clock.advance(24 * 3_600_000);
    await says('ahead', FROZEN);
    clock.advance(-24 * 3_600_000);

    const frozen = await pass(LONG_MS / 1_000 + 60, { alive: FREE });

    expect(frozen).toBeGreaterThanOrEqual(LONG_MS / 1_000 - 1);
    expect(frozen).toBeLessThanOrEqual(LONG_MS / 1_000 + 1);
  });

  test('no call leaves through one that is free while another is frozen', async () => {
    const { cast, clock, directory, newDispatcher, pass, says, state, stopped, submitted, useCases, view } =
      await replicas();
    const id = await submitted(byId(...[...directory.accounts.keys()]));
    await useCases.approve(id, actor(cast.bob));
    await says('frozen', FROZEN);
    const free = newDispatcher({ alone: false });
    await free.start();

    await pass(120, { frozen: FROZEN, free: FREE });
    const whileFrozen = directory.calls.length;
    const card = stateSentence(await view(id), SUSPEND, slackPen);
    await says('frozen', FREE);
    await clock.runUntil(async () => (await state(id)) === 'finished');
    await stopped(free);

    expect(whileFrozen).toBe(0);
    expect(card).toContain('Frozen from outside of Slack (variable)');
    expect(directory.effects).toHaveLength(120);
  });
});

test('a process that is alone takes nothing over from the one before', async () => {
  const { deps, store, says } = await replicas();
  await says('before', FROZEN);

  await noteOutsideFreeze(deps, { owner: 'after', alone: true }, FREE);

  expect(await isFrozen(store.db)).toBe(false);
});

test('in whatever order processes look, freeze, go and die, it is frozen as long as one of those alive is, and free soon after', async () => {
  const look = fc.record({ who: fc.nat(2), frozen: fc.boolean(), seconds: fc.constantFrom(0, 1, 30, 299, 301) });
  fc.assert(
    fc.property(fc.array(look, { maxLength: 40 }), (looks) => {
      const holders = new Map<string, number>();
      const says = new Map<string, { readonly frozen: boolean; readonly at: number }>();
      let now = 0;
      for (const { who, frozen, seconds } of looks) {
        now += seconds * 1_000;
        const owner = String(who);
        says.set(owner, { frozen, at: now });
        const known = [...holders].map(([one, renewedAt]) => ({ owner: one, renewedAt }));
        const step = holdersStep(known, { owner, alone: false }, frozen, now);
        for (const one of [...step.redate, ...(step.join ? [owner] : [])]) holders.set(one, now);
        for (const one of step.leave) holders.delete(one);

        // Renewals may be up to 20 seconds old by the time a process is heard of last.
        const ago = ({ at }: { readonly at: number }) => now - at;
        const surely = [...says.values()].some((one) => one.frozen && ago(one) < HOLDER_LIVES_MS - 20_000);
        const perhaps = [...says.values()].some((one) => one.frozen && ago(one) < HOLDER_LIVES_MS);
        if (surely) expect(step.held).toBe(true);
        if (!perhaps) expect(step.held).toBe(false);
        expect(holders.size > 0).toBe(step.held);
      }
    }),
  );
});
