import type { Clock } from '../../src/runtime/clock.ts';
import type { Answer } from '../far-end/answer.ts';
import { AskedToWait } from '../far-end/asked-to-wait.ts';
import type { Delivery, Execution } from '../far-end/delivery.ts';
import { createFaults, type FaultDesk } from '../far-end/faults.ts';
import { seededRandom } from '../far-end/random.ts';
import { createWaiting } from '../far-end/waiting.ts';
import type { WireRequest } from '../far-end/wire.ts';
import { type Admission, admit, findOperation } from './admission.ts';
import { createNonces } from './auth/nonces.ts';
import { createTokens, type Tokens } from './auth/tokens.ts';
import { type Behaviour, usualBehaviour } from './behaviour.ts';
import { createOracle, type OracleLog, type Violation } from './effects.ts';
import { finish, readEnvelope, render, throttled } from './envelope.ts';
import { execute } from './execution.ts';
import { faultCatalogue } from './fault-catalogue.ts';
import { createPool, type Pool, type PoolContent } from './pool.ts';

export interface ServiceOptions {
  readonly clock: Clock;
  readonly pathPrefix: string;
  /** Built anew at every beginning. */
  readonly pools: () => readonly PoolContent[];
  readonly behaviour: Partial<Behaviour>;
}

export interface Service {
  readonly pools: ReadonlyMap<string, Pool>;
  readonly tokens: Tokens;
  readonly oracle: OracleLog;
  readonly faults: FaultDesk<'genauth'>;
  readonly behaviour: Behaviour;
  serve(wire: WireRequest): Promise<Delivery>;
  reset(): void;
  /** Ends all waiting; late effects that are still due never happen. */
  stop(): void;
}

/** Whoever is asked to wait is asked so for all pools of the host. */
const EVERY_POOL = 'every pool';

/** The Management API without its transport. */
export function createService(options: ServiceOptions): Service {
  const { clock, pathPrefix } = options;
  const pools = new Map<string, Pool>();
  const tokens = createTokens();
  const waiting = createWaiting(clock);
  const nonces = createNonces();
  const faults = createFaults('genauth', faultCatalogue);
  const behaviour: Behaviour = { ...usualBehaviour };
  const oracle = createOracle((poolId) => {
    const pool = poolId === undefined ? [...pools.values()][0] : pools.get(poolId);
    return pool?.users('truth', clock.now()) ?? [];
  });
  /** When calls came, newest last; of use only where calls are counted. */
  let arrivals: readonly number[] = [];
  const asked = new AskedToWait(clock);
  let served = 0;
  let random = seededRandom(1);

  function begin(): void {
    Object.assign(behaviour, usualBehaviour, options.behaviour);
    pools.clear();
    for (const content of options.pools()) pools.set(content.poolId, createPool(content));
    for (const memory of [oracle, faults, nonces, asked]) memory.clear();
    tokens.revokeAll();
    arrivals = [];
    served = 0;
    random = seededRandom(1);
    waiting.begin();
  }

  async function serve(wire: WireRequest): Promise<Delivery> {
    const at = clock.now();
    const mounted = wire.path.startsWith(`${pathPrefix}/`);
    const path = mounted ? wire.path.slice(pathPrefix.length) : `outside ${pathPrefix}`;
    const operation = findOperation(wire.method, path)?.name ?? 'unknown';
    const violation = (kind: Violation['kind'], detail: string) => oracle.violation({ at, kind, operation, detail });
    const earlyMs = asked.earlyMs(EVERY_POOL, wire);
    if (earlyMs > 0) violation('before-retry-after', `${earlyMs} ms early`);

    const language = wire.headers.get('x-authing-lang') ?? wire.headers.get('x-genauth-lang') ?? 'zh-CN';
    const gate = { pools, tokens, nonces, behaviour, nowMs: at, violation };
    const admission = tooMany(at) ? busy : admit(wire, path, gate);
    const { outcome } = admission;
    const execution: Execution =
      outcome.kind === 'admitted'
        ? execute(outcome.call, language, {
            ...gate,
            clock,
            oracle,
            faults,
            later: waiting.later,
            random: () => random(),
          })
        : { delivery: { kind: 'answer', answer: render(outcome.why, language) }, notes: [], slowMs: 0 };
    const takesMs = execution.slowMs + behaviour.latencyMs;
    if (takesMs > 0) await waiting.sleep(takesMs);

    served += 1;
    const requestId = `00000000-0000-4000-8000-${served.toString(16).padStart(12, '0')}`;
    const delivery = finished(execution.delivery, requestId);
    if ('answer' in delivery) asked.answered(EVERY_POOL, wire, delivery.answer);
    const { answer } = { answer: null, ...delivery };
    oracle.call({
      at,
      operation,
      network: admission.pool?.poolId ?? '',
      token: null,
      ...whom(admission),
      ...statusOf(delivery.kind === 'answer' ? answer : null),
      note: execution.notes.join(', '),
      method: wire.method,
      path: wire.path,
      authenticated: admission.by,
      requestId,
    });
    return delivery;
  }

  function tooMany(at: number): boolean {
    if (behaviour.callsPerSecond === null) return false;
    arrivals = [...arrivals.filter((arrival) => arrival > at - 1_000), at];
    return arrivals.length > behaviour.callsPerSecond;
  }

  function finished(delivery: Delivery, requestId: string): Delivery {
    if (!('answer' in delivery)) return delivery;
    return { ...delivery, answer: finish(delivery.answer, requestId, behaviour.httpStatus) };
  }

  begin();
  return {
    pools,
    tokens,
    oracle,
    faults,
    behaviour,
    serve,
    reset() {
      waiting.end();
      begin();
    },
    stop: () => waiting.end(),
  };
}

const busy: Admission = { by: 'none', pool: null, outcome: { kind: 'refused', why: throttled } };

function whom({ outcome }: Admission): { readonly ids: readonly string[]; readonly people: number | null } {
  const ids = outcome.kind === 'admitted' ? outcome.call.prepared.people : [];
  return { ids, people: ids.length > 0 ? ids.length : null };
}

/** The body's status where it has one: HTTP says 200 to nearly everything. */
function statusOf(answer: Answer | null) {
  const { statusCode, apiCode } = readEnvelope(answer?.body ?? '') ?? {};
  return {
    status: typeof statusCode === 'number' ? statusCode : (answer?.status ?? 0),
    httpStatus: answer?.status ?? 0,
    apiCode: typeof apiCode === 'number' ? apiCode : null,
  };
}
