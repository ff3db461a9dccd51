import type { RequestView } from '../requests/view.ts';
import { outcomeCounts, settledCount } from './counts.ts';
import type { OperationInfo } from './operation-info.ts';
import { grouped } from './wording.ts';

/** Where a request stands, in the few words of a list: "waiting for approval", "finished: 10 suspended and 1 failed". */
export function stateWords({ request, outcomes, decisions }: RequestView, operation: OperationInfo): string {
  const { state, people } = request;
  switch (state.kind) {
    case 'drafted':
      return 'a draft';
    case 'pending': {
      const given = decisions.filter(({ verdict }) => verdict === 'approve').length;
      return `waiting for approval, ${given} of ${state.quorum} given`;
    }
    case 'running':
    case 'paused':
    case 'stopping':
      return `${state.kind}, ${grouped(settledCount(outcomes))} of ${grouped(people)} have an outcome`;
    case 'finished':
    case 'stopped':
      return `${state.kind}: ${outcomeCounts(outcomes, operation)}`;
    case 'cancelled':
    case 'lapsed':
    case 'rejected':
    case 'withdrawn':
    case 'expired':
    case 'approved':
      return state.kind;
  }
}
