import type { Delivery } from '../../../../sandbox/far-end/delivery.ts';
import type { FaultBehaviour } from '../../../../sandbox/far-end/fault.ts';
import type { WireRequest as StandInRequest } from '../../../../sandbox/far-end/wire.ts';
import type { Exchange, Transport, WireRequest } from '../../../../src/directories/http/transport.ts';
import type { Arrival, FarEndWatch } from '../../far-end.ts';
import type { Chance } from '../../world/chance.ts';
import type { Gate } from '../../world/gate.ts';
import type { ProcessClock } from '../../world/simulated-time.ts';
import type { WorldClock } from '../../world/world-clock.ts';
import type { Dialect, ReadCall } from './dialect.ts';
import type { PassingCall } from './done-and-denied.ts';
import type { Turn } from './turn.ts';

export interface ExchangeParts {
  readonly world: WorldClock;
  readonly gate: Gate;
  readonly clock: ProcessClock;
  readonly chance: Chance;
  readonly dialect: Dialect;
  readonly draw: (call: PassingCall) => Turn;
  readonly arrivals: Arrival[];
  readonly watch: () => FarEndWatch;
  /** Carries the call out at once; only the answer takes its time. */
  readonly serve: (
    wire: StandInRequest,
    people: readonly string[],
    behaviours: readonly FaultBehaviour[],
  ) => Promise<Delivery>;
  readonly poisoned: (people: readonly string[]) => boolean;
  /** How long a client waits for an answer. */
  readonly headersMs: number;
}

const LONGEST_WAY_MS = 400;
/** No hint holds anybody up for longer. */
const LONGEST_REST_MS = 15 * 60_000;

/** The wire between one process and the far side, in place of `openTransport`. */
export function wire(parts: ExchangeParts): Transport {
  const { world, gate, clock, chance, dialect } = parts;
  const way = () => world.sleep(chance.between(1, chance.happens(0.1) ? LONGEST_WAY_MS : 40));

  const arrive = async (
    request: WireRequest,
    call: ReadCall,
    turn: Turn,
  ): Promise<readonly [Delivery, Arrival | null]> => {
    const arrival: Arrival | null =
      call.verb === null
        ? null
        : {
            at: world.now(),
            gate,
            verb: call.verb,
            token: call.token,
            people: call.people,
            effectAt: world.now() + lateBy(turn),
            request: null,
            knowledge: 'nothing-yet',
            refused: false,
            answered: false,
            knownAt: null,
          };
    if (arrival) {
      await parts.watch().arrives(arrival);
      parts.arrivals.push(arrival);
    }
    const behaviours =
      call.verb !== null && parts.poisoned(call.people)
        ? [{ kind: 'answer', when: 'before-effect', answer: dialect.refusal } as const]
        : turn.behaviours;
    return [await parts.serve(standInRequest(request), call.people, behaviours), arrival];
  };

  const travel = async (request: WireRequest, call: ReadCall): Promise<Exchange> => {
    const turn = parts.draw(call);
    await way();
    if (turn.onTheWay === 'refused') return { kind: 'never-sent', reason: 'no connection (ECONNREFUSED)' };
    if (turn.onTheWay === 'lost') {
      await world.sleep(chance.happens(0.5) ? parts.headersMs : 5);
      return { kind: 'lost', reason: 'the connection broke before the answer was complete (ECONNRESET)' };
    }
    const [delivery, arrival] = await arrive(request, call, turn);
    if (delivery.kind === 'silence') await world.sleep(parts.headersMs);
    await gate.pass(`${call.name} has arrived`);
    await way();
    await gate.thaw();
    const exchange: Exchange =
      turn.answerLost && delivery.kind === 'answer'
        ? { kind: 'lost', reason: 'no answer came in time' }
        : received(delivery);
    if (arrival) learn(arrival, exchange, turn);
    rest(exchange, call);
    return exchange;
  };

  /** What the process knows of the call's effect from now on. */
  const learn = (arrival: Arrival, exchange: Exchange, turn: Turn): void => {
    arrival.knownAt = world.now();
    Object.assign(arrival, dialect.learnt(arrival.verb, exchange, turn));
  };

  const rest = (exchange: Exchange, call: ReadCall): void => {
    const whom = dialect.putsOff(exchange);
    if (exchange.kind !== 'answer' || whom === 'nobody') return;
    const { 'retry-after': stated, 'x-amz-retry-after': statedMs } = exchange.headers;
    const waits = [
      /^\d+$/.test(stated ?? '') ? Number(stated) * 1_000 : Date.parse(stated ?? '') - clock.now(),
      Number(statedMs ?? Number.NaN),
    ].filter((waitMs) => waitMs > 0);
    if (waits.length === 0) return;
    const atMs = world.now();
    const untilMs = atMs + Math.min(LONGEST_REST_MS, Math.max(...waits));
    parts.watch().toldToRest({
      gate,
      clock,
      atMs,
      untilMs,
      stored: call.verb !== null && whom === 'everybody',
    });
  };

  return {
    async send(request) {
      const call = dialect.read(request);
      await gate.pass(`${call.name}${call.people.length > 0 ? ` for ${call.people.length}` : ''}`);
      parts.watch().departs({ at: world.now(), gate, clock, verb: call.verb, people: call.people });
      const exchange = await travel(request, call);
      await gate.pass(`${call.name} ended as ${exchange.kind === 'answer' ? exchange.status : exchange.kind}`);
      return exchange;
    },
    close: () => Promise.resolve(),
  };
}

const lateBy = ({ behaviours }: Turn): number =>
  behaviours.reduce((sum, one) => sum + (one.kind === 'late-effect' ? one.delayMs : 0), 0);

function received(delivery: Delivery): Exchange {
  switch (delivery.kind) {
    case 'reset':
    case 'silence':
      return { kind: 'lost', reason: 'no answer came in time' };
    case 'answer':
    case 'break-off': {
      const { status, headers, body } = delivery.answer;
      const whole = delivery.kind === 'answer';
      const reason = 'the answer stopped arriving';
      return { kind: 'answer', status, headers, body: whole ? { kind: 'whole', text: body } : { kind: 'cut', reason } };
    }
  }
}

function standInRequest({ method, target, headers, body }: WireRequest): StandInRequest {
  const [path = '', query = ''] = target.split('?');
  return { method, path, query, headers: new Map(Object.entries(headers)), body: Buffer.from(body ?? '') };
}
