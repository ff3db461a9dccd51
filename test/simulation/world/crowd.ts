import type { Policy } from '../../../src/approvals/policy.ts';
import type { SlackUserId } from '../../../src/ids.ts';
import { type People, PeopleUnavailable } from '../../../src/people/person.ts';
import { FakePeople } from '../../support/fake-people.ts';
import type { Chance } from './chance.ts';
import type { Gate } from './gate.ts';
import type { FaultSite } from './weather.ts';
import type { WorldClock } from './world-clock.ts';

/** Everybody in Slack: Alice may ask and decide, Bob and Carol may decide, Dave may nothing. */
export class Crowd {
  readonly #people = new FakePeople();
  readonly alice: SlackUserId = this.#people.add('U0ALICE');
  readonly bob: SlackUserId = this.#people.add('U0BOB');
  readonly carol: SlackUserId = this.#people.add('U0CAROL');
  readonly dave: SlackUserId = this.#people.add('U0DAVE');
  /** Slack can hardly be asked about anybody. */
  #unknown = false;
  /** Who is deactivated, and since when and until when. */
  readonly absences: { readonly who: SlackUserId; readonly from: number; readonly to: number }[] = [];

  /** Alice is named among those who decide, so that only four eyes keep her from approving her own. */
  policy(expiresAfterMs: number): Policy {
    const user = (id: SlackUserId) => ({ kind: 'user', id }) as const;
    const decide = [this.alice, this.bob, this.carol].map(user);
    const rule = { directories: '*', operations: '*', ask: [user(this.alice)], decide, quorum: null } as const;
    return { rules: [rule], expiresAfterMs };
  }

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
    this.absences.push({ who, from: world.now(), to: world.now() + forMs });
    change('deactivated');
    this.#unknown = unknown;
    world.later(forMs, () => {
      this.#unknown = false;
      change('member');
    });
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
      if (unavailable.happens() || (this.#unknown && chance.happens(0.8)))
        throw new PeopleUnavailable('Slack could not be asked');
      return answer();
    };
    return {
      person: (id) => asked(() => this.#people.person(id)),
      groupMembers: (id) => asked(() => this.#people.groupMembers(id)),
    };
  }
}
