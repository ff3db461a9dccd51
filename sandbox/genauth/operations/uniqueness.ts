import { type Failure, failure } from '../envelope.ts';
import type { GenAuthUser } from '../user.ts';

const uniqueMembers = ['email', 'phone', 'username', 'externalId'] as const;

/** Who has which unique value. Grows with what is claimed, so that rows of one batch collide with each other too. */
export interface Uniqueness {
  /** 409 when somebody else has one of the user's unique values; otherwise they are the user's from now on. */
  claim(user: GenAuthUser): Failure | null;
}

export function createUniqueness(users: readonly GenAuthUser[]): Uniqueness {
  const owners = new Map<string, string>();
  const keysOf = (user: GenAuthUser) =>
    uniqueMembers.flatMap((member) => {
      const value = user[member];
      if (value === null) return [];
      // One number in two countries is two numbers.
      return [{ member, key: `${member} ${member === 'phone' ? `${user.phoneCountryCode ?? '+86'} ` : ''}${value}` }];
    });
  const take = (user: GenAuthUser) => {
    for (const { key } of keysOf(user)) owners.set(key, user.userId);
  };
  for (const user of users) take(user);

  return {
    claim(user) {
      const taken = keysOf(user).find(({ key }) => (owners.get(key) ?? user.userId) !== user.userId);
      if (taken) return failure(409, { zh: `${taken.member} 已存在`, en: `${taken.member} already exists` });
      take(user);
      return null;
    },
  };
}
