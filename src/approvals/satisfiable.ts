import type { SlackUserId } from '../ids.ts';
import type { PolicyRule, Principal } from './policy.ts';
import { approvalsNeeded, type DemandedStage, defaultQuorum, demandedStages } from './quorum.ts';
import { type Memberships, membersOf } from './rule-matching.ts';
import { seat, waitingStage } from './stages.ts';

/** Something about a rule because of which a request can never be approved. */
export interface Unsatisfiable {
  /** Where in the rule: `['escalate', 0, 'quorum']`. */
  readonly place: readonly PropertyKey[];
  /** Reads on after the place. */
  readonly problem: string;
  readonly right: string;
  /** False where it holds for some of those who may ask only. */
  readonly certain: boolean;
}

const NOBODY = new Set<SlackUserId>();

/** The members of a group that is not known could be anybody, so whoever names it is trusted. */
const isKnown = (principals: readonly Principal[], memberships: Memberships): boolean =>
  principals.every((principal) => principal.kind === 'user' || memberships.has(principal.id));

function couldPass(
  stages: readonly DemandedStage[],
  memberships: Memberships,
  without: ReadonlySet<SlackUserId>,
): boolean {
  const known = stages.filter(({ decide }) => isKnown(decide, memberships));
  const seated = known.map(({ decide, quorum }) => ({
    quorum,
    deciders: new Set([...membersOf(decide, memberships)].filter((one) => !without.has(one))),
  }));
  const everybody = [...new Set(seated.flatMap(({ deciders }) => [...deciders]))];
  return (
    waitingStage(
      seated,
      seat(
        seated,
        everybody.map((one) => [one]),
      ),
    ) === null
  );
}

/** The rule as it is, and as each of its escalations leaves it. */
function cases(rule: PolicyRule): readonly (readonly [PropertyKey[], PolicyRule])[] {
  const own: [PropertyKey[], PolicyRule] = [rule.stages === undefined ? ['quorum'] : ['stages'], rule];
  const escalated = (rule.escalate ?? []).map((one, index): [PropertyKey[], PolicyRule] => [
    ['escalate', index],
    { ...rule, escalate: [{ ...one, peopleAbove: 0, shareAbove: 0, anyTarget: ['active'] }] },
  ]);
  return [own, ...escalated];
}

/**
 * What of a rule nobody could ever fulfil, going by the people it names and the groups whose members are known. Judged for
 * what can be undone; of the default quorum of irreversible work see `tooFewForIrreversible`.
 */
export function unsatisfiable(rule: PolicyRule, memberships: Memberships): readonly Unsatisfiable[] {
  if (rule.stages === undefined && rule.decide.length === 0) return [];
  const reaching = { people: 1, directorySize: null, classes: ['unknown' as const] };
  return cases(rule).flatMap(([place, escalated], index): readonly Unsatisfiable[] => {
    const stages = demandedStages(escalated, index === 0 ? null : reaching, true);
    const needed = approvalsNeeded(stages);
    const deciders = new Set(stages.flatMap(({ decide }) => [...membersOf(decide, memberships)]));
    if (!couldPass(stages, memberships, NOBODY)) {
      const right = index === 0 && rule.stages === undefined ? `at most ${deciders.size}` : `fewer than ${needed}`;
      return [
        {
          place,
          problem: 'asks for more people than may decide',
          right: `${right}, or more people in decide`,
          certain: true,
        },
      ];
    }
    const known = isKnown(rule.ask, memberships)
      ? membersOf(rule.ask, memberships)
      : membersOf(
          rule.ask.filter(({ kind }) => kind === 'user'),
          memberships,
        );
    const stuck = [...known].filter(
      (asker) => deciders.has(asker) && !couldPass(stages, memberships, new Set([asker])),
    );
    if (stuck.length === 0) return [];
    const named = stuck.join(', ');
    return [
      {
        place: index === 0 && rule.stages === undefined ? ['decide'] : place,
        problem: `leaves too few to approve what ${named} may ask for, since nobody decides on their own request`,
        right: 'one more person',
        certain: false,
      },
    ];
  });
}

/**
 * A rule without a quorum takes more where something cannot be undone, and may not have the people for it. `irreversible`:
 * the verbs of its directories that cannot be undone.
 */
export function graveProblem(
  rule: PolicyRule,
  irreversible: readonly string[],
  memberships: Memberships,
): Unsatisfiable | null {
  if (rule.quorum !== null || rule.decide.length === 0 || !isKnown(rule.decide, memberships)) return null;
  const grave = irreversible.filter((verb) => rule.operations === '*' || rule.operations.includes(verb));
  const needed = defaultQuorum(false);
  const deciders = membersOf(rule.decide, memberships);
  const without = [...membersOf(rule.ask, memberships)].filter((user) => deciders.has(user));
  const tooFewForAll = deciders.size < needed;
  if (grave.length === 0 || (!tooFewForAll && (deciders.size > needed || without.length === 0))) return null;
  const whose = tooFewForAll ? 'every request' : `every request of ${without.join(', ')}`;
  return {
    place: ['decide'],
    problem: `covers ${grave.join(', ')}, which cannot be undone and so takes ${needed} approvals where no quorum is named; ${whose} for it will be refused`,
    right: `${needed} people besides whoever asks, or quorum: 1`,
    certain: tooFewForAll,
  };
}
