import type { RequestId } from '../../ids.ts';
import type { TargetSelection } from '../../requests/request-records.ts';
import type { RequestView, StoredTarget } from '../../requests/view.ts';
import type { Queries } from '../../store/store.ts';

/** How the present loop reads requests; requests/ has the queries. */
export type LoadView = (queries: Queries, id: RequestId) => Promise<RequestView | null>;
export type LoadTargets = (
  queries: Queries,
  id: RequestId,
  selection: TargetSelection,
) => Promise<readonly StoredTarget[]>;
