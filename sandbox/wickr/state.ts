/** A user as the network holds it; what the API shows of it is decided in operations/user.ts. */
export interface WickrUser {
  /** Up to ten digits; leading zeros count. */
  readonly userId: string;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly isAdmin: boolean;
  readonly suspended: boolean;
  /** 1 pending, 2 active; the service may send others one day. */
  readonly status: number;
  /** False for bots and others that are nobody. */
  readonly isUser: boolean;
  readonly type: string;
  readonly isInviteExpired: boolean;
  readonly inviteCode: string | null;
  /** Days, of networks in preview: as it was asked for, if it was. */
  readonly inviteCodeTtl?: number;
  readonly codeValidation?: boolean;
  readonly securityGroups: readonly string[];
  readonly devices: readonly WickrDevice[];
  /** Seconds since 1970, or null when never. */
  readonly lastLogin: number | null;
  /** Members that answers about this user leave out: the model promises none of them. */
  readonly omits: readonly string[];
}

export interface WickrDevice {
  readonly appId: string;
  readonly type: string;
  /** Seconds since 1970, like the next. */
  readonly createdAt: number;
  readonly lastLoginAt: number;
  readonly reset: boolean;
}

export interface WickrGroup {
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
}

export interface WickrNetwork {
  /** Eight digits. */
  readonly networkId: string;
  readonly networkName: string;
  readonly groups: readonly WickrGroup[];
  /** Keyed by userId. */
  readonly users: ReadonlyMap<string, WickrUser>;
  /** Invitations that were declined. */
  readonly rejected: number;
}

/** A change that reads do not show before `visibleAt`. */
interface Hidden {
  readonly networkId: string;
  readonly userId: string;
  readonly before: WickrUser | null;
  readonly visibleAt: number;
}

export interface WriteTime {
  readonly nowMs: number;
  readonly visibleAt: number;
}

/** All networks: what is true, and what reads show of it at a given time. */
export interface WickrState {
  readonly networks: ReadonlyMap<string, WickrNetwork>;
  network(networkId: string): WickrNetwork | null;
  /** The truth, for tests. */
  user(networkId: string, userId: string): WickrUser | null;
  /** Changes, adds or (with null) removes a user; reads show it from `visibleAt` on. */
  write(networkId: string, userId: string, next: WickrUser | null, time: WriteTime): void;
  visibleUser(networkId: string, userId: string, nowMs: number): WickrUser | null;
  /** The same array as before while nothing has changed and nothing is hidden. */
  visibleUsers(networkId: string, nowMs: number): readonly WickrUser[];
  /** An id that no user of the network has or had. */
  newUserId(networkId: string): string;
  /** Starts over with these. */
  load(networks: readonly WickrNetwork[]): void;
}

export function createState(): WickrState {
  const networks = new Map<string, WickrNetwork & { readonly users: Map<string, WickrUser> }>();
  /** All users of a network, since its last change. */
  const listed = new Map<string, readonly WickrUser[]>();
  let hidden: Hidden[] = [];
  let created = 0;

  const user = (networkId: string, userId: string) => networks.get(networkId)?.users.get(userId) ?? null;
  const hiddenNow = (networkId: string, nowMs: number) =>
    hidden.filter((it) => it.networkId === networkId && it.visibleAt > nowMs);

  return {
    networks,
    user,
    network: (networkId) => networks.get(networkId) ?? null,
    write(networkId, userId, next, { nowMs, visibleAt }) {
      const users = networks.get(networkId)?.users;
      if (!users) throw new Error(`no network ${networkId}`);
      hidden = hidden.filter((it) => it.visibleAt > nowMs);
      if (visibleAt > nowMs) hidden.push({ networkId, userId, before: user(networkId, userId), visibleAt });
      if (next) users.set(userId, next);
      else users.delete(userId);
      listed.delete(networkId);
    },
    visibleUser(networkId, userId, nowMs) {
      const change = hiddenNow(networkId, nowMs).find((it) => it.userId === userId);
      return change ? change.before : user(networkId, userId);
    },
    visibleUsers(networkId, nowMs) {
      const users = networks.get(networkId)?.users;
      const changes = hiddenNow(networkId, nowMs);
      if (changes.length === 0) {
        const all = listed.get(networkId) ?? [...(users?.values() ?? [])];
        listed.set(networkId, all);
        return all;
      }
      const shown = new Map(users);
      for (const { userId, before } of changes.reverse()) {
        if (before) shown.set(userId, before);
        else shown.delete(userId);
      }
      return [...shown.values()];
    },
    newUserId(networkId) {
      do created += 1;
      while (user(networkId, String(9_000_000_000 + created)));
      return String(9_000_000_000 + created);
    },
    load(next) {
      networks.clear();
      for (const network of next) {
        networks.set(network.networkId, { ...network, users: new Map(network.users) });
      }
      listed.clear();
      hidden = [];
      created = 0;
    },
  };
}
