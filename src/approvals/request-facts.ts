import type { RequestId } from '../ids.ts';
import { emailsOfTargets, loadPolicyFacts, type PolicyFacts } from '../requests/policy-records.ts';
import type { Decision } from '../requests/request.ts';
import { loadDecisions } from '../requests/request-records.ts';
import type { Store } from '../store/store.ts';

/** What rights need to know of a stored request. */
export interface RequestFacts {
  /** Null for requests from before there were any. */
  of(id: RequestId): Promise<PolicyFacts | null>;
  decisions(id: RequestId): Promise<readonly Decision[]>;
  /** Which of these e-mails (folded) are of people it changes. */
  emailsOfTargets(id: RequestId, emails: readonly string[]): Promise<ReadonlySet<string>>;
}

export function storedFacts({ db }: Pick<Store, 'db'>): RequestFacts {
  return {
    of: (id) => loadPolicyFacts(db, id),
    decisions: (id) => loadDecisions(db, id),
    emailsOfTargets: (id, emails) => emailsOfTargets(db, id, emails),
  };
}
