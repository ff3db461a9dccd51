import { describe, expect, it } from 'vitest';
import { seedPool } from '../../../sandbox/genauth/seed.ts';
import { exampleKey } from '../../../sandbox/genauth/server.ts';
import { named } from './people.ts';
import { fetchToken, openGenauth } from './support.ts';

describe('the people of a pool', () => {
  it('are the same for the same seed, and others for another', () => {
    const emails = (seed: number) => seedPool(exampleKey, { people: 500, seed }).users.map(({ email }) => email);

    expect(emails(1)).toEqual(emails(1));
    expect(emails(2)).not.toEqual(emails(1));
  });

  it('are as many as asked for, the named ones first, and none twice', () => {
    const { users } = seedPool(exampleKey, { people: 3_000, named });

    expect(users).toHaveLength(3_000);
    expect(users.slice(0, 4).map(({ userId }) => userId)).toEqual(named.map(({ userId }) => userId));
    expect(users[0]).toMatchObject({ email: 'ada.alder@acme.example', status: 'Activated' });
    expect(users.every(({ userId }) => /^[0-9a-f]{24}$/.test(userId))).toBe(true);
    for (const member of ['userId', 'email', 'username', 'externalId'] as const) {
      const values = users.map((user) => user[member]).filter((value) => value !== null);
      expect(new Set(values).size).toBe(values.length);
    }
  });

  it('are in all five statuses, and the archived are on the list of the archived', () => {
    const { users, archived } = seedPool(exampleKey);

    expect(new Set(users.map(({ status }) => status)).size).toBe(5);
    const gone = users.filter(({ status }) => status === 'Archived');
    expect(archived.map(({ userId }) => userId)).toEqual(gone.map(({ userId }) => userId));
  });

  it('may be without oddities', () => {
    const { users } = seedPool(exampleKey, { people: 2, named, oddities: false });

    expect(users).toHaveLength(4);
  });
});

describe('several pools', () => {
  it('are strangers to each other, each with a key made up at run time', async () => {
    const { raw, standIn } = await openGenauth({ pools: [{ people: 20 }, { people: 30, seed: 2 }] });
    const [first, second] = standIn.keys;
    if (!first || !second) throw new Error('two pools have two keys');
    const token = await fetchToken(raw, second);

    const count = async (poolId: string) => {
      const headers = { authorization: `Bearer ${token}`, 'x-authing-userpool-id': poolId };
      return (await raw({ method: 'POST', path: '/api/v3/list-users', body: '{}', headers })).envelope();
    };

    expect(first.poolId).toMatch(/^[0-9a-f]{24}$/);
    expect(second.secret).toMatch(/^[0-9a-f]{32}$/);
    expect((await count(second.poolId)).data).toMatchObject({ totalCount: 30 });
    expect((await count(first.poolId)).statusCode).toBe(401);
    expect(standIn.oracle.users(second.poolId)).toHaveLength(30);
    expect(standIn.oracle.users()).toHaveLength(20);
  });
});
