import fc from 'fast-check';
import type { AccountRecord } from '../../../src/directories/directory.ts';
import { accountId, directoryName, requestId, slackUserGroupId, slackUserId } from '../../../src/ids.ts';
import type { Outcome, RequestState } from '../../../src/requests/request.ts';
import type { RequestView, SharedWith, StoredTarget } from '../../../src/requests/view.ts';
import { TARGET_KINDS } from '../../../src/targets/target.ts';
import { aRecord } from './records.ts';
import { aTarget, aView, NOW } from './views.ts';

/** Texts that people with bad intentions, or bad luck, put into names and reasons. */
export const hostileText = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '<!channel>',
      '<!everyone> *Approved* by <@U0BOSS>',
      '<https://evil.example|click me>',
      '&lt;!here&gt;',
      '&'.repeat(3_000),
      '"'.repeat(3_000),
      'x'.repeat(3_000),
      '👩‍👩‍👧‍👦'.repeat(400),
      'line\nbreak\r\n> quote',
      'مرحبا \u202Eevil\u202C',
      '\ud800 lone',
      '```code``` :tada: @channel #general',
      '',
    ),
  },
);

const outcome: fc.Arbitrary<Outcome | null> = fc.oneof(
  fc.constant(null),
  fc.constant<Outcome>({ kind: 'succeeded', at: NOW }),
  fc
    .tuple(fc.constantFrom('failed', 'unconfirmed', 'skipped'), hostileText)
    .map(([kind, reason]): Outcome => ({ kind: kind as 'failed', at: NOW, reason })),
);

export const hostileTarget: fc.Arbitrary<StoredTarget> = fc
  .record({
    kind: fc.constantFrom(...TARGET_KINDS),
    typed: fc.array(hostileText, { minLength: 1, maxLength: 3 }),
    accountId: fc.option(hostileText.map(accountId)),
    label: hostileText,
    email: fc.option(hostileText),
    reason: fc.option(hostileText),
    outcome,
  })
  .map((parts) => aTarget(0, parts));

/** Many people from few: what matters is size and content, not that all differ. */
export const hostileTargets: fc.Arbitrary<readonly StoredTarget[]> = fc
  .tuple(fc.array(hostileTarget, { minLength: 1, maxLength: 12 }), fc.constantFrom(1, 1, 4, 400))
  .map(([targets, times]) => Array.from({ length: times }, () => targets).flat());

/** What a directory may tell of somebody. */
export const hostileRecord: fc.Arbitrary<AccountRecord> = fc
  .record({
    typed: hostileText,
    label: hostileText,
    email: fc.option(hostileText),
    groupNames: fc.array(hostileText, { maxLength: 4 }),
    devices: fc.array(fc.record({ id: fc.option(hostileText), name: hostileText, lastLogin: fc.option(hostileText) }), {
      maxLength: 4,
    }),
  })
  .map(({ label, email, ...record }) => aRecord(0, { account: { label, email }, record }));

const at = fc.constant(NOW);
const by = fc.constant(slackUserId('U0BOB'));
export const hostileState: fc.Arbitrary<RequestState> = fc.oneof(
  fc.record({ kind: fc.constant('drafted' as const), lapsesAt: at }),
  fc.record({ kind: fc.constantFrom('cancelled' as const, 'lapsed' as const, 'expired' as const), at }),
  fc.record({
    kind: fc.constant('pending' as const),
    submittedAt: at,
    expiresAt: at,
    quorum: fc.integer({ min: 1, max: 9 }),
    stages: fc.array(
      fc.record({
        name: hostileText,
        quorum: fc.integer({ min: 1, max: 20 }),
        users: fc.array(fc.constant(slackUserId('U0123456789ABCDEFGHIJ')), { maxLength: 30 }),
        groups: fc.array(fc.constant(slackUserGroupId('S0123456789ABCDEFGHIJ')), { maxLength: 30 }),
      }),
      { maxLength: 30 },
    ),
    reminded: fc.integer({ min: 0, max: 3 }),
  }),
  fc.record({ kind: fc.constant('rejected' as const), at, by, reason: hostileText }),
  fc.record({ kind: fc.constant('withdrawn' as const), at, by }),
  fc.record({ kind: fc.constant('approved' as const), at }),
  fc.record({ kind: fc.constant('running' as const), startedAt: at }),
  fc.record({ kind: fc.constant('paused' as const), startedAt: at, at, reason: hostileText }),
  fc.record({ kind: fc.constantFrom('stopping' as const, 'stopped' as const), startedAt: at, at, by }),
  fc.record({ kind: fc.constant('finished' as const), startedAt: at, at }),
);

const hostileSharedWith: fc.Arbitrary<SharedWith> = fc.record({
  id: fc.uuid({ version: 7 }).map(requestId),
  requester: by,
  operation: fc.constantFrom('suspend', 'reset-devices'),
  people: fc.constantFrom(1, 3_000),
  state: fc.constantFrom('pending' as const, 'running' as const, 'paused' as const),
  shared: fc.constantFrom(1, 3_000),
  until: fc.option(fc.constant(NOW)),
});

export const hostileView: fc.Arbitrary<RequestView> = fc
  .record({
    state: hostileState,
    people: fc.constantFrom(1, 2, 40, 3_000),
    reason: fc.option(hostileText),
    directory: fc.oneof(fc.constant('acme-prod'), hostileText).map((name) => directoryName(name.toWellFormed())),
    waitingFor: fc.option(hostileText),
    sharedWith: fc.array(hostileSharedWith, { maxLength: 6 }),
    speed: fc.option(fc.constant({ callsPerSecond: 0.25, limitedBy: 'finding' as const, sharedWith: 3_000 })),
    decided: fc.integer({ min: 0, max: 30 }),
    failed: fc.constantFrom(0, 1),
    choiceWords: fc.option(hostileText),
  })
  .map(({ state, people, reason, directory, waitingFor, sharedWith, speed, decided, failed, choiceWords }) => {
    const view = aView({
      state,
      people,
      request: { reason, directory, choiceWords },
      outcomes: { failed },
      view: { waitingFor, sharedWith, speed },
    });
    const { digest } = view.request;
    const decisions = Array.from({ length: decided }, (_, index) => ({
      approver: slackUserId(`U0APPROVER${index}`),
      verdict: 'approve' as const,
      reason: null,
      digest,
      at: NOW,
    }));
    return { ...view, decisions };
  });
