import type { SlackTeamId, SlackUserGroupId, SlackUserId } from '../ids.ts';
import { type People, PeopleUnavailable, type SlackPerson } from '../people/person.ts';
import { type PersonKey, personKey } from '../people/person-key.ts';
import { type Blast, reachUnknown } from '../requests/blast.ts';
import type { Pins } from '../requests/policy-records.ts';
import type { Decision } from '../requests/request.ts';
import {
  type AskedFor,
  type JudgedRequest,
  LOOKUP,
  type MayAsk,
  type MayDecide,
  type RightsCheck,
  type RightsScope,
} from '../requests/rights.ts';
import type { Refused } from '../requests/use-cases.ts';
import { foldEmail } from '../targets/email-address.ts';
import {
  type Demand,
  decidersOf,
  demandsOf,
  isEnough,
  lightest,
  stageFor,
  stagesBefore,
  waitingStages,
} from './demand.ts';
import { MAY_NOT_FREEZE, mayFreeze } from './may-freeze.ts';
import { stillMembers } from './pinned-groups.ts';
import type { Policy, PolicyRule } from './policy.ts';
import { approvalsNeeded } from './quorum.ts';
import { reasonDemandOf } from './reason-demand.ts';
import type { RequestFacts } from './request-facts.ts';
import { groupsOf, type Memberships, matches } from './rule-matching.ts';
import { type Identity, isSamePerson } from './same-person.ts';
import { standingProblem } from './standing.ts';

const refused = (reason: string): Refused => ({ kind: 'refused', reason });

const CANNOT_ASK_SLACK =
  'Slack could not be asked about your rights just now, so nothing was done. Please try again in a minute.';
const OTHER_WORKSPACE = 'People of other workspaces cannot use Muster here.';
const YOURS = 'You asked for this, so somebody else has to decide.';
const YOURS_TOO =
  'Your e-mail is that of the person who asked for this, so somebody else has to decide. Your click changed nothing.';
const ABOUT_YOU = 'This request is about you, so somebody else has to decide. Your click changed nothing.';
const DECIDED_ALREADY = 'Somebody with your e-mail has already decided on this request. Your click changed nothing.';
const REQUESTER_GONE = 'The requester is no longer a full member of this workspace.';

/** So many approvers are looked at one by one before anybody asks them; more are taken to be enough. */
const DECIDERS_LOOKED_AT = 30;

export interface RightsCheckDeps {
  readonly policy: Policy;
  readonly people: People;
  readonly teamId: SlackTeamId;
  /** Can this be taken back? What the directory does not know counts as irreversible. */
  readonly isReversible: (scope: RightsScope) => boolean;
  readonly facts: RequestFacts;
}

