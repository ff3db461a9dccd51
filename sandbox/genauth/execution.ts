import type { Clock } from '../../src/runtime/clock.ts';
import type { Answer } from '../far-end/answer.ts';
import { bringAbout, type Execution } from '../far-end/delivery.ts';
import type { FaultyCall } from '../far-end/fault.ts';
import type { FaultDesk, FaultPlan } from '../far-end/faults.ts';
import type { AdmittedCall } from './admission.ts';
import type { Tokens } from './auth/tokens.ts';
import type { Behaviour } from './behaviour.ts';
import type { OracleLog, Violation } from './effects.ts';
import { type Envelope, render } from './envelope.ts';
import type { Visibility } from './lagging-map.ts';
import type { PoolCall } from './operations/operation.ts';
import type { Pool } from './pool.ts';
import { shuffled } from './shuffled.ts';

export interface Workshop {
  readonly clock: Clock;
  readonly pools: ReadonlyMap<string, Pool>;
  readonly tokens: Tokens;
  readonly oracle: OracleLog;
  readonly faults: FaultDesk;
  readonly behaviour: Readonly<Behaviour>;
  /** The next number of a seeded series, from 0 to below 1. */
  random(): number;
  /** Does something later, unless the stand-in is reset or stopped before. */
  later(delayMs: number, act: () => void): void;
  violation(kind: Violation['kind'], detail: string): void;
}

/** Carries out an admitted call: its faults, its effect and what the client learns of it. */
export function execute(call: AdmittedCall, language: string, shop: Workshop): Execution {
  const { operation, prepared, pool } = call;
  const faulty: FaultyCall = {
    operation: operation.name,
    network: pool?.poolId ?? '',
    mutates: operation.mutates,
    token: null,
    people: prepared.people,
  };
  const plan = shop.faults.plan(faulty);
  const notes = plan.ids.map((id) => `fault: ${id}`);
  const perform = (): Answer => render(run(call, plan, shop), language);
  const rewritten = (answer: Answer): Answer => {
    const result = shop.faults.rewrite(faulty, answer);
    notes.push(...result.ids.map((id) => `fault: ${id}`));
    return result.answer;
  };
  const delivery = bringAbout(plan, { perform, rewritten, later: shop.later });
  return { delivery, notes, slowMs: plan.slowMs };
}

function run({ operation, prepared, pool }: AdmittedCall, plan: FaultPlan, shop: Workshop): Envelope {
  const { pools, tokens, behaviour, clock, oracle, violation } = shop;
  const nowMs = clock.now();
  if (prepared.scope === 'desk') return prepared.run({ pools, tokens, behaviour, nowMs });
  if (!pool) throw new Error(`${operation.name} was admitted without a pool`);

  const reads = nowMs + Math.max(plan.lagMs, behaviour.visibilityLagMs);
  const visibleFrom: Visibility = { reads, search: reads + behaviour.searchLagMs };
  const tell: PoolCall['tell'] = (userId, kind, changed, detail = '') =>
    oracle.effect({ at: nowMs, operation: operation.name, pool: pool.poolId, userId, kind, changed, detail });
  return prepared.run({
    pool,
    behaviour,
    nowMs,
    visibleUsers: () => pool.users('reads', nowMs),
    searchableUsers: () => pool.users('search', nowMs),
    actualUsers: () => pool.users('truth', nowMs),
    change(userId, next, kind, detail) {
      pool.write(userId, next, visibleFrom);
      tell(userId, kind, true, detail);
    },
    tell,
    archive: (userId) => pool.archive({ userId, archivedAt: nowMs }, visibleFrom),
    send: (message) => pool.send({ ...message, at: nowMs }),
    shuffle: (items) => (behaviour.order === 'as_asked' ? items : shuffled(items, shop.random)),
    violation,
  });
}
