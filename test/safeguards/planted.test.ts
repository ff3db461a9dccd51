import { expect, test } from 'vitest';
import { plantedBugs, whyItDoesNotApply } from '../simulation/command/planted-bugs.ts';

test('every planted bug still fits src, so that `npm run safeguards:planted` can hunt it', async () => {
  const bugs = await plantedBugs(new URL('planted/', import.meta.url));

  expect(bugs.length).toBeGreaterThanOrEqual(19);
  for (const bug of bugs) expect(await whyItDoesNotApply(bug), bug.name).toBeNull();
});
