import fc from 'fast-check';
import { CRASHES, type Crash } from '../../support/crashing-store.ts';

/** What somebody does, or what happens to the house meanwhile. `which`: the how manyeth request; negative: from the last. */
export type Step =
  | { readonly do: 'draft'; readonly verb: Verb; readonly who: readonly number[] }
  | { readonly do: 'submit'; readonly which: number; readonly phrase: 'right' | 'wrong' | 'none' }
  | { readonly do: 'approve' | 'resume' | 'stop' | 'withdraw'; readonly which: number; readonly person: Decider }
  | { readonly do: 'freeze' | 'unfreeze' | 'leave' | 'join'; readonly person: Decider }
  | { readonly do: 'outside'; readonly process: 'own' | 'other'; readonly frozen: boolean }
  | { readonly do: 'promote' | 'demote' | 'change-suspended'; readonly account: number }
  | { readonly do: 'email'; readonly person: Decider | 'alice'; readonly account: number | null }
  | { readonly do: 'fails' | 'goes-dark'; readonly accounts: readonly number[] }
  | { readonly do: 'reinstate' | 'loses-answers' | 'run' }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'crash'; readonly at: number; readonly how: Crash };
export type Verb = 'suspend' | 'erase';
export type Decider = 'bob' | 'carol' | 'erin';

export const PEOPLE = 26;
/** Listed, administrators, a bot, and the accounts of those who ask and decide. */
export const SPECIAL = { listed: 0, admins: [1, 2, 3], bot: 4, alice: 5, bob: 6 } as const;
const FIRST_ORDINARY = 7;

const LAST = -1;
const HOURS = 3_600;
const verb = fc.constantFrom<Verb>('suspend', 'suspend', 'erase');
const decider = fc.constantFrom<Decider>('bob', 'carol', 'erin');
const which = fc.constantFrom(LAST, LAST, 0, 1, 2);
const ordinary = fc.integer({ min: FIRST_ORDINARY, max: PEOPLE - 1 });
const people = (maxLength: number) =>
  fc.uniqueArray(fc.oneof({ weight: 9, arbitrary: ordinary }, fc.nat(FIRST_ORDINARY - 1)), { minLength: 1, maxLength });

const draft = (of: Verb, who: readonly number[]): Step => ({ do: 'draft', verb: of, who });
const submit = (phrase: 'right' | 'wrong' | 'none'): Step => ({ do: 'submit', which: LAST, phrase });
const approve = (person: Decider): Step => ({ do: 'approve', which: LAST, person });
const wait = (seconds: number): Step => ({ do: 'wait', seconds });
const RUN: Step = { do: 'run' };

/** Everything as it should be, up to the first call. */
const asked = (of: Verb, who: readonly number[]): readonly Step[] => {
  const begun = [draft(of, who), submit('right'), wait(11)];
  return of === 'suspend'
    ? [...begun, approve('bob'), RUN]
    : [...begun, approve('bob'), approve('carol'), wait(73 * HOURS), RUN];
};
/** The same, with something between the last approval and the first call, or between two calls. */
const meanwhile = (of: Verb, who: readonly number[], happens: readonly Step[], begun: boolean): readonly Step[] => {
  const steps = asked(of, who);
  return begun ? [...steps, ...happens, RUN] : [...steps.slice(0, -1), ...happens, RUN];
};

const happening: fc.Arbitrary<readonly Step[]> = fc.oneof(
  decider.map((person): readonly Step[] => [{ do: 'leave', person }]),
  decider.map((person): readonly Step[] => [{ do: 'freeze', person }]),
  decider.map((person): readonly Step[] => [
    { do: 'freeze', person },
    { do: 'unfreeze', person },
  ]),
  fc
    .constantFrom('own' as const, 'other' as const)
    .map((process): readonly Step[] => [{ do: 'outside', process, frozen: true }]),
  ordinary.map((account): readonly Step[] => [{ do: 'promote', account }]),
  ordinary.map((account): readonly Step[] => [{ do: 'change-suspended', account }]),
  fc.constant<readonly Step[]>([1, 2].map((account) => ({ do: 'demote', account }))),
  fc
    .tuple(fc.constantFrom('alice' as const, 'bob' as const), ordinary)
    .map(([person, account]): readonly Step[] => [{ do: 'email', person, account }]),
  fc
    .record({ do: fc.constant('crash' as const), at: fc.integer({ min: 1, max: 8 }), how: fc.constantFrom(...CRASHES) })
    .map((step) => [step]),
  fc.constant<readonly Step[]>([{ do: 'loses-answers' }]),
  fc.constant<readonly Step[]>([]),
);

