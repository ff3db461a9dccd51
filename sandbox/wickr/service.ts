import type { Clock } from '../../src/runtime/clock.ts';
import { AskedToWait } from '../far-end/asked-to-wait.ts';
import type { Delivery, Execution } from '../far-end/delivery.ts';
import { createFaults, type FaultDesk } from '../far-end/faults.ts';
import { createWaiting } from '../far-end/waiting.ts';
import type { WireRequest } from '../far-end/wire.ts';
import { admit } from './admission.ts';
import type { Answer } from './answer.ts';
import { type Behaviour, usualBehaviour } from './behaviour.ts';
import { createOracle, type OracleLog, type Violation } from './effects.ts';
import { execute } from './execution.ts';
import { faultCatalogue } from './fault-catalogue.ts';
import { loadModel } from './model.ts';
import { createRouter } from './routes.ts';
import { type NetworkSeed, seedNetwork } from './seed.ts';
import type { Credentials } from './signature.ts';
import { createState, type WickrState } from './state.ts';
import { createTokens } from './tokens.ts';

export interface ServiceOptions {
  readonly clock: Clock;
  readonly pathPrefix: string;
  readonly credentials: readonly Credentials[];
  readonly networks: readonly NetworkSeed[];
  readonly behaviour: Partial<Behaviour>;
}

export interface Service {
  readonly state: WickrState;
  readonly oracle: OracleLog;
  readonly faults: FaultDesk<'wickr'>;
  readonly behaviour: Behaviour;
  serve(wire: WireRequest): Promise<Delivery>;
  reset(): void;
  /** Ends all waiting; late effects that are still due never happen. */
  stop(): void;
}

/** The Wickr Admin API without its transport. */
export function createService(options: ServiceOptions): Service {
  const { clock, pathPrefix, credentials } = options;
  const model = loadModel();
  const findRoute = createRouter(model.operations);
  const state = createState();
  const oracle = createOracle();
  const faults = createFaults('wickr', faultCatalogue);
  const tokens = createTokens();
  const behaviour: Behaviour = { ...usualBehaviour };
  const asked = new AskedToWait(clock);
  const waiting = createWaiting(clock);
  let served = 0;

  const shop = { clock, state, oracle, faults, tokens, behaviour, later: waiting.later };

  function begin(): void {
    Object.assign(behaviour, usualBehaviour, options.behaviour);
    state.load(options.networks.map(seedNetwork));
    for (const memory of [oracle, faults, tokens, asked]) memory.clear();
    waiting.begin();
  }

  async function serve(wire: WireRequest): Promise<Delivery> {
    const at = clock.now();
    const route = wire.path.startsWith(pathPrefix) ? findRoute(wire.method, wire.path.slice(pathPrefix.length)) : null;
    const operation = route?.operation.name ?? 'unknown';
    const network = route?.labels.get('networkId') ?? '';
    const violation = (kind: Violation['kind'], detail: string) =>
      oracle.violation({ at, kind, operation, network, detail });
    const earlyMs = asked.earlyMs(network, wire);
    if (earlyMs > 0) violation('before-retry-after', `${earlyMs} ms early`);

    const admission = admit(wire, route, { model, credentials, behaviour, state, nowMs: at, violation });
    const call = admission.kind === 'admitted' ? admission.call : null;
    const { delivery, notes, slowMs } =
      admission.kind === 'admitted' ? execute(admission.call, shop) : refusal(admission.answer);
    const takesMs = slowMs + behaviour.latencyMs - (clock.now() - at);
    if (takesMs > 0) await waiting.sleep(takesMs);

    if ('answer' in delivery) asked.answered(network, wire, delivery.answer);
    oracle.call({
      at,
      operation,
      network,
      status: delivery.kind === 'answer' ? delivery.answer.status : 0,
      token: wire.headers.get('x-client-token') ?? null,
      people: call?.operation.people?.(call.input).length ?? null,
      note: notes.join(', '),
    });
    return withRequestId(delivery);
  }

  function withRequestId(delivery: Delivery): Delivery {
    if (!('answer' in delivery)) return delivery;
    served += 1;
    const requestId = `00000000-0000-4000-8000-${served.toString(16).padStart(12, '0')}`;
    const headers = { ...delivery.answer.headers, 'x-amzn-requestid': requestId };
    return { ...delivery, answer: { ...delivery.answer, headers } };
  }

  begin();
  return {
    state,
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

const refusal = (answer: Answer): Execution => ({ delivery: { kind: 'answer', answer }, notes: [], slowMs: 0 });
