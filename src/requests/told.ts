import { canonicalText } from '../audit/chain/link.ts';
import type { ToldFacts } from '../audit/kinds/kinds.ts';
import { Personal, personal } from '../audit/sealed.ts';
import { portionsOf } from '../runtime/calmly.ts';
import { scrubSecrets } from '../telemetry/scrub-text.ts';
import type { RequestEvent } from './life.ts';
import type { Request, RequestStateKind } from './request.ts';
import type { StoredTarget } from './view.ts';

/** People per event: a line of some 60 kB. */
const PEOPLE_PER_EVENT = 500;

/** What the audit trail tells of a request that was drafted. */
export function draftedFact({ kind, directory, operation, digest, people, reason, retryOf }: Request): ToldFacts {
  return {
    kind: 'request.drafted',
    data: { kind, directory, operation, digest, people, reason: personal(reason), retryOf },
  };
}

/** What it tells of those who were named in it. */
export function* peopleFacts(targets: readonly StoredTarget[]): Generator<ToldFacts> {
  for (const portion of portionsOf(targets, PEOPLE_PER_EVENT)) {
    const people = portion.map((target) => ({ person: personOf(target), target: target.kind }));
    yield { kind: 'request.people', data: { people } };
  }
}

/** Who it was, as far as it was known then. */
export function personOf({
  accountId,
  email,
  label,
  typed,
}: Pick<StoredTarget, 'accountId' | 'email' | 'label' | 'typed'>): Personal {
  const said = { label: scrubSecrets(label), typed: typed.map(scrubSecrets) };
  return new Personal(canonicalText({ accountId, email, ...said }), { accountId, email });
}

/** What the audit trail tells of a request's move. */
export function moveFacts(
  event: RequestEvent,
  from: RequestStateKind,
  to: RequestStateKind,
  reason: string | null,
): ToldFacts {
  switch (event.kind) {
    case 'submitted': {
      const { expiresAt, quorum } = event;
      return { kind: 'request.submitted', data: { from, to, expiresAt, quorum, reason: personal(reason) } };
    }
    case 'rejected':
      return { kind: 'request.rejected', data: { from, to, by: event.by, reason: personal(event.reason) } };
    case 'paused':
      return { kind: 'request.paused', data: { from, to, reason: personal(event.reason) } };
    case 'withdrawn':
    case 'stop-asked':
    case 'quieted':
      return { kind: `request.${event.kind}`, data: { from, to, by: event.by } };
    default:
      return { kind: `request.${event.kind}`, data: { from, to } };
  }
}
