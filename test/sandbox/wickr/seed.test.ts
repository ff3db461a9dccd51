import { describe, expect, it } from 'vitest';
import { seedNetwork } from '../../../sandbox/wickr/seed.ts';

const users = (...args: Parameters<typeof seedNetwork>) => [...seedNetwork(...args).users.values()];

describe('a seeded network', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(users({ seed: 7 })).toEqual(users({ seed: 7 }));
    expect(users({ seed: 7 })).not.toEqual(users({ seed: 8 }));
  });

  it.each([300, 5_000])('has %i people with ids and names of their own at an example domain', (people) => {
    const everybody = users({ people });

    expect(everybody).toHaveLength(people);
    expect(new Set(everybody.map((user) => user.username)).size).toBe(people);
    expect(everybody.every((user) => /^[0-9]{1,10}$/.test(user.userId))).toBe(true);
    expect(everybody.filter((user) => user.isUser).every((user) => user.username.endsWith('@acme.example'))).toBe(true);
  });

  it('puts named people first, as they are described', () => {
    const [zoe, max] = users({
      named: [
        { username: 'zoe@acme.example', firstName: 'Zoe', lastName: 'Z', admin: true, suspended: true },
        { username: 'max@acme.example', firstName: 'Max', lastName: 'M', pending: true, userId: '0000000007' },
      ],
    });

    expect(zoe).toMatchObject({ username: 'zoe@acme.example', isAdmin: true, suspended: true, status: 2 });
    expect(max).toMatchObject({ userId: '0000000007', status: 1, inviteCode: expect.any(String), devices: [] });
  });

  it('has everybody who trips a careless client, unless they are not wanted', () => {
    const odd = users();
    const plain = users({ oddities: false });

    expect(odd.some((user) => user.isAdmin)).toBe(true);
    expect(odd.some((user) => !user.isUser)).toBe(true);
    expect(odd.some((user) => user.status === 1 && user.isInviteExpired)).toBe(true);
    expect(odd.some((user) => user.status > 2)).toBe(true);
    expect(odd.some((user) => user.omits.includes('userId'))).toBe(true);
    expect(odd.some((user) => user.userId.startsWith('0'))).toBe(true);
    expect(plain.every((user) => user.isUser && user.omits.length === 0 && !user.isAdmin)).toBe(true);
  });
});
