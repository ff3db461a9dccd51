import { z } from 'zod';
import type { Clock } from '../../../runtime/clock.ts';
import type { RawPool } from './raw-pool.ts';

/** So that nobody takes one for a person, in the pool or in a list. */
const MARKER = 'muster-probe-delete-me';

const Users = z.array(z.object({ userId: z.string(), username: z.string().nullish(), status: z.string().nullish() }));
export type Shown = z.infer<typeof Users>[number];

/** Users that are in the pool for the time of a probe. They have a username and nothing else: no mail can go out. */
export interface TestUsers {
  /** Usernames of everybody who was tried to be made. */
  readonly tried: readonly string[];
  newName(): string;
  /** Answers their native ids in the order asked for; those who were not made are left out. */
  make(count: number): Promise<readonly string[]>;
  /** As get-user-batch shows them now, by username or native id. */
  look(ids: readonly string[], userIdType: 'user_id' | 'username'): Promise<readonly Shown[]>;
  /** Deletes whoever is still there; answers who is left. */
  remove(): Promise<readonly string[]>;
}

const AT_ONCE = 50;
const PATIENCE_MS = [0, 1_000, 3_000];

export function testUsers(pool: RawPool, run: string, clock: Clock, signal: AbortSignal): TestUsers {
  const tried: string[] = [];
  const newName = () => {
    const name = `${MARKER}-${run}-${String(tried.length + 1).padStart(2, '0')}`;
    tried.push(name);
    return name;
  };
  const look: TestUsers['look'] = async (userIds, userIdType) => {
    const shown: Shown[] = [];
    for (let from = 0; from < userIds.length; from += AT_ONCE) {
      const { data } = await pool.ask('GET', 'get-user-batch', {
        userIds: userIds.slice(from, from + AT_ONCE),
        userIdType,
      });
      const read = Users.safeParse(data);
      if (read.success) shown.push(...read.data);
    }
    return shown;
  };
  /** One by one, where an unknown name may fail a list. */
  const there = async (): Promise<readonly Shown[]> => {
    const found: Shown[] = [];
    for (const userId of tried) {
      const { data } = await pool.ask('GET', 'get-user', { userId, userIdType: 'username' });
      const read = Users.element.safeParse(data);
      if (read.success && read.data.status !== 'Archived') found.push(read.data);
    }
    return found;
  };
  return {
    tried,
    newName,
    async make(count) {
      const names = Array.from({ length: count }, newName);
      await pool.ask('POST', 'create-users-batch', { list: names.map((username) => ({ username })) });
      const shown = await look(names, 'username');
      return names.flatMap((name) => shown.find(({ username }) => username === name)?.userId ?? []);
    },
    look,
    async remove() {
      for (const waitMs of PATIENCE_MS) {
        await clock.sleep(waitMs, signal);
        const left = await there();
        if (left.length === 0) return [];
        for (const { userId } of left) {
          await pool.ask('POST', 'delete-users-batch', { userIds: [userId], options: { userIdType: 'user_id' } });
        }
      }
      return (await there()).map(({ username, userId }) => `${username} (${userId})`);
    },
  };
}
