import {
  planDigest,
  requestId,
  type SlackTeamId,
  type SlackUserGroupId,
  type SlackUserId,
  slackTeamId,
} from '../ids.ts';
import { limitEmails } from '../people/email-domains.ts';
import type { People, SlackPerson } from '../people/person.ts';
import { among } from '../requests/asked-for.ts';
import { judgeReason, SOME_REASON } from '../requests/reason-demand.ts';
import type { Decision } from '../requests/request.ts';
import { type AskedFor, LOOKUP, type MayAsk, type RightsScope } from '../requests/rights.ts';
import type { Policy } from './policy.ts';
import { createRightsCheck } from './rights-check.ts';

/** People and groups as they are taken to be, where Slack is not asked. Whoever is not named is a member without an e-mail. */
export interface Cast {
  readonly people: ReadonlyMap<SlackUserId, Pick<SlackPerson, 'email' | 'standing'>>;
  readonly groups: ReadonlyMap<SlackUserGroupId, readonly SlackUserId[]>;
}

export interface Scene {
  readonly requester: SlackUserId;
  readonly scope: RightsScope;
  readonly asked: Omit<AskedFor, 'emailsAmong'> & {
    /** Of those it is about. */
    readonly emails: readonly string[];
  };
  /** Absent: one that will do. */
  readonly reason?: string | null;
  /** Who presses Approve, one after the other. */
  readonly decide: readonly SlackUserId[];
}

/** What one press of Approve did. */
export type Press =
  | { readonly who: SlackUserId; readonly kind: 'counts'; readonly stage: string }
  | { readonly who: SlackUserId; readonly kind: 'refused'; readonly reason: string };

export type Rehearsed =
  | { readonly verdict: 'refused'; readonly reason: string }
  /** Of what nobody has to agree to `ask` is null. */
  | {
      readonly verdict: 'pending' | 'approved';
      readonly ask: MayAsk | null;
      readonly presses: readonly Press[];
      readonly decisions: readonly Decision[];
    };

export interface RehearsalDeps {
  readonly policy: Policy;
  readonly emailDomains: readonly string[] | null;
  readonly isReversible: (scope: RightsScope) => boolean;
  readonly cast: Cast;
}

const TEAM: SlackTeamId = slackTeamId('T0REHEARSAL');
const REQUEST = { id: requestId('rehearsal'), digest: planDigest('0'.repeat(64)) };

function castPeople({ people, groups }: Cast): People {
  return {
    person: async (id) => {
      const { email = null, standing = 'member' } = people.get(id) ?? {};
      return { id, teamId: TEAM, displayName: id, email, standing };
    },
    groupMembers: async (id) => groups.get(id) ?? null,
  };
}

/** One request on a stage without Slack: the same rights check as the bot's, and nobody is asked. */
function setUp({ policy, emailDomains, isReversible, cast }: RehearsalDeps, { requester, scope, asked }: Scene) {
  const decisions: Decision[] = [];
  let ask: MayAsk | null = null;
  let approved = false;
  const emailsAmong = among(asked.emails);
  const { blast, targets } = asked;
  const rights = createRightsCheck({
    policy,
    people: limitEmails(castPeople(cast), emailDomains),
    teamId: TEAM,
    isReversible,
    facts: {
      of: async () => ({ blast, targets, reason: ask?.reason ?? SOME_REASON, pins: ask?.pins ?? null }),
      decisions: async () => decisions,
      emailsOfTargets: (_id, wanted) => emailsAmong(wanted),
    },
  });
  const actor = (id: SlackUserId) => ({ id, teamId: TEAM });
  return {
    decisions,
    isApproved: () => approved,
    mayLook: () => rights.mayLook(actor(requester), scope.directory),
    ask: async () => {
      const may = await rights.mayAsk(actor(requester), scope, { ...asked, emailsAmong });
      if (may.kind === 'allowed') ask = may;
      return may;
    },
    press: async (who: SlackUserId): Promise<Press> => {
      const refused = (why: string): Press => ({ who, kind: 'refused', reason: why });
      const may = await rights.mayDecide({ ...REQUEST, ...scope, requester, people: blast.people }, actor(who));
      if (may.kind === 'refused') return refused(may.reason);
      if (approved || decisions.some(({ approver }) => approver === who)) return refused('It was decided already.');
      const yes = may.wouldApprove(decisions);
      if (yes.kind === 'refused') return refused(yes.reason);
      decisions.push({
        approver: who,
        verdict: 'approve',
        reason: null,
        digest: REQUEST.digest,
        at: decisions.length,
        stage: yes.stage,
        ...(may.personKey === null ? {} : { personKey: may.personKey }),
      });
      approved = yes.isEnough;
      return { who, kind: 'counts', stage: yes.stage };
    },
  };
}

/** Goes through a request as Muster would. */
export async function rehearse(deps: RehearsalDeps, scene: Scene): Promise<Rehearsed> {
  const played = setUp(deps, scene);
  const { decisions } = played;
  if (scene.scope.operation === LOOKUP) {
    const may = await played.mayLook();
    if (may.kind === 'refused') return { verdict: 'refused', reason: may.reason };
    return { verdict: 'approved', ask: null, presses: [], decisions };
  }
  const ask = await played.ask();
  if (ask.kind === 'refused') return { verdict: 'refused', reason: ask.reason };
  const reason = scene.reason === undefined ? null : judgeReason(scene.reason, ask.reason);
  if (reason?.kind === 'lacking') {
    const named = reason.hint === null ? '' : `, and has to name ${reason.hint}`;
    return { verdict: 'refused', reason: `A reason is needed${named}.` };
  }
  const presses: Press[] = [];
  for (const who of scene.decide) presses.push(await played.press(who));
  return { verdict: played.isApproved() ? 'approved' : 'pending', ask, presses, decisions };
}

/** What the first press of Approve would do if it were this person's, also of a request that could not be submitted. */
export async function firstPress(deps: RehearsalDeps, scene: Scene, who: SlackUserId): Promise<Press> {
  const played = setUp(deps, scene);
  await played.ask();
  return played.press(who);
}
