import { appendEvent } from '../audit/event.ts';
import type { RequestId } from '../ids.ts';
import { whenDue } from '../safeguards/cool-down.ts';
import { loadCoolDown, loadDueGuards, saveCoolDown } from '../safeguards/guard-records.ts';
import type { UseCaseDeps } from './deps.ts';
import { LIVE_STATES } from './request.ts';
import { loadRequest, touchRequest } from './request-records.ts';

const PER_STEP = 100;

type CoolDownDeps = Pick<UseCaseDeps, 'store' | 'clock' | 'random' | 'log' | 'changed'>;

/** Cool-downs are over, or people are to be reminded of them. Answers whether there may be more to do right now. */
export async function coolDownsDue(deps: CoolDownDeps): Promise<boolean> {
  const due = await loadDueGuards(deps.store.db, deps.clock.now(), PER_STEP);
  for (const id of due) await move(deps, id);
  if (due.length > 0) {
    deps.changed.present.ring();
    deps.changed.dispatch.ring();
  }
  return due.length === PER_STEP;
}

async function move({ store, clock, random }: CoolDownDeps, id: RequestId): Promise<void> {
  await store.write(async (tx) => {
    const now = clock.now();
    const request = await loadRequest(tx, id);
    const coolDown = await loadCoolDown(tx, id);
    if (!request || coolDown?.nextAt == null || coolDown.nextAt > now) return;
    const isLive = LIVE_STATES.some((state) => state === request.state.kind);
    const moved = isLive ? whenDue(coolDown, now) : { ...coolDown, nextAt: null };
    await saveCoolDown(tx, id, moved);
    if (!isLive) return;
    const about = { at: now, requestId: id, actor: 'muster' } as const;
    const { startsAt, reminded } = moved;
    await appendEvent(
      tx,
      moved.nextAt === null
        ? { ...about, kind: 'cool-down.ended', data: { startsAt } }
        : { ...about, kind: 'cool-down.reminded', data: { startsAt, hoursBefore: reminded } },
      random,
    );
    await touchRequest(tx, id, now);
  });
}
