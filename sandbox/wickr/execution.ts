import type { Clock } from '../../src/runtime/clock.ts';
import { bringAbout, type Execution } from '../far-end/delivery.ts';
import type { FaultyCall } from '../far-end/fault.ts';
import type { FaultDesk, FaultPlan } from '../far-end/faults.ts';
import type { AdmittedCall } from './admission.ts';
import { type Answer, badRequest } from './answer.ts';
import type { Behaviour } from './behaviour.ts';
import type { OracleLog, Violation } from './effects.ts';
import type { WickrState } from './state.ts';
import type { TokenKey, Tokens } from './tokens.ts';

export interface Workshop {
  readonly clock: Clock;
  readonly state: WickrState;
  readonly oracle: OracleLog;
  readonly faults: FaultDesk;
  readonly tokens: Tokens;
  readonly behaviour: Readonly<Behaviour>;
  /** Does something later, unless the stand-in is reset or stopped before. */
  later(delayMs: number, act: () => void): void;
}

/** Carries out an admitted call: its token, its faults, its effect and what the client learns of it. */
export function execute(call: AdmittedCall, shop: Workshop): Execution {
  const { faults, behaviour, tokens, clock } = shop;
  const operation = call.operation.name;
  const network = call.network?.networkId ?? '';
  const key: TokenKey | null = call.token === null ? null : { operation, network, token: call.token };
  const violation = (kind: Violation['kind'], detail: string) =>
    shop.oracle.violation({ at: clock.now(), kind, operation, network, detail });

  const otherPayload = key !== null && tokens.witness(key, call.payloadDigest) === 'other-payload';
  if (otherPayload) violation('same-token-other-body', key.token);
  if (otherPayload && behaviour.sameTokenOtherBody === 'refuse') {
    const answer = badRequest('The client token was used with another request.');
    return { delivery: { kind: 'answer', answer }, notes: ['token reused'], slowMs: 0 };
  }

  const { mutates } = call.operation;
  const people = call.operation.people?.(call.input) ?? [];
  const faulty: FaultyCall = { operation, network, mutates, token: call.token, people };
  const plan = faults.plan(faulty);
  const notes = plan.ids.map((id) => `fault: ${id}`);

  const perform = (): Answer => {
    const anew = key === null || (otherPayload && behaviour.sameTokenOtherBody === 'execute');
    const known = anew ? null : tokens.recall(key, behaviour.tokenMemory, clock.now());
    if (known) notes.push('replayed');
    const answer = known ?? run(call, plan, shop, violation);
    if (key && !known) tokens.remember(key, answer, clock.now());
    return answer;
  };
  const rewritten = (answer: Answer): Answer => {
    const result = faults.rewrite(faulty, answer);
    notes.push(...result.ids.map((id) => `fault: ${id}`));
    return result.answer;
  };
  const delivery = bringAbout(plan, { perform, rewritten, later: shop.later });
  return { delivery, notes, slowMs: plan.slowMs };
}

function run(
  { operation, input, network, token }: AdmittedCall,
  plan: FaultPlan,
  { state, oracle, behaviour, clock }: Workshop,
  violation: (kind: Violation['kind'], detail: string) => void,
): Answer {
  const nowMs = clock.now();
  const account = { input, state, behaviour, nowMs };
  if (operation.scope === 'account') return operation.run(account);
  if (!network) throw new Error(`${operation.name} was admitted without a network`);

  const { networkId } = network;
  const visibleAt = nowMs + Math.max(plan.lagMs, behaviour.visibilityLagMs);
  const tell = (userId: string, changed: boolean, what: string) =>
    oracle.effect({ at: nowMs, operation: operation.name, network: networkId, userId, token, changed, what });
  return operation.run({
    ...account,
    network,
    visible: (userId) => state.visibleUser(networkId, userId, nowMs),
    actual: (userId) => state.user(networkId, userId),
    change(userId, next, what) {
      state.write(networkId, userId, next, { nowMs, visibleAt });
      tell(userId, true, what);
    },
    unchanged: (userId, what) => tell(userId, false, what),
    itemFailure: plan.itemFailure,
    violation,
  });
}
