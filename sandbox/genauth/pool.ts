import { createLaggingMap, type View, type Visibility } from './lagging-map.ts';
import type { OutgoingMessage } from './messages.ts';
import type { App, GenAuthUser } from './user.ts';

/** What a pool holds at the beginning. */
export interface PoolContent {
  readonly poolId: string;
  readonly secret: string;
  readonly apps: readonly App[];
  readonly users: readonly GenAuthUser[];
  readonly archived: readonly Archived[];
}

export interface Archived {
  readonly userId: string;
  /** Milliseconds since 1970. */
  readonly archivedAt: number;
}

/** One user pool: what is true, and what reads show of it at a given time. */
export interface Pool {
  readonly poolId: string;
  readonly secret: string;
  readonly apps: readonly App[];
  /** Oldest first, as they went out. */
  readonly messages: readonly OutgoingMessage[];
  user(userId: string, view: View, nowMs: number): GenAuthUser | null;
  users(view: View, nowMs: number): GenAuthUser[];
  /** Changes, adds or (with null) removes a user. */
  write(userId: string, next: GenAuthUser | null, visibleFrom: Visibility): void;
  archived(nowMs: number): readonly Archived[];
  archive(entry: Archived, visibleFrom: Visibility): void;
  send(message: OutgoingMessage): void;
  /** An id that no user of the pool has or had. */
  newUserId(): string;
}

export function createPool({ poolId, secret, apps, users, archived }: PoolContent): Pool {
  const people = createLaggingMap(users.map((user) => [user.userId, user] as const));
  const archive = createLaggingMap(archived.map((entry) => [entry.userId, entry] as const));
  const messages: OutgoingMessage[] = [];
  let created = 0;

  return {
    poolId,
    secret,
    apps,
    messages,
    user: people.get,
    users: people.values,
    write: people.write,
    archived: (nowMs) => archive.values('reads', nowMs),
    archive: (entry, visibleFrom) => archive.write(entry.userId, entry, visibleFrom),
    send: (message) => void messages.push(message),
    newUserId() {
      let userId: string;
      do {
        created += 1;
        userId = `7e${created.toString(16).padStart(22, '0')}`;
      } while (people.knows(userId));
      return userId;
    },
  };
}
