import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Client, getUser, openWickr, suspend } from './support.ts';

const users = '/networks/12345678/users';
const UserPage = z.object({
  users: z.array(z.object({ userId: z.string().optional(), username: z.string() })),
  nextToken: z.string().optional(),
});

async function listAll({ send }: Client, query: Record<string, string> = {}) {
  const pages: z.infer<typeof UserPage>[] = [];
  let nextToken: string | undefined;
  do {
    const reply = await send({ method: 'GET', path: users, query: { ...query, ...(nextToken ? { nextToken } : {}) } });
    const page = UserPage.parse(reply.json());
    pages.push(page);
    nextToken = page.nextToken;
  } while (nextToken);
  return {
    sizes: pages.map((it) => it.users.length),
    names: pages.flatMap((it) => it.users.map((user) => user.username)),
  };
}

describe('ListUsers', () => {
  it('pages through everybody once, 100 at a time when asked', async () => {
    const client = await openWickr();

    const { sizes, names } = await listAll(client, { maxResults: '100' });

    expect(sizes).toEqual([100, 100, 100]);
    expect(new Set(names).size).toBe(300);
  });

  it('gives ten when not asked', async () => {
    const { send } = await openWickr();

    const reply = await send({ method: 'GET', path: users });

    expect(UserPage.parse(reply.json()).users).toHaveLength(10);
  });

  it('refuses a token with other filters, and a made-up one', async () => {
    const { send } = await openWickr();
    const { nextToken = '' } = UserPage.parse((await send({ method: 'GET', path: users })).json());

    const otherFilter = await send({ method: 'GET', path: users, query: { nextToken, status: '2' } });
    const invented = await send({ method: 'GET', path: users, query: { nextToken: 'djE6MTA=' } });

    expect([otherFilter.status, invented.status]).toEqual([400, 400]);
  });

  it('loses people to those who delete while paging', async () => {
    const client = await openWickr({ networks: [{ people: 20, oddities: false }] });
    const first = UserPage.parse((await client.send({ method: 'GET', path: users })).json());
    const seen = first.users.map((user) => user.username);
    const { nextToken = '' } = first;

    await client.send({
      method: 'POST',
      path: `${users}/batch-delete`,
      body: { userIds: first.users.slice(0, 3).map((user) => user.userId) },
      token: 'delete-while-paging',
    });
    const second = UserPage.parse((await client.send({ method: 'GET', path: users, query: { nextToken } })).json());

    expect(new Set([...seen, ...second.users.map((user) => user.username)]).size).toBe(17);
  });

  it('sorts by several fields in both directions', async () => {
    const client = await openWickr();

    const up = await listAll(client, { maxResults: '100', sortFields: 'lastName+firstName', sortDirection: 'ASC' });
    const down = await listAll(client, { maxResults: '100', sortFields: 'username' });

    expect(up.names.slice(0, 2)).toEqual(['avery.admin@acme.example', 'blake.admin@acme.example']);
    const lower = down.names.map((name) => name.toLowerCase());
    expect(lower).toEqual(lower.toSorted().reverse());
  });

  it.each([
    ['substring', 'ANN.ECHO@acme.example', ['ann.echo@acme.example', 'joann.echo@acme.example']],
    ['prefix', 'ANN.ECHO', ['ann.echo@acme.example']],
    ['exact', 'ann.echo@acme.example', ['ann.echo@acme.example']],
    ['exact', 'ANN.ECHO@acme.example', []],
  ] as const)('filters names by %s: %s', async (usernameFilter, username, expected) => {
    const client = await openWickr({ behaviour: { usernameFilter } });

    const { names } = await listAll(client, { username });

    expect(names).toEqual(expected);
  });

  it('filters by status and group', async () => {
    const client = await openWickr();
    const everybody = [...(client.standIn.state.network('12345678')?.users.values() ?? [])];

    const pending = await listAll(client, { status: '1', maxResults: '100' });
    const group = await listAll(client, { groupId: 'k3ZvWm2P', maxResults: '100' });

    expect(pending.names).toHaveLength(everybody.filter((user) => user.status === 1).length);
    expect(group.names).toHaveLength(everybody.filter((user) => user.securityGroups.includes('k3ZvWm2P')).length);
  });
});

describe('GetUser', () => {
  it('keeps ids apart that are one number', async () => {
    const { send } = await openWickr();

    const zia = await send(getUser('0004200017'));
    const zed = await send(getUser('4200017'));

    expect(zia.json()).toMatchObject({ userId: '0004200017', firstName: 'Zia' });
    expect(zed.json()).toMatchObject({ userId: '4200017', firstName: 'Zed' });
  });

  it('an unknown user is 404, or 400 where that is wanted', async () => {
    const { standIn, send } = await openWickr();

    const usual = await send(getUser('1'));
    standIn.behaviour.unknownUser = 400;
    const other = await send(getUser('1'));

    expect([usual.status, other.status]).toEqual([404, 400]);
  });
});

describe('ListSecurityGroupUsers', () => {
  const membersOf = (group: string) => `/networks/12345678/security-groups/${group}/users`;

  it('pages through the members of one group', async () => {
    const { standIn, send } = await openWickr();
    const everybody = [...(standIn.state.network('12345678')?.users.values() ?? [])];

    const reply = await send({ method: 'GET', path: membersOf('k3ZvWm2P'), query: { maxResults: '100' } });

    const names = UserPage.parse(reply.json()).users.map((user) => user.username);
    const expected = everybody.filter((user) => user.securityGroups.includes('k3ZvWm2P')).map((user) => user.username);
    expect(names.toSorted()).toEqual(expected.slice(0, 100).toSorted());
  });

  it('knows no other groups', async () => {
    const { send } = await openWickr();

    expect((await send({ method: 'GET', path: membersOf('nowhere') })).status).toBe(404);
  });
});

describe('the other reads', () => {
  it('counts, names the network, its groups and a user’s devices', async () => {
    const { standIn, send } = await openWickr({
      networks: [{ people: 40 }, { networkId: '00000042', networkName: 'acme-lab' }],
    });
    const read = async (path: string) => (await send({ method: 'GET', path })).json();
    const count = z.object({ pending: z.number(), active: z.number(), rejected: z.number(), total: z.number() });

    const { pending, active, rejected, total } = count.parse(await read(`${users}/count`));
    expect(pending + active + rejected).toBe(total);
    expect(await read('/networks/00000042')).toMatchObject({
      networkName: 'acme-lab',
      networkArn: 'arn:aws:wickr:us-east-1:123456789012:network/00000042',
    });
    expect(await read('/networks')).toMatchObject({ networks: [{ networkId: '12345678' }, { networkId: '00000042' }] });
    expect(await read('/networks/12345678/security-groups')).toMatchObject({
      securityGroups: [{ name: 'Everyone', isDefault: true }, { isDefault: false }, { isDefault: false }],
    });

    const owner = [...(standIn.state.network('12345678')?.users.values() ?? [])].find(
      (user) => user.devices.length > 1,
    );
    await send(suspend([owner?.userId ?? '']));
    expect(await read(`${users}/${owner?.userId}/devices`)).toMatchObject({
      devices: owner?.devices.map(({ appId }) => ({
        appId,
        suspend: true,
        statusText: 'Suspended',
        created: expect.stringMatching(/^[A-Z][a-z]+ \d+(st|nd|rd|th) 202\d, \d+:\d\d:\d\d [ap]m$/),
      })),
    });
  });
});
