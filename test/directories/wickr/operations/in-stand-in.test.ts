import { describe, expect, test } from 'vitest';
import { failItems, faultCatalogue } from '../../../../sandbox/wickr/fault-catalogue.ts';
import type { NamedUser } from '../../../../sandbox/wickr/seed.ts';
import type { Account } from '../../../../src/directories/account.ts';
import type { BatchCall, CallResult, Operation } from '../../../../src/directories/operation.ts';
import type { AccountId } from '../../../../src/ids.ts';
import { batch, id, never, operationOf, type Setup } from '../harness.ts';
import { type InStandIn, inStandIn } from '../stand-in.ts';

interface Case {
  readonly verb: string;
  /** The API's name of the call that changes something. */
  readonly api: string;
  readonly people: Partial<NamedUser>;
  readonly members: number;
}

const cases: readonly Case[] = [
  { verb: 'suspend', api: 'BatchToggleUserSuspendStatus', people: {}, members: 3 },
  { verb: 'unsuspend', api: 'BatchToggleUserSuspendStatus', people: { suspended: true }, members: 3 },
  { verb: 'delete', api: 'BatchDeleteUser', people: { suspended: true }, members: 3 },
  { verb: 'invite', api: 'BatchCreateUser', people: {}, members: 3 },
  { verb: 'reinvite', api: 'BatchReinviteUser', people: { pending: true }, members: 3 },
  { verb: 'reset-devices', api: 'BatchResetDevicesForUser', people: {}, members: 1 },
  { verb: 'move', api: 'UpdateUser', people: {}, members: 1 },
];

const emails = (count: number, prefix = 'p') => Array.from({ length: count }, (_, n) => `${prefix}${n}@acme.example`);
/** As documented, and a service that forgets its tokens: no window is promised. */
const memories = [{ kind: 'remembered', forMs: 600_000 }, { kind: 'ignored' }] as const;
const changing = faultCatalogue.filter(({ operations }) => operations === 'all' || operations === 'mutations');

interface Scene extends InStandIn {
  readonly operation: Operation;
  readonly call: BatchCall;
  /** The state of whoever the call names, as the directory reads it now. */
  seen(member: AccountId): Promise<Account | null>;
  timesChanged(member: AccountId): number;
}

async function scene({ verb, api, people, members }: Case, setup: Partial<Setup> = {}): Promise<Scene> {
  const named = emails(members).map((username, n) => ({ firstName: 'P', lastName: `${n}`, ...people, username }));
  const world = await inStandIn(named, setup);
  const { directory, standIn, idOf } = world;
  const operation = operationOf(directory, verb);
  const names = verb === 'invite' ? emails(members, 'new') : emails(members).map(idOf);
  const elsewhere = { move: { group: await otherGroup(world) } }[verb] ?? {};
  const chosen = await operation.choose?.(elsewhere, never);
  const choices = chosen?.kind === 'chosen' ? chosen.choices : {};
  const accounts = verb === 'invite' ? [] : [...(await directory.read(names.map(id), never)).values()];
  for (const one of accounts) {
    if (one !== null) expect(operation.assess(one, choices).kind).toBe('will-change');
  }
  const prepared = await operation.prepare?.(
    accounts.filter((one) => one !== null),
    choices,
    never,
  );
  const details = new Map(
    [...(prepared ?? [])].flatMap(([key, one]) => (one.kind === 'prepared' ? [[key, one.details] as const] : [])),
  );
  return {
    ...world,
    operation,
    call: batch(names, { choices, details, token: 'muster:0197' }),
    async seen(member) {
      if (verb !== 'invite') return (await directory.read([member], never)).get(member) ?? null;
      const lookups = [{ by: 'email', email: member }] as const;
      return (await directory.find({ lookups, signal: never }))[0]?.[0] ?? null;
    },
    timesChanged(member) {
      if (verb !== 'invite') return standIn.oracle.timesChanged(member, api);
      return standIn.oracle.effects.filter(({ changed, what }) => changed && what === `created ${member}`).length;
    },
  };
}

async function otherGroup({ directory, standIn, idOf }: InStandIn): Promise<string> {
  const [current] = standIn.state.user('12345678', idOf('p0@acme.example'))?.securityGroups ?? [];
  const groups = standIn.state.network('12345678')?.groups ?? [];
  expect(await directory.groupNames(never)).toHaveLength(groups.length);
  return groups.find((group) => group.id !== current)?.name ?? '';
}

