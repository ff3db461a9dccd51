import type { Sandbox } from '../sandbox/sandbox.ts';
import type { WickrUser } from '../sandbox/wickr/state.ts';

export const NETWORK = '12345678';
export const GROUP = 'Field Operations';

/** E-mails of the people of a large network, in order. */
export const emailOf = (index: number): string => `member${String(index).padStart(6, '0')}@acme.example`;

/**
 * Fills the network of a sandbox: besides the Slack members, `people` ordinary accounts that can all be suspended or, where they are, unsuspended, the first
 * `inGroup` of them in the security group `GROUP` and nobody else in it. They lie in the order in which they are listed,
 * so that the stand-in's sorting is no part of what is measured.
 * @returns the ids of those in the group
 */
export function fillNetwork({ wickr }: Sandbox, people: number, inGroup: number, suspended = false): readonly string[] {
  const network = wickr.state.network(NETWORK);
  const [everyone] = network?.groups ?? [];
  const group = network?.groups.find(({ name }) => name === GROUP);
  const model = [...(network?.users.values() ?? [])].find(
    ({ isUser, isAdmin, status, omits }) => isUser && !isAdmin && status === 2 && omits.length === 0,
  );
  if (!network || !everyone || !group || !model) throw new Error('The sandbox has another network than this expects');
  const members = Array.from(
    { length: people },
    (_, index): WickrUser => ({
      ...model,
      userId: String(2_000_000_000 + index),
      username: emailOf(index),
      firstName: 'Member',
      lastName: String(index),
      suspended,
      devices: [],
      securityGroups: [index < inGroup ? group.id : everyone.id],
    }),
  );
  const named = [...network.users.values()].filter(({ username }) => /^(alice|bob|carol|dave)\./.test(username));
  const others = named.map((user) => ({ ...user, securityGroups: [everyone.id] }));
  const users = new Map([...others, ...members].map((user) => [user.userId, user]));
  wickr.state.load([{ ...network, users }]);
  return members.slice(0, inGroup).map(({ userId }) => userId);
}
