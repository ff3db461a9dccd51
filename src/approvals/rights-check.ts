import type { SlackTeamId, SlackUserGroupId, SlackUserId } from '../ids.ts';
import { type People, PeopleUnavailable, type SlackPerson } from '../people/person.ts';
import type { Decision, Request } from '../requests/request.ts';
import { LOOKUP, type MayAsk, type MayDecide, type RightsCheck, type RightsScope } from '../requests/rights.ts';
import type { Refused } from '../requests/use-cases.ts';
import { MAY_NOT_FREEZE, mayFreeze } from './may-freeze.ts';
import type { Policy, PolicyRule } from './policy.ts';
import {
  decidersOf,
  governingRules,
  groupsOf,
  type Memberships,
  matches,
  mayDecide,
  quorumReached,
  smallestQuorum,
} from './rights.ts';

const refused = (reason: string): Refused => ({ kind: 'refused', reason });

const CANNOT_ASK_SLACK =
  'Slack could not be asked about your rights just now, so nothing was done. Please try again in a minute.';

function standingProblem(person: SlackPerson | null): string | null {
  switch (person?.standing) {
    case 'member':
      return null;
    case 'guest':
      return 'Guests of this workspace cannot use Muster.';
    case 'bot':
      return 'Bots cannot use Muster.';
    case 'deactivated':
      return 'This Slack account is deactivated.';
    case 'other-workspace':
      return 'People of other workspaces cannot use Muster here.';
    case undefined:
      return 'Slack does not know this account.';
  }
}

export function createRightsCheck(deps: {
  readonly policy: Policy;
  readonly people: People;
  readonly teamId: SlackTeamId;
  /** Can this be taken back? What the directory does not know counts as irreversible. */
  readonly isReversible: (scope: RightsScope) => boolean;
}): RightsCheck {
  const { policy, people, teamId } = deps;

  const membershipsOf = async (rules: readonly PolicyRule[]): Promise<Memberships> => {
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

  const governingOf = async (scope: RightsScope, requester: SlackUserId) => {
    const rules = policy.rules.filter((rule) => matches(rule, scope));
    const memberships = await membershipsOf(rules);
    const reversible = deps.isReversible(scope);
    return { memberships, governing: governingRules(policy, { ...scope, reversible }, requester, memberships) };
  };

  return {
    mayAsk: (actor, scope) =>
      guarded(async () => {
        if (actor.teamId !== teamId) return refused('People of other workspaces cannot use Muster here.');
        const { memberships, governing } = await governingOf(scope, actor.id);
        if (governing.length === 0) {
          return refused(
            `The policy does not let you ask to ${scope.operation} people in ${scope.directory}. Nothing was done. Whoever runs Muster can add you to the policy.`,
          );
        }
        const problem = await problemWith(actor.id);
        if (problem) return refused(problem);
        const deciders = new Set<SlackUserId>();
        let enough = false;
        for (const rule of governing) {
          const ofRule = decidersOf(rule, actor.id, memberships);
          enough ||= ofRule.size >= rule.quorum;
          for (const person of ofRule) deciders.add(person);
        }
        if (!enough) {
          return refused(
            `Too few people besides you may approve this in ${scope.directory}, so nobody was asked. Whoever runs Muster can add approvers to the policy.`,
          );
        }
        return { kind: 'allowed', quorum: smallestQuorum(governing), deciders } satisfies MayAsk;
      }),

    mayLook: (actor, directory) =>
      guarded(async () => {
        if (actor.teamId !== teamId) return refused('People of other workspaces cannot use Muster here.');
        const { governing } = await governingOf({ directory, operation: LOOKUP }, actor.id);
        if (governing.length === 0) {
          return refused(
            `The policy does not let you look people up in ${directory}. Whoever runs Muster can add “${LOOKUP}” to a rule.`,
          );
        }
        const problem = await problemWith(actor.id);
        return problem ? refused(problem) : { kind: 'allowed' };
      }),

    mayFreeze: (actor) =>
      guarded(async () => {
        if (actor.teamId !== teamId) return refused('People of other workspaces cannot use Muster here.');
        if (!mayFreeze(policy, actor.id, await membershipsOf(policy.rules))) return refused(MAY_NOT_FREEZE);
        const problem = await problemWith(actor.id);
        return problem ? refused(problem) : { kind: 'allowed' };
      }),

    mayDecide: (request, actor) =>
      guarded(async () => {
        if (actor.id === request.requester) return refused('You asked for this, so somebody else has to decide.');
        if (actor.teamId !== teamId) return refused('People of other workspaces cannot use Muster here.');
        const { memberships, governing } = await governingOf(request, request.requester);
        if (!mayDecide(governing, request.requester, actor.id, memberships)) {
          return refused(`The policy does not let you decide on this request. Your click changed nothing.`);
        }
        const problem = await problemWith(actor.id);
        if (problem) return refused(problem);
        return {
          kind: 'allowed',
          isEnough: (decisions) =>
            quorumReached(governing, request.requester, approversOf(request, decisions), memberships),
        } satisfies MayDecide;
      }),

    stillHolds: async (request, decisions) => {
      const { memberships, governing } = await governingOf(request, request.requester);
      if (governing.length === 0) return refused('The requester no longer has the right to ask for this.');
      if (await problemWith(request.requester))
        return refused('The requester is no longer a full member of this workspace.');
      const standing = await Promise.all(
        approversOf(request, decisions).map(async (approver) => ((await problemWith(approver)) ? null : approver)),
      );
      const inGoodStanding = standing.filter((approver) => approver !== null);
      if (quorumReached(governing, request.requester, inGoodStanding, memberships)) return { kind: 'allowed' };
      return refused('Those who approved no longer all have the right to, so the approvals are not enough any more.');
    },
  };
}

/** Whoever said yes to exactly this plan. */
const approversOf = ({ digest }: Pick<Request, 'digest'>, decisions: readonly Decision[]): readonly SlackUserId[] =>
  decisions.flatMap((decision) =>
    decision.verdict === 'approve' && decision.digest === digest ? [decision.approver] : [],
  );
