import type { Sandbox } from '../../sandbox/sandbox.ts';
import type { WickrUser } from '../../sandbox/wickr/state.ts';

/** The sandbox's Wickr network, as its own console would show and change it. */
export const NETWORK = '12345678';

/** Ids of its security groups. */
export const GROUPS = { everyone: 'BCTY8Qhe', field: 'k3ZvWm2P', incident: 'Rt5Lq9Xa' } as const;

export const usersOf = ({ wickr }: Sandbox): readonly WickrUser[] => [
  ...(wickr.state.network(NETWORK)?.users.values() ?? []),
];

/** As if somebody did it in Wickr's own console; answers the user. */
export function put({ wickr }: Sandbox, user: WickrUser): WickrUser {
  wickr.state.write(NETWORK, user.userId, user, { nowMs: 0, visibleAt: 0 });
  return user;
}

/** What changed, in words of the stand-in, by account: "deleted", "created …". More than one is more than was asked for. */
export const changesOf = ({ wickr }: Sandbox, { userId }: Pick<WickrUser, 'userId'>): readonly string[] =>
  wickr.oracle.effectsOf(userId).flatMap(({ changed, what }) => (changed ? [what] : []));
