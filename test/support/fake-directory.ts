import type { Account } from '../../src/directories/account.ts';
import type { Directory } from '../../src/directories/directory.ts';
import type { Lookup } from '../../src/directories/lookup.ts';
import type { BatchCall, CallResult, ItemAnswer, Operation, Secrets } from '../../src/directories/operation.ts';
import { type AccountId, accountId, directoryName } from '../../src/ids.ts';
import type { Clock } from '../../src/runtime/clock.ts';

export function account(id: string, more: Partial<Account> = {}): Account {
  return {
    id: accountId(id),
    label: `Person ${id}`,
    email: `p${id}@acme.example`,
    membership: 'active',
    suspended: false,
    admin: false,
    kind: 'person',
    inviteExpired: false,
    groups: [],
    lastActivityAt: null,
    ...more,
  };
}

/** What the far end does with one call instead of answering well. */
export type Fault =
  | { readonly kind: 'answer'; readonly result: CallResult }
  /** The effect happens, and the caller learns nothing. */
  | { readonly kind: 'lost-after-effect' }
  | { readonly kind: 'lost-before-effect' }
  /** The effect happens for all, the answer leaves some out. */
  | { readonly kind: 'leave-out'; readonly ids: readonly string[] }
  /** The caller never hears anything, as when its process dies. */
  | { readonly kind: 'never' };

/**
 * `nothing`: it says yes and does nothing. `lost-late`: it is carried out long after the connection broke. `refused-late`: it says
 * no, and all is done a few seconds later.
 */
export type Whole =
  | 'done'
  | 'nothing'
  | 'refused'
  | 'refused-late'
  | 'half-then-refused'
  | 'lost-before'
  | 'lost-after'
  | 'lost-late'
  | 'unavailable';

const LATE_MS = 8 * 60_000;
const SOON_MS = 5_000;

/** A directory in memory that remembers every effect, replays answers by token, and misbehaves on demand. */
export class FakeDirectory implements Directory {
  readonly name = directoryName('acme-prod');
  readonly kind = 'wickr';
  readonly kindTitle = 'AWS Wickr network';
  readonly accounts = new Map<AccountId, Account>();
  readonly calls: { readonly token: string; readonly members: readonly AccountId[] }[] = [];
  /** What came with the calls of `suspend` and `unsuspend`, which take one: `--code`. */
  readonly secrets: Secrets[] = [];
  /** One entry for each change of state that really happened. */
  readonly effects: { readonly id: AccountId; readonly token: string }[] = [];
  readonly faults: Fault[] = [];
  readonly readFaults: Error[] = [];
  /** A batch that holds one of these is refused as a whole, as the directory's validation would. */
  readonly poison = new Set<string>();
  readonly failing = new Map<string, string>();
  /** Left out of every read, as what could not be read this time. */
  readonly unreadable = new Set<string>();
  /** Trouble with reading begins with the first call. */
  readsUntilCalled = false;
  /** What a call of `remove` does, which is answered for the batch as a whole; well, where nothing else is said. */
  readonly wholes: Whole[] = [];
  /** Effects of `remove` that are still to come. */
  readonly late: Promise<void>[] = [];
  /** How long a call takes. */
  latencyMs = 100;
  /** The same of a read of accounts; many tests read without a clock that runs. */
  readTakesMs = 0;
  /** Reads under way. */
  reading = 0;
  readonly #answers = new Map<string, CallResult>();
  readonly #clock: Clock;
  operations: ReadonlyMap<string, Operation>;

