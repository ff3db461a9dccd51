import { accountId, directoryName, type RequestId, requestId, slackTeamId, slackUserId } from '../../../src/ids.ts';
import type { OperationInfo } from '../../../src/report/operation-info.ts';
import { digestOf, makePlan, type Plan } from '../../../src/requests/plan.ts';
import type { Outcome, OutcomeCounts, Request, RequestState } from '../../../src/requests/request.ts';
import type { RequestView, StoredTarget } from '../../../src/requests/view.ts';

export const SUSPEND: OperationInfo = {
  words: {
    verb: 'suspend',
    done: 'suspended',
    doing: 'suspending',
    effect: 'They are signed out everywhere and cannot sign in.',
  },
  reversible: true,
  inverse: 'unsuspend',
  repeatIsHarmless: true,
  options: [],
  kindTitle: 'AWS Wickr network',
};

export const DELETE: OperationInfo = {
  words: { verb: 'delete', done: 'deleted', doing: 'deleting', effect: 'The account and its data are gone.' },
  reversible: false,
  inverse: null,
  repeatIsHarmless: true,
  options: [],
  kindTitle: 'AWS Wickr network',
};

export const INVITE: OperationInfo = {
  words: { verb: 'invite', done: 'invited', doing: 'inviting', effect: 'They get an e-mail with an invitation.' },
  reversible: true,
  inverse: null,
  repeatIsHarmless: false,
  options: ['group'],
  kindTitle: 'AWS Wickr network',
};

export const REQUEST_ID: RequestId = requestId('01932b4e-7c1a-7d2e-8f00-0123456789ab');
export const NOW = Date.UTC(2026, 10, 21, 9, 0);

export const PENDING: RequestState = { kind: 'pending', submittedAt: NOW, expiresAt: NOW + 86_400_000, quorum: 2 };

export function aTarget(position: number, parts: Partial<StoredTarget> = {}): StoredTarget {
  return {
    position,
    kind: 'will-change',
    typed: [`person${position}@acme.example`],
    accountId: accountId(String(4_000 + position)),
    label: `Person ${position}`,
    email: `person${position}@acme.example`,
    detail: null,
    reason: null,
    outcome: null,
    ...parts,
  };
}

export function someTargets(count: number, outcome: Outcome | null = null): readonly StoredTarget[] {
  return Array.from({ length: count }, (_, position) => aTarget(position, { outcome }));
}

export interface ViewParts {
  readonly state?: RequestState;
  readonly people?: number;
  readonly request?: Partial<Request>;
  readonly outcomes?: Partial<OutcomeCounts>;
  readonly view?: Partial<Omit<RequestView, 'request' | 'outcomes'>>;
}

export function aPlan(people: number, directory = directoryName('acme-prod')): Plan {
  return makePlan({
    kind: 'wickr',
    directory,
    operation: 'suspend',
    choices: {},
    changes: Array.from({ length: people }, (_, index) => ({
      accountId: accountId(String(4_000 + index)),
      state: { membership: 'active', suspended: false, admin: false, kind: 'person' },
      details: {},
    })),
  });
}

export function aView({ state = PENDING, people = 3, request, outcomes, view }: ViewParts = {}): RequestView {
  const plan = aPlan(people, request?.directory);
  const settled = Object.values(outcomes ?? {}).reduce((sum, count) => sum + count, 0);
  return {
    request: {
      id: REQUEST_ID,
      version: 2,
      kind: 'wickr',
      directory: plan.directory,
      operation: 'suspend',
      requester: slackUserId('U0REQUESTER'),
      requesterTeam: slackTeamId('T0ACME'),
      reason: 'They left the company.',
      state,
      choiceWords: null,
      people,
      choices: {},
      sealed: {},
      digest: digestOf(plan),
      retryOf: null,
      createdAt: NOW,
      updatedAt: NOW,
      ...request,
    },
    decisions: [],
    targetCounts: { 'will-change': people, 'already-so': 0, protected: 0, ambiguous: 0, 'not-found': 0, invalid: 0 },
    waitingFor: null,
    speed: null,
    sharedWith: [],
    ...view,
    outcomes: { succeeded: 0, failed: 0, unconfirmed: 0, skipped: 0, waiting: people - settled, ...outcomes },
  };
}
