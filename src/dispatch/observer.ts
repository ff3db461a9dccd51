import type { CallResult } from '../directories/operation.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Verdict } from './verdict.ts';

/** Told of what dispatch does. Never asked anything. */
export interface Observer {
  call(directory: string, operation: string, result: CallResult['kind']): void;
  outcomes(verdict: Verdict): void;
}

/** Counts calls and outcomes. */
export function createObserver(metrics: Metrics): Observer {
  return {
    call: (directory, operation, result) => metrics.directoryCalls.inc({ directory, operation, result }),
    outcomes: (verdict) => {
      for (const { kind } of verdict.outcomes.values()) metrics.outcomes.inc({ outcome: kind });
    },
  };
}
