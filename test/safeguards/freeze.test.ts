import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { slackUserId } from '../../src/ids.ts';
import { stateSentence } from '../../src/report/state-sentence.ts';
import { noteOutsideFreeze } from '../../src/requests/note-outside-freeze.ts';
import { type Freeze, freezeSentence, liftProblem } from '../../src/safeguards/freeze.ts';
import { createOutsideFreeze } from '../../src/safeguards/outside-freeze.ts';
import { slackPen } from '../../src/slack/blocks/text.ts';
import { ofKind, trail } from '../audit/trail.ts';
import { SUSPEND } from '../slack/support/views.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';

const [bob, carol] = [slackUserId('U0BOB'), slackUserId('U0CAROL')];
const frozenBy = (more: Partial<Freeze>): Freeze => ({
  id: '1',
  source: 'slack',
  at: 0,
  by: bob,
  reason: null,
  ...more,
});

describe('a freeze', () => {
  test.each([
    ['by Bob is not lifted by Bob', {}, bob, 'somebody else who may decide'],
    ['by Bob is lifted by Carol', {}, carol, null],
    ['by a file is lifted by its removal', { source: 'file', by: null }, carol, 'Whoever runs Muster can remove it'],
    ['by a variable is lifted by a start without', { source: 'variable', by: null }, carol, 'MUSTER_FREEZE'],
  ] as const)('%s', (_, more, person, said) => {
    const problem = liftProblem(frozenBy(more), person);

    if (said === null) expect(problem).toBeNull();
    else expect(problem).toContain(said);
  });

  test('is told with who, when and why, and foreign words stay words', () => {
    const sentence = freezeSentence(frozenBy({ reason: 'wrong list <!channel>' }), slackPen);

    expect(sentence).toMatch(/^Frozen by <@U0BOB>, .*: wrong list &lt;!channel&gt;\. No new call is made until/);
    expect(freezeSentence(frozenBy({ source: 'file', by: null }), slackPen)).toMatch(
      /^Frozen from outside of Slack \(file\)/,
    );
  });
});

describe('from outside', () => {
  test.each([
    ['1', true],
    ['true', true],
    ['yes, please', true],
    ['0', false],
    ['', false],
    ['off', false],
  ])('MUSTER_FREEZE=%s freezes or not', (value, frozen) => {
    expect(createOutsideFreeze({ MUSTER_FREEZE: value })()).toEqual({ variable: frozen, file: false });
  });

  test('a file freezes as soon as it is there and no longer when it is gone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'muster-freeze-'));
    const path = join(folder, 'freeze');
    const outside = createOutsideFreeze({ MUSTER_FREEZE_FILE: path });

    const seen = [outside().file];
    writeFileSync(path, '');
    seen.push(outside().file);
    rmSync(folder, { recursive: true });
    seen.push(outside().file);

    expect(seen).toEqual([false, true, false]);
  });
});

describe('while Muster is frozen', () => {
  const accounts = Array.from({ length: 120 }, (_, index) => account(String(1_000 + index)));
  const running = async () => {
    const domain = await buildDomain({ accounts });
    const id = await domain.submitted(byId(...accounts.map((one) => one.id)));
    await domain.useCases.approve(id, actor(domain.cast.bob));
    const dispatcher = domain.newDispatcher();
    return { ...domain, id, dispatcher };
  };
  const minutes = async (clock: Awaited<ReturnType<typeof running>>['clock'], count: number) => {
    const until = clock.now() + count * 60_000;
    await clock.runUntil(() => clock.now() >= until);
  };

  test('no new call leaves, across a restart, until somebody else lifts it; then the run goes on', async () => {
    const { cast, clock, directory, dispatcher, id, newDispatcher, state, stopped, store, useCases, view } =
      await running();
    await dispatcher.start();
    await clock.runUntil(() => directory.calls.length === 1);
    const froze = await useCases.freeze(actor(cast.bob), 'wrong list');
    await minutes(clock, 5);
    const callsThen = directory.calls.length;
    await stopped(dispatcher);
    const next = newDispatcher();
    await next.start();
    await minutes(clock, 5);
    const afterRestart = directory.calls.length;
    const card = stateSentence(await view(id), SUSPEND, slackPen);
    const own = await useCases.unfreeze(actor(cast.bob));
    const lifted = await useCases.unfreeze(actor(cast.carol));
    await clock.runUntil(async () => (await state(id)) === 'finished');
    await stopped(next);

    expect(froze).toMatchObject({ kind: 'frozen', changed: true });
    expect([callsThen, afterRestart]).toEqual([1, 1]);
    expect(card).toContain('Frozen by <@U0BOB>');
    expect([own.kind, lifted.kind]).toEqual(['refused', 'frozen']);
    expect((await view(id)).outcomes.succeeded).toBe(120);
    expect(stateSentence(await view(id), SUSPEND, slackPen)).not.toContain('Frozen');
    const events = await trail(store);
    expect(ofKind(events, 'freeze.began').map((event) => event.actor)).toEqual([cast.bob]);
    expect(ofKind(events, 'freeze.ended').map((event) => event.actor)).toEqual([cast.carol]);
  });

  test('what is in doubt is still read back', async () => {
    const { cast, clock, directory, dispatcher, id, stopped, useCases, view } = await running();
    directory.faults.push({ kind: 'lost-after-effect' });
    await dispatcher.start();
    await clock.runUntil(() => directory.calls.length === 1);
    await useCases.freeze(actor(cast.bob), null);
    await minutes(clock, 5);
    await stopped(dispatcher);

    expect((await view(id)).outcomes).toMatchObject({ succeeded: 50, waiting: 70 });
  });

  test('a file is noted once, shown, and lifted when it is gone', async () => {
    const { deps, id, store, useCases, cast, view } = await running();
    const me = { owner: 'this one', alone: true };

    await noteOutsideFreeze(deps, me, { file: true, variable: false });
    await noteOutsideFreeze(deps, me, { file: true, variable: false });
    const shown = stateSentence(await view(id), SUSPEND, slackPen);
    const refused = await useCases.unfreeze(actor(cast.carol));
    await noteOutsideFreeze(deps, me, { file: false, variable: false });

    expect(shown).toContain('Frozen from outside of Slack (file)');
    expect(refused.kind).toBe('refused');
    expect((await view(id)).frozen).toBeUndefined();
    expect(ofKind(await trail(store), 'freeze.began').map((event) => event.actor)).toEqual(['operator']);
  });

  test('those who may decide on nothing can neither freeze nor lift', async () => {
    const { cast, useCases } = await running();

    expect((await useCases.freeze(actor(cast.alice), null)).kind).toBe('refused');
    expect((await useCases.unfreeze(actor(cast.dave))).kind).toBe('refused');
  });
});
