import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutFormulaGuard } from '../../src/report/csv.ts';
import { readPeopleFile } from '../../src/uploads/read-people-file.ts';
import { rejectionsCsv } from '../../src/uploads/rejections-csv.ts';
import { isAccountId } from '../targets/fixtures.ts';
import { bytesOf, cellsOf } from './support.ts';

describe('the file of rejected rows', () => {
  it('holds line, text and reason, disarmed and not changed otherwise', async () => {
    const start = fc.constantFrom('=', '+', '-', '@', '\t', '＝', '＠', '', '"', ',', '\n');
    const typed = fc.tuple(start, fc.string({ unit: 'grapheme' })).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(typed, async (text) => {
        fc.pre(!/[\0\r\ufffd]/.test(text));
        const rows = await cellsOf(rejectionsCsv([{ line: 7, typed: text, reason: 'Nobody.' }]));
        const shown = rows[1]?.[1] ?? '';

        expect(rows).toEqual([
          ['line', 'typed', 'reason'],
          ['7', shown, 'Nobody.'],
        ]);
        expect(shown).not.toMatch(/^[=+\-@\t\n＝＋－＠]/);
        if (!text.startsWith("'")) expect(withoutFormulaGuard(shown)).toBe(text);
      }),
      { numRuns: 1_000 },
    );
  });

  it('may be corrected and uploaded again', async () => {
    const csv = rejectionsCsv([{ line: 2, typed: '+alice@example', reason: 'This is not a complete e-mail address.' }]);

    const file = await readPeopleFile({
      bytes: bytesOf(csv.replace('+alice@example', '+alice@example.com')),
      column: { by: 'name', name: 'typed' },
      isAccountId,
    });

    expect(file).toMatchObject({ people: [{ identifier: { email: '+alice@example.com' } }], rejected: [] });
  });
});
