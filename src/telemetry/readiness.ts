import type { Clock } from '../runtime/clock.ts';
import type { Log } from './log.ts';

/** One thing that must work before Muster can serve people. */
export interface ReadinessCheck {
  readonly name: string;
  /** Resolves when it works; throws or rejects when it does not. */
  check(): void | Promise<void>;
}

export type CheckState = 'ok' | 'failing' | 'no answer';

export interface Readiness {
  readonly ready: boolean;
  /** Muster answers, and makes no call until somebody lets it. */
  readonly frozen?: true;
  readonly checks: Readonly<Record<string, CheckState>>;
}

/** A check that takes longer counts as failed. */
const PATIENCE_MS = 2_000;

async function stateOf({ check }: ReadinessCheck, clock: Clock): Promise<[CheckState, unknown]> {
  const answered = new AbortController();
  const tooLate = clock.sleep(PATIENCE_MS, answered.signal).then((): [CheckState, unknown] => ['no answer', null]);
  const answer = (async (): Promise<[CheckState, unknown]> => {
    try {
      await check();
      return ['ok', null];
    } catch (error) {
      return ['failing', error];
    }
  })();
  const state = await Promise.race([answer, tooLate]);
  answered.abort();
  return state;
}

/**
 * Asks every check at once. Why one fails goes to the log, once per change, and not to whoever asks: the answer is open to
 * anyone who reaches the port.
 */
export function createReadiness(deps: {
  readonly checks: readonly ReadinessCheck[];
  readonly isFrozen?: () => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Log;
}): () => Promise<Readiness> {
  const lastSeen = new Map<string, CheckState>();
  return async () => {
    const states = await Promise.all(
      deps.checks.map(async (check): Promise<[string, CheckState]> => {
        const [state, error] = await stateOf(check, deps.clock);
        if (state !== (lastSeen.get(check.name) ?? 'ok')) {
          deps.log[state === 'ok' ? 'info' : 'warn'](
            { check: check.name, state, err: error },
            'A readiness check changed',
          );
        }
        lastSeen.set(check.name, state);
        return [check.name, state];
      }),
    );
    const ready = states.every(([, state]) => state === 'ok');
    const frozen = ready && (await deps.isFrozen?.()) === true;
    return { ready, ...(frozen ? { frozen } : {}), checks: Object.fromEntries(states) };
  };
}
