import type { Policy } from '../../../src/approvals/policy.ts';
import type { SlackUserId } from '../../../src/ids.ts';
import { type People, PeopleUnavailable } from '../../../src/people/person.ts';
import { FakePeople } from '../../support/fake-people.ts';
import type { HouseRules } from '../story/rules.ts';
import type { Chance } from './chance.ts';
import type { Gate } from './gate.ts';
import type { FaultSite } from './weather.ts';
import type { WorldClock } from './world-clock.ts';

/** Everybody in Slack: Alice may ask and decide, Bob and Carol may decide, Erin owns the place, Dave may nothing. */
export class Crowd {
  readonly #people = new FakePeople();
  readonly alice: SlackUserId = this.#people.add('U0ALICE');
  readonly bob: SlackUserId = this.#people.add('U0BOB');
  readonly carol: SlackUserId = this.#people.add('U0CAROL');
  readonly dave: SlackUserId = this.#people.add('U0DAVE');
  readonly erin: SlackUserId = this.#people.add('U0ERIN');
  readonly #group = this.#people.group('S0APPROVERS', [this.bob, this.carol]);
  readonly #rules: HouseRules;
  /** Until then Slack can hardly be asked about anybody. */
  #unknownUntil = 0;
  /** Who is deactivated, or has left the group of approvers, and since when and until when. */
  readonly absences: {
    readonly who: SlackUserId;
    readonly from: number;
    readonly to: number;
    readonly onlyTheGroup: boolean;
  }[] = [];

  constructor(rules: HouseRules) {
    this.#rules = rules;
  }

  /** Everybody whose yes may count. */
  get approvers(): readonly SlackUserId[] {
    return this.#rules.policy === 'staged' ? [this.bob, this.carol, this.erin] : [this.bob, this.carol];
  }

  /** Alice is named among those who decide, so that only four eyes keep her from approving her own. */
  policy(expiresAfterMs: number): Policy {
    const user = (id: SlackUserId) => ({ kind: 'user', id }) as const;
    const group = { kind: 'group', id: this.#group } as const;
    const { policy, startsWithinMs, remindAfterMs } = this.#rules;
    const scope = { directories: '*', operations: '*', ask: [user(this.alice)], quorum: null } as const;
    const decide = policy === 'plain' ? [this.alice, this.bob, this.carol].map(user) : [user(this.alice), group];
    const owners = [this.carol, this.erin].map(user);
    const stages = [
      { name: 'approvers', decide, quorum: 1 },
      { name: 'owners', decide: owners, quorum: 1 },
    ];
    const rule = policy === 'staged' ? { ...scope, decide: [], stages } : { ...scope, decide };
    return {
      rules: [rule],
      expiresAfterMs,
      ...(startsWithinMs === null ? {} : { startsWithinMs }),
      ...(remindAfterMs.length === 0 ? {} : { remindAfterMs }),
    };
  }

  /** Are these approvals enough? `left`: whoever is no longer in the group. */
  areEnough(yes: readonly SlackUserId[], reversible: boolean, left: readonly SlackUserId[] = []): boolean {
    const { policy } = this.#rules;
    const ofGroup = yes.filter((who) => (who === this.bob || who === this.carol) && !left.includes(who));
    const byName = yes.filter((who) => who === this.bob || who === this.carol);
    if (policy === 'staged') {
      const owners = yes.filter((who) => who === this.carol || who === this.erin);
      return ofGroup.some((one) => owners.some((other) => other !== one));
    }
    return new Set(policy === 'group' ? ofGroup : byName).size >= (reversible ? 1 : 2);
  }

  /** Can one more approval be the last one that is needed? */
  areEnoughWithOneMore(yes: number, reversible: boolean): boolean {
    return yes + 1 >= (this.#rules.policy === 'staged' || !reversible ? 2 : 1);
  }

  /** A group is pinned when a request is submitted, which was between these times: was somebody out of it, and may never decide? */
  mayBeUnpinned(who: SlackUserId, from: number, to: number): boolean {
    const wasOut = this.absences.some((one) => one.who === who && one.onlyTheGroup && one.from <= to && one.to >= from);
    return this.#rules.policy === 'group' && wasOut;
  }

  /** Somebody leaves the group of approvers for a while. */
  leaveGroup(who: SlackUserId, forMs: number, world: WorldClock): void {
    this.absences.push({ who, from: world.now(), to: world.now() + forMs, onlyTheGroup: true });
    const all = [this.bob, this.carol];
    this.#people.groups.set(
      this.#group,
      all.filter((one) => one !== who),
    );
    world.later(forMs, () => void this.#people.groups.set(this.#group, all));
  }

  /** Whoever is gone already is not gone for longer. `unknown`: Slack can hardly be asked about anybody meanwhile. */
  deactivate(
    who: SlackUserId,
    forMs: number,
    world: WorldClock,
    { unknown }: { readonly unknown: boolean } = { unknown: false },
  ): void {
    const change = (standing: 'deactivated' | 'member') => {
      const person = this.#people.people.get(who);
      if (person) this.#people.people.set(who, { ...person, standing });
    };
    const now = world.now();
    if (this.absences.some((one) => one.who === who && !one.onlyTheGroup && one.to >= now)) return;
    this.absences.push({ who, from: now, to: now + forMs, onlyTheGroup: false });
    change('deactivated');
    if (unknown) this.#unknownUntil = Math.max(this.#unknownUntil, now + forMs);
    world.later(forMs, () => change('member'));
  }

  /** Slack's people as one process can ask for them. */
  seenBy({
    gate,
    world,
    chance,
    unavailable,
  }: {
    readonly gate: Gate;
    readonly world: WorldClock;
    readonly chance: Chance;
    readonly unavailable: FaultSite;
  }): People {
    const asked = async <T>(answer: () => Promise<T>): Promise<T> => {
      await world.sleep(chance.between(1, 30));
      await gate.thaw();
      if (unavailable.happens() || (world.now() < this.#unknownUntil && chance.happens(0.8)))
        throw new PeopleUnavailable('Slack could not be asked');
      return answer();
    };
    return {
      person: (id) => asked(() => this.#people.person(id)),
      groupMembers: (id) => asked(() => this.#people.groupMembers(id)),
    };
  }
}