const many = fc.uniqueArray(ordinary, { minLength: 6, maxLength: 10 });
const some = fc.uniqueArray(ordinary, { minLength: 3, maxLength: 8 });
/** Several steps that make sense together: what somebody would try, and what goes wrong at a bad moment. */
const plot: fc.Arbitrary<readonly Step[]> = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(verb, people(10)).map(([of, who]) => asked(of, who)) },
  { weight: 3, arbitrary: people(6).map((who) => asked('erase', who)) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(verb, people(5), happening, fc.boolean())
      .map(([of, who, happens, begun]) => meanwhile(of, who, happens, begun)),
  },
  // Two that are within the cap, each by itself.
  fc
    .tuple(verb, some, some)
    .map(([of, who, others]): readonly Step[] => [
      draft(of, who),
      draft(of, others),
      ...[-2, LAST].flatMap((one): readonly Step[] => [
        { do: 'submit', which: one, phrase: 'right' },
        wait(11),
        { do: 'approve', which: one, person: 'bob' },
        { do: 'approve', which: one, person: 'carol' },
      ]),
      wait(of === 'erase' ? 73 * HOURS : 0),
      RUN,
      RUN,
    ]),
  // Enough go wrong for the breaker, and somebody clicks.
  fc
    .tuple(many, fc.boolean(), decider)
    .map(([who, resumes, person]): readonly Step[] => [
      { do: 'fails', accounts: who },
      ...asked('suspend', who),
      RUN,
      ...(resumes ? [{ do: 'resume', which: LAST, person } as const, RUN] : []),
      { do: 'fails', accounts: [] },
    ]),
  fc
    .tuple(many)
    .map(([who]): readonly Step[] => [
      { do: 'goes-dark', accounts: who },
      ...asked('suspend', who),
      RUN,
      { do: 'goes-dark', accounts: [] },
    ]),
  // Somebody who is in a hurry.
  fc
    .tuple(verb, people(4), fc.constantFrom('wrong' as const, 'none' as const))
    .map(([of, who, phrase]): readonly Step[] => [draft(of, who), submit(phrase)]),
  fc
    .tuple(people(4), fc.constantFrom(0, 5, 9, 10, 12))
    .map(([who, seconds]): readonly Step[] => [draft('erase', who), submit('right'), wait(seconds), approve('bob')]),
  fc
    .tuple(people(4), fc.constantFrom(0, 1, 71, 72))
    .map(([who, hours]): readonly Step[] => [...asked('erase', who).slice(0, 5), wait(hours * HOURS), RUN]),
  fc
    .tuple(verb, people(4))
    .map(([of, who]): readonly Step[] => [draft(of, who), submit('right'), wait(11), approve('erin'), RUN]),
  // Single clicks, at whatever.
  fc
    .record({
      do: fc.constantFrom('approve' as const, 'resume' as const, 'stop' as const, 'withdraw' as const),
      which,
      person: decider,
    })
    .map((step) => [step]),
  fc.record({ do: fc.constantFrom('unfreeze' as const, 'join' as const), person: decider }).map((step) => [step]),
  fc
    .record({
      do: fc.constant('outside' as const),
      process: fc.constantFrom('own' as const, 'other' as const),
      frozen: fc.constant(false),
    })
    .map((step) => [step]),
  fc
    .record({
      do: fc.constant('email' as const),
      person: fc.constantFrom('alice' as const, 'bob' as const),
      account: fc.constant(null),
    })
    .map((step) => [step]),
  fc.constant<readonly Step[]>([{ do: 'reinstate' }]),
  fc.constantFrom(1, 25).map((hours): readonly Step[] => [wait(hours * HOURS), RUN]),
  fc.constant<readonly Step[]>([RUN]),
);

export const stories = fc.array(plot, { minLength: 1, maxLength: 6 }).map((plots) => plots.flat());
