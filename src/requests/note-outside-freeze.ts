import { appendEvent } from '../audit/event.ts';
import { insertNotice } from '../notices/notice-records.ts';
import { uuidV7 } from '../runtime/random.ts';
import type { Freeze } from '../safeguards/freeze.ts';
import { holdersStep, type Me } from '../safeguards/freeze-holders.ts';
import {
  dropHolders,
  insertFreeze,
  keepHolders,
  liftFreeze,
  loadFreezes,
  loadHolders,
} from '../safeguards/freeze-records.ts';
import { OUTSIDE_SOURCES, type OutsideFreeze, type OutsideSource } from '../safeguards/outside-freeze.ts';
import { ringAll, type UseCaseDeps } from './deps.ts';

type NoteDeps = Pick<UseCaseDeps, 'store' | 'clock' | 'random' | 'changed'>;

/**
 * Writes down what file and variable say here, and what became of processes that were frozen by theirs, so that cards, audit
 * and other processes know. May run as often as one likes: what is written already is not written again.
 */
export async function noteOutsideFreeze(deps: NoteDeps, me: Me, outside: OutsideFreeze): Promise<void> {
  const freezes = await loadFreezes(deps.store.db);
  for (const source of OUTSIDE_SOURCES) {
    const seen = freezes.filter((one) => one.source === source);
    if (await note(deps, me, source, outside[source], seen)) ringAll(deps.changed);
  }
}

/** Answers whether Muster became frozen or free by it. */
async function note(
  { store, clock, random }: NoteDeps,
  me: Me,
  source: OutsideSource,
  here: boolean,
  seen: readonly Freeze[],
): Promise<boolean> {
  const plan = holdersStep(await loadHolders(store.db, source), me, here, clock.now());
  const isSettled = !plan.join && plan.leave.length === 0 && plan.redate.length === 0;
  if (isSettled && plan.held === seen.length > 0) return false;
  return store.write(async (tx) => {
    const now = clock.now();
    const { join, leave, redate, held } = holdersStep(await loadHolders(tx, source), me, here, now);
    await keepHolders(tx, source, [...redate, ...(join ? [me.owner] : [])], now);
    await dropHolders(tx, source, leave);
    const all = await loadFreezes(tx);
    const present = all.filter((one) => one.source === source);
    if (held === present.length > 0) return false;
    const actor = held || leave.includes(me.owner) || me.alone ? ('operator' as const) : ('muster' as const);
    const about = { at: now, requestId: null, actor };
    if (held) {
      const one: Freeze = { id: uuidV7(now, random), source, at: now, by: null, reason: null };
      await insertFreeze(tx, one);
      await insertNotice(tx, { kind: 'frozen', freeze: one.id }, now, random);
      await appendEvent(tx, { ...about, kind: 'freeze.began', data: { freeze: one.id, source, reason: null } }, random);
    }
    for (const { id } of held ? [] : present) {
      await liftFreeze(tx, id, null, now);
      await insertNotice(tx, { kind: 'unfrozen', freeze: id, left: all.length - present.length }, now, random);
      await appendEvent(tx, { ...about, kind: 'freeze.ended', data: { freeze: id, source } }, random);
    }
    return true;
  });
}
