import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openHouse } from './house.ts';
import { stories } from './steps.ts';

/**
 * No sequence of clicks, edits, group changes, role losses and crashes makes an effect outside the pinned plan, with fewer
 * eyes than the policy demands, above a cap, or on a protected account; nor one that a safeguard forbids at that moment.
 * Every call is judged as it leaves, by what the test itself did. `NO_HARM_RUNS` looks further.
 */
const RUNS = Number(process.env['NO_HARM_RUNS'] ?? 400);

test('whatever happens, no call leaves that nobody wanted or that a safeguard forbids', {
  timeout: 300_000,
}, async () => {
  let effects = 0;
  await fc.assert(
    fc.asyncProperty(stories, async (story) => {
      const house = await openHouse();
      for (const step of story) await house.take(step);
      effects += house.effects.length;
      const [wrong = null] = house.wrong();
      await house.close();
      expect(wrong).toBeNull();
    }),
    { numRuns: RUNS, endOnFailure: true },
  );

  // The laws would hold of a Muster that never does anything, too.
  expect(effects).toBeGreaterThan(RUNS);
});
