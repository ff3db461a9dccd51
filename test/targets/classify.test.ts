import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Account } from '../../src/directories/account.ts';
import type { Lookup } from '../../src/directories/lookup.ts';
import type { Assessment } from '../../src/directories/operation.ts';
import { classify, lookupKey } from '../../src/targets/classify.ts';
import type { Expanded } from '../../src/targets/expand.ts';
import type { Target } from '../../src/targets/target.ts';
import { account } from '../support/fake-directory.ts';

const byEmail = (email: string, typed = email): Expanded => ({ kind: 'lookup', typed, lookup: { by: 'email', email } });
const byId = (id: string): Expanded => ({ kind: 'lookup', typed: id, lookup: { by: 'id', id } });

const operation = {
  assess: (one: Account): Assessment => {
    if (one.kind !== 'person') return { kind: 'invalid', reason: 'is no person' };
    if (one.admin !== false) return { kind: 'protected', reason: 'is an administrator' };
    return one.suspended === true ? { kind: 'already-so', reason: 'is suspended' } : { kind: 'will-change' };
  },
};

/** A directory that matches more than it was asked for: e-mails by their beginning. */
function foundIn(accounts: readonly Account[], expanded: readonly Expanded[]): ReadonlyMap<string, readonly Account[]> {
  const matches = (lookup: Lookup) =>
    accounts.filter(({ id, email }) => {
      if (lookup.by === 'id') return id === lookup.id;
      return lookup.by === 'email' && email?.toLowerCase().startsWith(lookup.email.slice(0, 3));
    });
  return new Map(
    expanded.flatMap((one) => (one.kind === 'lookup' ? [[lookupKey(one.lookup), matches(one.lookup)]] : [])),
  );
}

function classified(
  accounts: readonly Account[],
  expanded: readonly Expanded[],
  protectedAccounts: readonly string[] = [],
) {
  return classify({ expanded, found: foundIn(accounts, expanded), operation, choices: {}, protectedAccounts });
}