  constructor(clock: Clock, accounts: readonly Account[]) {
    this.#clock = clock;
    for (const one of accounts) this.accounts.set(one.id, one);
    this.operations = new Map([
      ['suspend', this.#toggle(true)],
      ['unsuspend', this.#toggle(false)],
      ['remove', this.#removal()],
    ]);
  }

  /** As GenAuth deletes: no tokens, and one answer for up to 50 people. */
  #removal(): Operation {
    return {
      words: { verb: 'remove', done: 'removed', doing: 'removing', effect: 'Each person is removed.' },
      traits: {
        batchSize: 50,
        reversible: true,
        inverse: null,
        whenInDoubt: 'after-read-back',
        noMayMeanDone: true,
        canBeReadBack: true,
      },
      assess: () => ({ kind: 'will-change' }),
      readBack: (one) => (one === null ? 'in-effect' : 'not-in-effect'),
      apply: (call) => this.#remove(call),
    };
  }

  async #remove({ token, members }: BatchCall): Promise<CallResult> {
    this.calls.push({ token, members });
    await this.#clock.sleep(this.latencyMs);
    const whole = this.wholes.shift() ?? 'done';
    const removed = (ids: readonly AccountId[]) => {
      for (const id of ids) if (this.accounts.delete(id)) this.effects.push({ id, token });
    };
    const rejected = { kind: 'refused', requestId: 'r', status: 500, reason: 'It broke.', inDoubt: true } as const;
    const culprit = members.findIndex((id) => this.poison.has(id));
    if (culprit >= 0) {
      // Those before the culprit are done already.
      removed(members.slice(0, culprit));
      return rejected;
    }
    if (whole === 'refused-late') this.late.push(this.#clock.sleep(SOON_MS).then(() => removed(members)));
    if (whole === 'refused' || whole === 'refused-late') return rejected;
    if (whole === 'half-then-refused') {
      removed(members.slice(0, Math.ceil(members.length / 2)));
      return rejected;
    }
    if (whole === 'lost-late') this.late.push(this.#clock.sleep(LATE_MS).then(() => removed(members)));
    if (whole === 'lost-before' || whole === 'lost-late')
      return { kind: 'lost', requestId: null, reason: 'connection reset' };
    if (whole !== 'nothing') removed(members);
    if (whole === 'lost-after') return { kind: 'lost', requestId: null, reason: 'connection reset' };
    if (whole === 'unavailable') return { kind: 'unavailable', requestId: null, status: 503, retryAfterMs: null };
    return { kind: 'taken', requestId: 'r' };
  }

  #toggle(suspend: boolean): Operation {
    const [verb, done, doing, inverse] = suspend
      ? (['suspend', 'suspended', 'suspending', 'unsuspend'] as const)
      : (['unsuspend', 'unsuspended', 'unsuspending', 'suspend'] as const);
    return {
      words: { verb, done, doing, effect: `Each person is ${done}.` },
      traits: {
        batchSize: 50,
        reversible: true,
        ...(suspend ? { locksOut: true } : {}),
        inverse,
        whenInDoubt: 'same-token',
        noMayMeanDone: false,
        canBeReadBack: true,
      },
      options: ['code'],
      choose: ({ code }) =>
        Promise.resolve({
          kind: 'chosen',
          choices: {},
          words: null,
          ...(code === undefined ? {} : { secrets: { code } }),
        }),
      assess: (one) => {
        if (one.admin !== false) return { kind: 'protected', reason: 'is an administrator' };
        return one.suspended === suspend ? { kind: 'already-so', reason: `already ${done}` } : { kind: 'will-change' };
      },
      readBack: (one) => {
        if (one === null) return 'cannot-tell';
        return one.suspended === suspend ? 'in-effect' : 'not-in-effect';
      },
      apply: (call) => this.#apply(call, suspend),
    };
  }

  async #apply(call: BatchCall, suspend: boolean): Promise<CallResult> {
    this.calls.push({ token: call.token, members: call.members });
    if (call.secrets) this.secrets.push(call.secrets);
    const fault = this.faults.shift();
    if (fault?.kind === 'never') return new Promise(() => {});
    await this.#clock.sleep(this.latencyMs);
    if (fault?.kind === 'answer') return fault.result;
    if (fault?.kind === 'lost-before-effect') return { kind: 'lost', requestId: null, reason: 'connection reset' };
    const culprit = call.members.find((id) => this.poison.has(id));
    if (culprit) return { kind: 'refused', requestId: 'r', status: 400, reason: `bad id ${culprit}` };
    const answer = this.#answers.get(call.token) ?? this.#effect(call, suspend);
    this.#answers.set(call.token, answer);
    if (fault?.kind === 'lost-after-effect') return { kind: 'lost', requestId: null, reason: 'connection reset' };
    if (fault?.kind === 'leave-out' && answer.kind === 'answered') {
      const items = new Map([...answer.items].filter(([id]) => !fault.ids.includes(id)));
      this.#answers.set(call.token, { ...answer, items });
      return { ...answer, items };
    }
    return answer;
  }

  #effect(call: BatchCall, suspend: boolean): CallResult {
    const items = new Map<AccountId, ItemAnswer>();
    for (const id of call.members) {
      const one = this.accounts.get(id);
      const failure = this.failing.get(id) ?? (one ? null : 'User not found');
      if (failure !== null || !one) {
        items.set(id, { kind: 'failed', reason: failure ?? 'User not found' });
        continue;
      }
      if (one.suspended !== suspend) this.effects.push({ id, token: call.token });
      this.accounts.set(id, { ...one, suspended: suspend });
      items.set(id, { kind: 'succeeded' });
    }
    return { kind: 'answered', requestId: 'r', items, foreign: [] };
  }

  find({ lookups }: { readonly lookups: readonly Lookup[] }) {
    const all = [...this.accounts.values()];
    return Promise.resolve(
      lookups.map((lookup) =>
        all.filter((one) => {
          if (lookup.by === 'id') return one.id === lookup.id;
          return lookup.by === 'email' && one.email?.toLowerCase() === lookup.email.toLowerCase();
        }),
      ),
    );
  }

  async read(ids: readonly AccountId[]) {
    if (this.readTakesMs > 0) {
      this.reading += 1;
      await this.#clock.sleep(this.readTakesMs);
      this.reading -= 1;
    }
    if (this.readsUntilCalled && this.calls.length === 0)
      return new Map(ids.map((id) => [id, this.accounts.get(id) ?? null]));
    const fault = this.readFaults.shift();
    if (fault) throw fault;
    const readable = ids.filter((id) => !this.unreadable.has(id));
    return new Map(readable.map((id) => [id, this.accounts.get(id) ?? null]));
  }

  select() {
    return Promise.resolve({ kind: 'selected' as const, accounts: [...this.accounts.values()], untold: 0 });
  }

  lookUp() {
    return Promise.resolve({ found: [], missing: [] });
  }

  groupNames() {
    return Promise.resolve([]);
  }

  isHash() {
    return false;
  }

  admins() {
    return Promise.resolve([...this.accounts.values()].filter(({ admin }) => admin === true).length);
  }

  check() {
    return Promise.resolve({ title: 'acme', people: this.accounts.size });
  }

  close() {
    return Promise.resolve();
  }
}
