import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDispatcher } from '../../src/dispatch/dispatcher.ts';
import type { RequestId } from '../../src/ids.ts';
import { coolDownsDue } from '../../src/requests/cool-downs.ts';
import { Bell } from '../../src/runtime/bell.ts';
import { type Safeguards, STANDARD_SAFEGUARDS } from '../../src/safeguards/settings.ts';
import { createUseCases } from '../../src/use-cases.ts';
import { CRASHES, crashingStore } from '../support/crashing-store.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { addErase } from '../support/erase.ts';
import { account } from '../support/fake-directory.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PEOPLE = 24;
const CAPS = { suspend: 8, erase: 3 } as const;
const PROTECTED = ['1000', '1001', '1002'];

const SAFEGUARDS: Safeguards = {
  ...STANDARD_SAFEGUARDS,
  caps: {
    suspend: { people: 500, percent: 20, small: CAPS.suspend },
    irreversible: { people: 50, percent: 5, small: CAPS.erase },
  },
  readingMs: 0,
};

const who = fc.uniqueArray(fc.integer({ min: 0, max: PEOPLE - 1 }), { minLength: 1, maxLength: 6 });
const step = fc.oneof(
  // All the way at once, or as single clicks in any order.
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('ask' as const), verb: fc.constantFrom('suspend', 'erase'), who }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('draft' as const), verb: fc.constantFrom('suspend', 'erase'), who }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('submit' as const), which: fc.nat(9) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('approve' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('withdraw' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('stop' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('resume' as const), which: fc.nat(9) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('promote' as const), person: fc.integer({ min: 3, max: PEOPLE - 1 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reinstate' as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(0.1, 3, 25, 73) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('crash' as const),
      at: fc.integer({ min: 1, max: 12 }),
      how: fc.constantFrom(...CRASHES),
    }),
  },
);

/** `NEVER_ABOVE_RUNS` looks further. */
const RUNS = Number(process.env['NEVER_ABOVE_RUNS'] ?? 12);

test('no sequence of requests, clicks and crashes makes an effect above a cap or on a protected account', {
  timeout: 120_000 + RUNS * 1_000,
}, async () => {
  let effects = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 14 }), async (steps) => {
      const accounts = Array.from({ length: PEOPLE }, (_, index) =>
        account(String(1_000 + index), index === 1 ? { admin: true } : index === 2 ? { kind: 'bot' } : {}),
      );
      const domain = await buildDomain({ accounts, safeguards: SAFEGUARDS, protected: ['1000'] });
      const { clock, directory, cast, store } = domain;
      addErase(directory);
      /** Everything that happened to anybody, with when and by what. */
      const happened: { readonly id: string; readonly at: number; readonly verb: string; readonly admin: boolean }[] =
        [];
      for (const verb of ['suspend', 'erase']) {
        const operation = directory.operations.get(verb);
        if (!operation) throw new Error(verb);
        (directory.operations as Map<string, typeof operation>).set(verb, {
          ...operation,
          apply: async (call) => {
            const before = new Map(call.members.map((id) => [id, directory.accounts.get(id)]));
            const had = directory.effects.length;
            const result = await operation.apply(call);
            for (const { id } of directory.effects.slice(had))
              happened.push({ id, at: clock.now(), verb, admin: before.get(id)?.admin === true });
            return result;
          },
        });
      }

      const drafts: RequestId[] = [];
      const startLife = async (over = store) => {
        const changed = { dispatch: new Bell(), present: new Bell(), clock: new Bell() };
        const deps = { ...domain.deps, store: over, changed };
        const dispatcher = createDispatcher({ ...deps, alone: true });
        // What dies on the way never answers; the next life finds what it left.
        void dispatcher.start().catch(() => {});
        return { deps, useCases: createUseCases(deps), dispatcher };
      };
      let life = await startLife();
      /** A click that never answers is let go, as by a person who closes the window. */
      const click = async (work: () => Promise<unknown>) => {
        let over = false;
        const ended = work()
          .catch(() => {})
          .then(() => {
            over = true;
          });
        const until = clock.now() + 2_000;
        // Time goes on although everybody else may be dead.
        void clock.sleep(2_000);
        await clock.runUntil(() => over || clock.now() >= until);
        void ended;
      };
      const pass = async (ms: number) => {
        const until = clock.now() + ms;
        clock.advance(Math.max(0, ms - 40_000));
        await click(() => coolDownsDue(life.deps));
        void clock.sleep(Math.max(0, until - clock.now()));
        await clock.runUntil(() => clock.now() >= until);
      };

      const draft = async (one: { readonly verb: string; readonly who: readonly number[] }) => {
        await click(async () => {
          const identifiers = byId(...one.who.map((index) => String(1_000 + index)));
          const previewed = await life.useCases.preview({
            actor: actor(cast.alice),
            kind: 'wickr',
            operation: one.verb,
            directory: null,
            people: { identifiers, unreadable: [] },
            selection: null,
            options: {},
            reason: 'left',
          });
          if (previewed.kind === 'previewed') drafts.push(previewed.view.request.id);
        });
      };
      const submit = async (id: RequestId) => {
        const row = await store.db.selectFrom('requests').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
        const phrase = `${row.operation} ${row.people} ${row.directory}`;
        await click(() => life.useCases.submit(id, actor(cast.alice), { reason: null, phrase }));
      };

      for (const one of steps) {
        const id = 'which' in one ? drafts[one.which % Math.max(1, drafts.length)] : undefined;
        if (one.do === 'draft') await draft(one);
        else if (one.do === 'ask') {
          const before = drafts.length;
          await draft(one);
          const [asked] = drafts.slice(before);
          if (!asked) continue;
          await submit(asked);
          await click(() => life.useCases.approve(asked, actor(cast.bob)));
        } else if (one.do === 'submit' && id) await submit(id);
        else if (one.do === 'approve' && id) await click(() => life.useCases.approve(id, actor(cast.bob)));
        else if (one.do === 'withdraw' && id) await click(() => life.useCases.withdraw(id, actor(cast.alice)));
        else if (one.do === 'stop' && id) await click(() => life.useCases.stop(id, actor(cast.carol)));
        else if (one.do === 'resume' && id) await click(() => life.useCases.resume(id, actor(cast.carol)));
        else if (one.do === 'promote') {
          const person = account(String(1_000 + one.person));
          const now = directory.accounts.get(person.id);
          if (now) directory.accounts.set(person.id, { ...now, admin: true });
        } else if (one.do === 'reinstate') {
          for (const [key, now] of directory.accounts) directory.accounts.set(key, { ...now, suspended: false });
        } else if (one.do === 'wait') await pass(one.hours * HOUR_MS);
        else if (one.do === 'crash') {
          await click(() => life.dispatcher.stop());
          life = await startLife(crashingStore(store, one.at, one.how));
          await pass(20_000);
          await click(() => life.dispatcher.stop());
          life = await startLife();
        }
      }
      await pass(74 * HOUR_MS);
      await click(() => life.dispatcher.stop());

      effects += happened.length;
      expect(happened.filter(({ id, admin }) => PROTECTED.includes(id) || admin)).toEqual([]);
      for (const { at, verb } of happened) {
        const within = happened.filter((other) => other.verb === verb && other.at > at - DAY_MS && other.at <= at);
        expect(within.length).toBeLessThanOrEqual(CAPS[verb as keyof typeof CAPS]);
      }
    }),
    { numRuns: RUNS, verbose: fc.VerbosityLevel.Verbose },
  );
  // The caps would hold of a Muster that never does anything, too.
  expect(effects).toBeGreaterThan(0);
});
