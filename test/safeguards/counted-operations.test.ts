import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GENAUTH_IRREVERSIBLE, genAuthOperations } from '../../src/directories/genauth/operations/catalogue.ts';
import type { Operation } from '../../src/directories/operation.ts';
import { wickrOperations } from '../../src/directories/wickr/operations/catalogue.ts';
import { capClassOf } from '../../src/safeguards/caps.ts';

// Traits stand before any call is made, so nothing stands behind the parts.
const NO_PARTS = { rules: {} } as never;
const CATALOGUES = { Wickr: wickrOperations(NO_PARTS), GenAuth: genAuthOperations(NO_PARTS) };

const counted = (operations: ReadonlyMap<string, Operation>, as: ReturnType<typeof capClassOf>) =>
  [...operations].filter(([, operation]) => capClassOf(operation) === as).map(([verb]) => verb);

/** A row of the guide's table: the verbs of each kind. */
function documented(row: string): readonly (readonly string[])[] {
  const guide = readFileSync(new URL('../../docs/safeguards.md', import.meta.url), 'utf8');
  const line = guide.split('\n').find((text) => text.startsWith(`| ${row}`)) ?? expect.fail(row);
  const cells = line.split('|').slice(2, -1);
  return cells.map((cell) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, verb]) => verb ?? ''));
}

test.each([
  ['locked out, until', 'suspend'],
  ['gone for good', 'irreversible'],
  ['neither:', null],
] as const)('the guide names every operation that is counted as “%s”', (row, as) => {
  const told = documented(row);

  expect(told.map((verbs) => verbs.toSorted())).toEqual(
    [CATALOGUES.Wickr, CATALOGUES.GenAuth].map((operations) => counted(operations, as).toSorted()),
  );
});

test('what a user pool cannot undo is announced before any is open', () => {
  expect(counted(CATALOGUES.GenAuth, 'irreversible')).toEqual(GENAUTH_IRREVERSIBLE);
});