/** No claim about anybody may differ from what really happened. */
function expectTruth(result: CallResult, { call, timesChanged }: Scene): void {
  for (const member of call.members) {
    const changed = timesChanged(member) > 0;
    if (result.kind === 'answered') {
      const item = result.items.get(member);
      if (item !== undefined) expect([member, changed]).toEqual([member, item.kind === 'succeeded']);
    } else if (result.kind !== 'lost' && result.kind !== 'unavailable') {
      expect([result.kind, changed]).toEqual([result.kind, false]);
    }
  }
}

describe.each(cases)('$verb', (one) => {
  test('does what it says, once', async () => {
    const here = await scene(one);

    const result = await here.operation.apply(here.call);

    const { members } = here.call;
    expect(result).toMatchObject({ items: new Map(members.map((member) => [member, { kind: 'succeeded' }])) });
    for (const member of members) {
      expect(here.timesChanged(member)).toBe(1);
      if (!here.operation.traits.canBeReadBack) continue;
      expect(here.operation.readBack(await here.seen(member), here.call.choices)).toBe('in-effect');
    }
    expect(here.standIn.oracle.violations).toEqual([]);
  });

  const ways = memories.flatMap((memory) =>
    changing
      // Silence costs real time, so it is kept once, for the service that makes it harder.
      .filter(({ id }) => memory.kind === 'ignored' || !id.startsWith('silence'))
      .map((fault) => [fault.id, memory.kind, fault.title, memory] as const),
  );
  test.each(ways)('under %s, tokens %s: %s', async (faultId, _kind, _title, tokenMemory) => {
    const here = await scene(one, faultId.startsWith('silence') ? { timeouts: { totalMs: 500 } } : {});
    const { operation, call, standIn } = here;
    standIn.behaviour.tokenMemory = tokenMemory;
    standIn.faults.set(faultId, 1, { operations: [one.api] });

    const first = await operation.apply(call);
    expectTruth(first, here);

    const inDoubt = first.kind === 'lost' || first.kind === 'unavailable';
    if (inDoubt && operation.traits.whenInDoubt === 'same-token') {
      const second = await operation.apply(call);
      expect(second.kind).toBe('answered');
      if (!operation.traits.noMayMeanDone) expectTruth(second, here);
      for (const member of call.members) {
        if (!operation.traits.canBeReadBack) continue;
        expect(operation.readBack(await here.seen(member), call.choices)).toBe('in-effect');
      }
    }
    for (const member of call.members) expect(here.timesChanged(member)).toBeLessThanOrEqual(1);
    // Whom a forgetful service has deleted already, it is asked about once more.
    const broken = standIn.oracle.violations.filter(({ kind }) => kind !== 'unknown-id');
    expect(broken).toEqual([]);
  });
});

test('of fifty invitations, those that somebody else sent first fail, and for that reason', async () => {
  const here = await scene({ verb: 'invite', api: 'BatchCreateUser', people: {}, members: 50 });
  const raced = here.call.members.slice(10, 13);
  await here.operation.apply({ ...here.call, members: raced, token: 'somebody-else' });

  const result = await here.operation.apply(here.call);

  if (result.kind !== 'answered') throw new Error(result.kind);
  const failed = [...result.items].filter(([, item]) => item.kind === 'failed');
  expect(failed).toEqual(raced.map((member) => [member, { kind: 'failed', reason: 'User already exists' }]));
  expect(result.items.size).toBe(50);
});

test('of fifty invitations, two that Wickr cannot make are told from the rest', async () => {
  const here = await scene({ verb: 'invite', api: 'BatchCreateUser', people: {}, members: 50 });
  const bad = here.call.members.slice(0, 2);
  here.standIn.faults.inject(failItems(bad, 'Invalid username'), Number.POSITIVE_INFINITY);

  const result = await here.operation.apply(here.call);

  expectTruth(result, here);
  expect(result).toMatchObject({ items: expect.objectContaining({ size: 50 }) });
});

test('a change that reads do not show yet leaves a move to be read back', async () => {
  const move = cases.find(({ verb }) => verb === 'move');
  if (move === undefined) throw new Error('no move');
  const here = await scene(move);
  here.standIn.behaviour.visibilityLagMs = 5_000;
  const [member] = here.call.members;
  if (member === undefined) throw new Error('nobody');

  const result = await here.operation.apply(here.call);
  const soon = here.operation.readBack(await here.seen(member), here.call.choices);
  here.clock.ms += 5_000;
  const later = here.operation.readBack(await here.seen(member), here.call.choices);

  expect(result).toMatchObject({ kind: 'answered', items: new Map() });
  expect([soon, later]).toEqual(['not-in-effect', 'in-effect']);
});
