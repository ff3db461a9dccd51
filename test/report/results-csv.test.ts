import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountId } from '../../src/ids.ts';
import { formulaSafe } from '../../src/report/csv.ts';
import { csvFileName, resultsCsv } from '../../src/report/results-csv.ts';
import type { StoredTarget } from '../../src/requests/view.ts';
import { identifiersOf, readPeopleFile } from '../../src/uploads/read-people-file.ts';
import { aTarget, aView, NOW, SUSPEND } from '../slack/support/views.ts';
import { readCsv } from '../support/read-csv.ts';
import { isAccountId, meanings } from '../targets/fixtures.ts';
import { bytesOf } from '../uploads/support.ts';

async function csvOf(...portions: readonly (readonly StoredTarget[])[]): Promise<string> {
  const file = await resultsCsv(portions, SUSPEND, 'acme-prod');
  // Not `text()`, which takes the byte order mark away.
  return Buffer.from(await file.arrayBuffer()).toString('utf8');
}

describe('the file of results', () => {
  it('is the same file, however many people are read at a time', async () => {
    const [first, second, third] = [aTarget(0, { label: 'Zoë, "Z"' }), aTarget(1), aTarget(2)];

    const atOnce = await csvOf([first, second, third]);

    expect(await csvOf([first], [second, third], [])).toBe(atOnce);
    expect(atOnce.match(/\ufeff/g)).toHaveLength(1);
    expect(readCsv(atOnce).map((row) => row[1])).toEqual(['name', 'Zoë, "Z"', 'Person 1', 'Person 2']);
  });

  it('is whole, however long it becomes', async () => {
    const label = 'Ünä'.repeat(40);
    const portion = Array.from({ length: 500 }, (_, position) => aTarget(position, { label }));

    const rows = readCsv(await csvOf(portion, portion, portion));

    expect(rows.length).toBe(1_501);
    expect(new Set(rows.slice(1).map((row) => row[1]))).toEqual(new Set([label]));
  });

  it('holds one row per person with what became of them', async () => {
    const csv = await csvOf([
      aTarget(0, { outcome: { kind: 'failed', at: NOW, reason: 'The user is unknown.' } }),
      aTarget(1, { kind: 'already-so', reason: 'Already suspended.' }),
      aTarget(2, {
        kind: 'not-found',
        accountId: null,
        email: null,
        typed: ['<@U0ERIN|erin>', 'x@y.example'],
        reason: 'Nobody has it.',
      }),
    ]);

    expect(readCsv(csv)).toEqual([
      ['typed', 'name', 'email', 'account id', 'classification', 'outcome', 'reason', 'time', 'directory'],
      [
        'person0@acme.example',
        'Person 0',
        'person0@acme.example',
        '4000',
        'will be suspended',
        'failed',
        'The user is unknown.',
        '2026-11-21T09:00:00.000Z',
        'acme-prod',
      ],
      [
        'person1@acme.example',
        'Person 1',
        'person1@acme.example',
        '4001',
        'already suspended',
        '',
        'Already suspended.',
        '',
        'acme-prod',
      ],
      ["'@erin x@y.example", 'Person 2', '', '', 'not found', '', 'Nobody has it.', '', 'acme-prod'],
    ]);
  });

  it('has no cell that a spreadsheet takes for a formula, and loses no character of any name', async () => {
    const hostile = fc.tuple(
      fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠', '', '"', ','),
      fc.string({ unit: 'grapheme' }),
    );
    await fc.assert(
      fc.asyncProperty(hostile, async ([start, rest]) => {
        const label = start + rest;
        const cell = readCsv(await csvOf([aTarget(0, { label })]))[1]?.[1] ?? '';

        expect(cell).not.toMatch(/^[=+\-@\t\r\n\0＝＋－＠]/);
        expect(cell === label || cell === `'${label}`).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('leaves harmless cells as they are', () => {
    expect(formulaSafe('Alice = Example')).toBe('Alice = Example');
  });

  it('read back whole names the same accounts, also those who share an e-mail, and newcomers by theirs', async () => {
    const email = 'shared@acme.example';
    const csv = await csvOf([
      aTarget(0, { email, typed: [email] }),
      aTarget(1, { email, typed: [email] }),
      aTarget(2, { accountId: accountId('new@acme.example'), email: 'new@acme.example' }),
      aTarget(3, { kind: 'not-found', accountId: null, email: null, typed: ['gone@acme.example'], label: 'gone' }),
    ]);

    const read = await readPeopleFile({ bytes: bytesOf(csv), column: null, isAccountId });

    if (read.kind !== 'read') throw new Error(read.kind);
    expect(meanings(identifiersOf(read))).toEqual(['4000', '4001', 'new@acme.example']);
    expect(read).toMatchObject({ rowsIn: 4, accepted: 3, rejectedCount: 1, exportOf: ['acme-prod'] });
  });

  it('has the same name every time', () => {
    expect(csvFileName(aView(), 'results')).toBe('wickr-suspend-results-01932b4e-7c1a-7d2e-8f00-0123456789ab.csv');
  });
});