describe('classifying', () => {
  const alice = account('4711', { email: 'Alice@acme.example' });

  it('exactly one account is assessed by the operation', () => {
    const bob = account('2', { email: 'bob@acme.example', suspended: true });
    const root = account('3', { email: 'root@acme.example', admin: true });
    const bot = account('4', { email: 'sendbot@acme.example', kind: 'bot' });
    const typed = [byEmail('alice@acme.example'), byId('2'), byId('3'), byId('4')];

    expect(classified([alice, bob, root, bot], typed)).toEqual([
      { kind: 'will-change', typed: ['alice@acme.example'], account: alice },
      { kind: 'already-so', typed: ['2'], account: bob, reason: 'is suspended' },
      { kind: 'protected', typed: ['3'], account: root, reason: 'is an administrator' },
      { kind: 'invalid', typed: ['4'], reason: 'is no person' },
    ]);
  });

  it('a match that is not exact is none', () => {
    expect(classified([alice], [byEmail('alice@acme.exam'), byEmail('ali')]).map(({ kind }) => kind)).toEqual([
      'not-found',
      'not-found',
    ]);
  });

  it('several accounts with one e-mail are ambiguous, and their ids tell them apart', () => {
    const twin = account('4712', { email: 'alice@ACME.example' });

    expect(classified([alice, twin], [byEmail('alice@acme.example'), byId('4712')])).toEqual([
      {
        kind: 'ambiguous',
        typed: ['alice@acme.example'],
        reason: '2 accounts have this e-mail: 4711, 4712. Name the one you mean by its id.',
      },
      { kind: 'will-change', typed: ['4712'], account: twin },
    ]);
  });

  it('an account listed twice is one account', () => {
    expect(classified([alice, alice], [byEmail('alice@acme.example')])).toMatchObject([{ kind: 'will-change' }]);
  });

  it('names of many accounts are not all listed', () => {
    const many = Array.from({ length: 9 }, (_, index) => account(`${index}`, { email: 'x@acme.example' }));

    expect(classified(many, [byEmail('x@acme.example')])).toMatchObject([
      { reason: '9 accounts have this e-mail: 0, 1, 2, 3, 4 and 4 more. Name the one you mean by its id.' },
    ]);
  });

  it('identifiers that lead to one account are one target, where it was first typed', () => {
    const bob = account('2', { email: 'bob@acme.example' });
    const typed = [byEmail('alice@acme.example', '<@U0ALICE>'), byId('2'), byId('4711'), byEmail('alice@acme.example')];

    expect(classified([alice, bob], typed).map((target) => target.typed)).toEqual([
      ['<@U0ALICE>', '4711', 'alice@acme.example'],
      ['2'],
    ]);
  });

  it('a protected account is protected by any name, before anything else is asked', () => {
    const suspended = account('5', { email: 'ceo@acme.example', suspended: true });
    const typed = [byId('4711'), byEmail('ceo@acme.example')];

    expect(classified([alice, suspended], typed, ['ALICE@acme.example', '5'])).toMatchObject([
      { kind: 'protected', account: alice },
      { kind: 'protected', account: suspended },
    ]);
  });

  it('a newcomer whose e-mail is protected is told so, and is not promised an invitation that would never be sent', () => {
    const welcoming = { ...operation, welcome: () => ({ kind: 'will-change' as const, details: {} }) };
    const expanded = [byEmail('CEO@acme.example'), byEmail('new@acme.example')];

    const targets = classify({
      expanded,
      found: foundIn([], expanded),
      operation: welcoming,
      choices: {},
      protectedAccounts: ['ceo@ACME.example'],
    });

    expect(targets).toMatchObject([
      { kind: 'protected', typed: ['CEO@acme.example'], account: { id: 'ceo@acme.example' } },
      { kind: 'will-change', typed: ['new@acme.example'] },
    ]);
  });

  it('two people of one name who cannot be looked up stay two', () => {
    const guest: Expanded = { kind: 'invalid', typed: '@ops → Alice', reason: 'This is a guest in Slack.' };

    expect(classified([], [guest, guest])).toHaveLength(2);
  });

  it('an identifier that nobody looked up is our mistake, not a missing person', () => {
    expect(() =>
      classify({ expanded: [byId('1')], found: new Map(), operation, choices: {}, protectedAccounts: [] }),
    ).toThrow();
  });

  it('keeps every identifier in exactly one target, and no account in two', () => {
    const accounts = fc.uniqueArray(
      fc.record({
        id: fc.stringMatching(/^[0-9]{1,2}$/),
        email: fc.option(fc.stringMatching(/^[aAbB]{1,3}@x\.co$/)),
        suspended: fc.constantFrom(true, false, 'unknown' as const),
        admin: fc.constantFrom(true, false, 'unknown' as const),
        kind: fc.constantFrom('person' as const, 'bot' as const),
      }),
      { selector: ({ id }) => id, maxLength: 20 },
    );
    const named = fc.uniqueArray(
      fc.oneof(
        fc.stringMatching(/^[0-9]{1,2}$/).map(byId),
        fc.stringMatching(/^[ab]{1,3}@x\.co$/).map((email) => byEmail(email)),
        fc.stringMatching(/^[ab]{1,3}@x\.co$/).map((email) => byEmail(email, `<@U${email}>`)),
        fc.stringMatching(/^!{1,3}$/).map((typed): Expanded => ({ kind: 'invalid', typed, reason: 'no' })),
      ),
      { selector: ({ typed }) => typed, maxLength: 40 },
    );
    const guarded = fc.array(fc.stringMatching(/^(?:[0-9]{1,2}|[abAB]{1,2}@x\.co)$/), { maxLength: 6 });

    fc.assert(
      fc.property(accounts, named, guarded, (rows, expanded, protectedAccounts) => {
        const targets = classified(
          rows.map(({ id, ...more }) => account(id, more)),
          expanded,
          protectedAccounts,
        );

        expect(targets.flatMap(({ typed }) => typed).toSorted()).toEqual(expanded.map(({ typed }) => typed).toSorted());
        const ids = targets.flatMap((target) => ('account' in target ? [target.account.id] : []));
        expect(new Set(ids).size).toBe(ids.length);
        const firsts = targets.map(({ typed }) => expanded.findIndex((one) => one.typed === typed[0]));
        expect(firsts).toEqual(firsts.toSorted((a, b) => a - b));
        for (const one of targets.filter(
          (target): target is Extract<Target, { kind: 'will-change' }> => target.kind === 'will-change',
        )) {
          const names = [one.account.id, one.account.email?.toLowerCase()];
          expect(protectedAccounts.some((entry) => names.includes(entry.toLowerCase()))).toBe(false);
          expect(operation.assess(one.account).kind).toBe('will-change');
        }
      }),
    );
  });
});