export function createRightsCheck({ policy, people, teamId, isReversible, facts }: RightsCheckDeps): RightsCheck {
  const membershipsOf = (scope: RightsScope): Promise<Memberships> =>
    membershipsFor(policy.rules.filter((rule) => matches(rule, scope)));

  const membershipsFor = async (rules: readonly PolicyRule[]): Promise<Memberships> => {
    const groups = groupsOf(rules);
    const expanded = await Promise.all(
      groups.map(
        async (id): Promise<[SlackUserGroupId, ReadonlySet<SlackUserId>]> => [
          id,
          new Set((await people.groupMembers(id)) ?? []),
        ],
      ),
    );
    return new Map(expanded);
  };

  /** The same answer for "Slack says no" and "Slack cannot be asked": not now. */
  const guarded = async <T>(work: () => Promise<T | Refused>): Promise<T | Refused> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof PeopleUnavailable) return refused(CANNOT_ASK_SLACK);
      throw error;
    }
  };

  const problemWith = async (id: SlackUserId): Promise<string | null> => standingProblem(await people.person(id));

  const demandsFor = (scope: RightsScope, requester: SlackUserId, blast: Blast | null, memberships: Memberships) =>
    demandsOf(
      policy,
      {
        scope: { directory: scope.directory, operation: scope.operation, reversible: isReversible(scope) },
        requester,
        blast,
      },
      memberships,
    );

  /** Everything about a submitted request that its decisions are judged by. */
  const judging = async (request: JudgedRequest) => {
    const known = await facts.of(request.id);
    const memberships = stillMembers(await membershipsOf(request), known?.pins?.groups ?? null);
    const blast = known?.blast ?? reachUnknown(request.people);
    const demands = demandsFor(request, request.requester, blast, memberships);
    const asker = await people.person(request.requester);
    const requester = identity(request.requester, asker, [known?.pins?.requesterKey ?? null]);
    const isTarget = async (person: SlackPerson): Promise<boolean> => {
      if (known?.targets.includes(person.id)) return true;
      if (person.email === null) return false;
      return (await facts.emailsOfTargets(request.id, [foldEmail(person.email)])).size > 0;
    };
    return { demands, requester, requesterIsMember: standingProblem(asker) === null, isTarget };
  };

  /**
   * Those among the approvers whose yes counts: in good standing, neither the requester nor somebody it is about, under
   * any account of theirs.
   */
  const votersAmong = async (
    decisions: readonly Decision[],
    { requester, isTarget }: Awaited<ReturnType<typeof judging>>,
  ): Promise<readonly Identity[]> => {
    const judged = await Promise.all(
      decisions.map(async ({ approver, personKey: key }) => {
        const person = await people.person(approver);
        const voter = identity(approver, person, [key ?? null]);
        const counts =
          person !== null &&
          standingProblem(person) === null &&
          !isSamePerson(voter, requester) &&
          !(await isTarget(person));
        return counts ? voter : null;
      }),
    );
    return judged.filter((voter) => voter !== null);
  };

  /** Of those who could decide, the ones whose yes would count, and how many it would not because the request is about them. */
  const eligible = async (
    deciders: ReadonlySet<SlackUserId>,
    requester: Identity,
    asked: AskedFor,
  ): Promise<{ readonly voters: readonly Identity[]; readonly concerned: number }> => {
    const known = await Promise.all([...deciders].map(async (id) => ({ id, person: await people.person(id) })));
    const emailOf = (person: SlackPerson | null) => (person?.email == null ? null : foldEmail(person.email));
    const emails = await asked.emailsAmong(known.flatMap(({ person }) => emailOf(person) ?? []));
    let concerned = 0;
    const looked = known.map(({ id, person }) => {
      const decider = identity(id, person, []);
      const isTarget = asked.targets.includes(id) || emails.has(emailOf(person) ?? '');
      const isOther = standingProblem(person) === null && !isSamePerson(decider, requester);
      if (isOther && isTarget) concerned += 1;
      return isOther && !isTarget ? decider : null;
    });
    return { voters: looked.filter((decider) => decider !== null), concerned };
  };

  return {
    asksForShare: (scope) =>
      policy.rules.some(
        (rule) => matches(rule, scope) && (rule.escalate ?? []).some(({ shareAbove }) => shareAbove !== undefined),
      ),

    mayAsk: (actor, scope, asked = null) =>
      guarded(async () => {
        if (actor.teamId !== teamId) return refused(OTHER_WORKSPACE);
        const memberships = await membershipsOf(scope);
        const [first, ...others] = demandsFor(scope, actor.id, asked?.blast ?? null, memberships);
        if (!first) {
          return refused(
            `The policy does not let you ask to ${scope.operation} people in ${scope.directory}. Nothing was done. Whoever runs Muster can add you to the policy.`,
          );
        }
        const demands: readonly [Demand, ...Demand[]] = [first, ...others];
        const person = await people.person(actor.id);
        const problem = standingProblem(person);
        if (problem) return refused(problem);
        const requester = identity(actor.id, person, []);
        const all = decidersOf(demands);
        const { voters: looked, concerned } =
          asked !== null && all.size <= DECIDERS_LOOKED_AT
            ? await eligible(all, requester, asked)
            : { voters: [...all].map((id): Identity => ({ id, keys: [] })), concerned: 0 };
        if (!isEnough(demands, looked)) {
          return refused(
            `Too few people besides you may approve this in ${scope.directory}, so nobody was asked. Whoever runs Muster can add approvers to the policy.`,
          );
        }
        const shown = lightest(demands);
        return {
          kind: 'allowed',
          quorum: approvalsNeeded(shown.stages),
          deciders: new Set(looked.map(({ id }) => id)),
          concernedDeciders: concerned,
          stages: waitingStages(shown),
          reason: reasonDemandOf(
            demands.map(({ rule }) => rule),
            policy,
          ),
          pins: { groups: memberships, requesterKey: personKey(person?.email ?? null) } satisfies Pins,
        } satisfies MayAsk;
      }),

    mayLook: (actor, directory) =>
      guarded(async () => {
        if (actor.teamId !== teamId) return refused(OTHER_WORKSPACE);
        const scope = { directory, operation: LOOKUP };
        if (demandsFor(scope, actor.id, null, await membershipsOf(scope)).length === 0) {
          return refused(
            `The policy does not let you look people up in ${directory}. Whoever runs Muster can add “${LOOKUP}” to a rule.`,
          );
        }
        const problem = await problemWith(actor.id);
        return problem ? refused(problem) : { kind: 'allowed' };
      }),

    mayFreeze: (actor) =>
      guarded(async () => {
        if (actor.teamId !== teamId) return refused(OTHER_WORKSPACE);
        if (!mayFreeze(policy, actor.id, await membershipsFor(policy.rules))) return refused(MAY_NOT_FREEZE);
        const problem = await problemWith(actor.id);
        return problem ? refused(problem) : { kind: 'allowed' };
      }),

    mayDecide: (request, actor) =>
      guarded(async () => {
        if (actor.id === request.requester) return refused(YOURS);
        if (actor.teamId !== teamId) return refused(OTHER_WORKSPACE);
        const judged = await judging(request);
        const { demands, requester, isTarget } = judged;
        if (!decidersOf(demands).has(actor.id)) {
          return refused(`The policy does not let you decide on this request. Your click changed nothing.`);
        }
        const person = await people.person(actor.id);
        const problem = standingProblem(person);
        if (problem || person === null) return refused(problem ?? '');
        const decider = identity(actor.id, person, []);
        if (isSamePerson(decider, requester)) return refused(YOURS_TOO);
        if (await isTarget(person)) return refused(ABOUT_YOU);
        const before = approvalsOf(request, await facts.decisions(request.id));
        const counted = new Map((await votersAmong(before, judged)).map((voter) => [voter.id, voter]));
        const looked = new Set(before.map(({ approver }) => approver));
        return {
          kind: 'allowed',
          personKey: decider.keys[0] ?? null,
          wouldApprove: (decisions) => {
            if (!judged.requesterIsMember) return refused(`${REQUESTER_GONE} Your click changed nothing.`);
            const others = approvalsOf(request, decisions).filter(({ approver }) => approver !== actor.id);
            // Whoever decided since they were looked up had their rights checked a moment ago.
            const voters = others.flatMap(({ approver, personKey: key }): readonly Identity[] => {
              const voter = counted.get(approver);
              if (voter) return [voter];
              return looked.has(approver) ? [] : [{ id: approver, keys: key === undefined ? [] : [key] }];
            });
            if (voters.some((voter) => isSamePerson(voter, decider))) return refused(DECIDED_ALREADY);
            const stage = stageFor(demands, decider, voters);
            if (stage === null) return refused(notYourTurn(stagesBefore(demands, actor.id, voters)));
            return { kind: 'yes', stage, isEnough: isEnough(demands, [...voters, decider]) };
          },
        } satisfies MayDecide;
      }),

    stillHolds: async (request, decisions) => {
      const judged = await judging(request);
      if (judged.demands.length === 0) return refused('The requester no longer has the right to ask for this.');
      if (!judged.requesterIsMember) return refused(REQUESTER_GONE);
      const voters = await votersAmong(approvalsOf(request, decisions), judged);
      if (isEnough(judged.demands, voters)) return { kind: 'allowed' };
      return refused('Those who approved no longer all have the right to, so the approvals are not enough any more.');
    },
  };
}

function notYourTurn(waiting: readonly string[]): string {
  const what =
    waiting.length === 0
      ? 'this request needs no further approval of your stage'
      : `this request waits for “${waiting.join('” or “')}”`;
  return `It is not your turn: ${what}. Your click changed nothing.`;
}

/** An account with whatever is known of whose it is. */
function identity(id: SlackUserId, person: SlackPerson | null, others: readonly (PersonKey | null)[]): Identity {
  const keys = [personKey(person?.email ?? null), ...others].filter((key) => key !== null);
  return { id, keys: [...new Set(keys)] };
}

/** Every yes to exactly this plan. */
const approvalsOf = ({ digest }: Pick<JudgedRequest, 'digest'>, decisions: readonly Decision[]): readonly Decision[] =>
  decisions.filter((decision) => decision.verdict === 'approve' && decision.digest === digest);
