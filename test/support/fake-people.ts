import { type SlackUserGroupId, type SlackUserId, slackTeamId, slackUserGroupId, slackUserId } from '../../src/ids.ts';
import { type People, PeopleUnavailable, type SlackPerson } from '../../src/people/person.ts';

export const TEAM = slackTeamId('T0MUSTER');

/** Slack's people, in memory. */
export class FakePeople implements People {
  readonly people = new Map<SlackUserId, SlackPerson>();
  readonly groups = new Map<SlackUserGroupId, readonly SlackUserId[]>();
  down = false;

  add(id: string, more: Partial<SlackPerson> = {}): SlackUserId {
    const person: SlackPerson = {
      id: slackUserId(id),
      teamId: TEAM,
      displayName: id.toLowerCase(),
      email: `${id.toLowerCase()}@acme.example`,
      standing: 'member',
      ...more,
    };
    this.people.set(person.id, person);
    return person.id;
  }

  group(id: string, members: readonly SlackUserId[]): SlackUserGroupId {
    this.groups.set(slackUserGroupId(id), members);
    return slackUserGroupId(id);
  }

  async person(id: SlackUserId) {
    if (this.down) throw new PeopleUnavailable('Slack is down');
    return this.people.get(id) ?? null;
  }

  async groupMembers(id: SlackUserGroupId) {
    if (this.down) throw new PeopleUnavailable('Slack is down');
    return this.groups.get(id) ?? null;
  }
}
