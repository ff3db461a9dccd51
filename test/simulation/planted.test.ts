import { expect, test } from 'vitest';
import { plantedBugs, whyItDoesNotApply } from './command/planted-bugs.ts';

test('every planted bug still fits src, so that `npm run simulate:planted` can hunt it', async () => {
  const bugs = await plantedBugs();

  expect(bugs.length).toBeGreaterThanOrEqual(60);
  for (const bug of bugs) expect(await whyItDoesNotApply(bug), bug.name).toBeNull();
});
