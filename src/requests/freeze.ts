import { appendEvent } from '../audit/event.ts';
import { personal } from '../audit/sealed.ts';
import { insertNotice } from '../notices/notice-records.ts';
import { uuidV7 } from '../runtime/random.ts';
import { type Freeze, liftProblem } from '../safeguards/freeze.ts';
import { insertFreeze, liftFreeze, loadFreezes } from '../safeguards/freeze-records.ts';
import { refused } from './answers.ts';
import { ringAll, type UseCaseDeps } from './deps.ts';
import type { Actor, FreezeAnswer } from './use-cases.ts';

/** Stops every new call, of all requests in all directories, until somebody else lifts it. */
export async function freeze(deps: UseCaseDeps, actor: Actor, reason: string | null): Promise<FreezeAnswer> {
  const rights = await deps.rights.mayFreeze(actor);
  if (rights.kind === 'refused') return rights;
  const answer = await deps.store.write(async (tx): Promise<FreezeAnswer> => {
    const now = deps.clock.now();
    const present = await loadFreezes(tx);
    if (present.some(({ source }) => source === 'slack')) return { kind: 'frozen', freezes: present, changed: false };
    const one: Freeze = { id: uuidV7(now, deps.random), source: 'slack', at: now, by: actor.id, reason };
    await insertFreeze(tx, one);
    await insertNotice(tx, { kind: 'frozen', freeze: one.id }, now, deps.random);
    const data = { freeze: one.id, source: one.source, reason: personal(reason) };
    await appendEvent(tx, { at: now, requestId: null, actor: actor.id, kind: 'freeze.began', data }, deps.random);
    return { kind: 'frozen', freezes: [...present, one], changed: true };
  });
  ringAll(deps.changed);
  return answer;
}

export async function unfreeze(deps: UseCaseDeps, actor: Actor): Promise<FreezeAnswer> {
  const rights = await deps.rights.mayFreeze(actor);
  if (rights.kind === 'refused') return rights;
  const answer = await deps.store.write(async (tx): Promise<FreezeAnswer> => {
    const now = deps.clock.now();
    const present = await loadFreezes(tx);
    const liftable = present.filter((one) => liftProblem(one, actor.id) === null);
    const [first] = present;
    if (first !== undefined && liftable.length === 0) return refused(liftProblem(first, actor.id) ?? '');
    for (const { id, source } of liftable) {
      await liftFreeze(tx, id, actor.id, now);
      const left = present.length - liftable.length;
      await insertNotice(tx, { kind: 'unfrozen', freeze: id, left }, now, deps.random);
      const data = { freeze: id, source };
      await appendEvent(tx, { at: now, requestId: null, actor: actor.id, kind: 'freeze.ended', data }, deps.random);
    }
    return { kind: 'frozen', freezes: present.filter((one) => !liftable.includes(one)), changed: liftable.length > 0 };
  });
  ringAll(deps.changed);
  return answer;
}

/** What is frozen, for whoever may freeze. */
export async function frozen(deps: UseCaseDeps, actor: Actor): Promise<FreezeAnswer> {
  const rights = await deps.rights.mayFreeze(actor);
  if (rights.kind === 'refused') return rights;
  return { kind: 'frozen', freezes: await loadFreezes(deps.store.db), changed: false };
}
