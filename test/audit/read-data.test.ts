import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalText } from '../../src/audit/chain/link.ts';
import { DISPATCH_KINDS } from '../../src/audit/kinds/dispatch.ts';
import { DECISION_KINDS, REQUEST_KINDS } from '../../src/audit/kinds/requests.ts';
import { countPeople, eachOutcome, textOf } from '../../src/audit/verify/read-data.ts';

/** Words that would be taken for keys if texts were not escaped. */
const word = fc.oneof(
  fc.string(),
  fc.constantFrom('","outcome":"failed","person":{"sealed":"', '"to":"x"', '\\"digest":"'),
);
const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
const sealed = fc.record({ sealed: hash });
const facts = fc.record(
  {
    membership: fc.constantFrom('pending', 'active', 'unknown'),
    suspended: fc.constantFrom(true, false, 'unknown'),
    admin: fc.boolean(),
    kind: fc.constant('person'),
    nativeStatus: word,
  },
  { requiredKeys: ['membership', 'suspended', 'admin', 'kind'] },
);
const outcome = fc.record({
  person: sealed,
  outcome: fc.constantFrom('succeeded', 'failed', 'unconfirmed', 'skipped'),
  reason: fc.option(sealed),
  before: fc.option(facts),
  after: fc.option(facts),
  evidence: fc.constantFrom('answer', 'read-back', 'none'),
});

test('outcomes are read from the text as from the parsed data, whatever words stand beside them', () => {
  const settled = fc.record({
    batch: word,
    fence: fc.nat(),
    next: word,
    doubt: fc.constant('none'),
    outcomes: fc.array(outcome),
  });
  fc.assert(
    fc.property(settled, (data) => {
      const text = canonicalText(DISPATCH_KINDS['batch.settled'].parse(data));
      const read: unknown[] = [];

      const usual = eachOutcome(text, (kind, seal) => read.push([kind, seal]));

      expect(usual).toBe(true);
      expect(read).toEqual(data.outcomes.map((one) => [one.outcome, one.person.sealed]));
    }),
  );
});

test('people are counted, and states and digests read, as from the parsed data', () => {
  const people = fc.record({ people: fc.array(fc.record({ person: sealed, target: fc.constant('will-change') })) });
  const decision = fc.record({
    digest: hash,
    identity: fc.constant('slack'),
    team: word,
    stage: word,
    reason: fc.option(sealed),
  });
  const rejected = fc.record({
    from: fc.constant('pending'),
    to: fc.constantFrom('rejected', 'paused'),
    by: word,
    reason: sealed,
  });
  fc.assert(
    fc.property(people, decision, rejected, (named, decided, moved) => {
      expect(countPeople(canonicalText(REQUEST_KINDS['request.people'].parse(named)))).toBe(named.people.length);
      expect(textOf(canonicalText(DECISION_KINDS['decision.approve'].parse(decided)), 'digest')).toBe(decided.digest);
      expect(textOf(canonicalText(REQUEST_KINDS['request.rejected'].parse(moved)), 'to')).toBe(moved.to);
    }),
  );
});

test('what is not of the usual form is not believed', () => {
  expect(eachOutcome('{"outcomes":[{"outcome":"succeeded","since":1,"person":{"sealed":"00"}}]}', () => {})).toBe(
    false,
  );
  expect(eachOutcome('{"outcomes":[{"outcome":"lost"}]}', () => {})).toBe(false);
  expect(eachOutcome('{"batch":"b"}', () => expect.fail('nothing to take'))).toBe(true);
});
