import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PeopleFile, readPeopleFile } from '../../src/uploads/read-people-file.ts';
import { isAccountId, meaning } from '../targets/fixtures.ts';
import { bytesOf, ENCODINGS, encoded } from './support.ts';

const position = fc.option(
  fc.nat(4).map((at) => ({ by: 'position' as const, position: at })),
  { nil: null },
);

const read = (file: string | Uint8Array, column: { by: 'position'; position: number } | null = null, size?: number) =>
  readPeopleFile({ bytes: bytesOf(file, size), column, isAccountId });

const email = fc.stringMatching(/^[a-z+][a-z0-9]{0,8}(?:[.+'-][a-z0-9ü漢]{1,4})?@[a-zé]{2,8}\.[a-z]{2,3}$/);
const accountId = fc.stringMatching(/^[1-9][0-9]{0,9}$/);
const word = fc.stringMatching(/^[A-Za-zé漢]{0,8}$/);
const hostile = fc.oneof(
  fc.constantFrom('', ' ', '=1+1', '=HYPERLINK("x")', '@SUM(A1)', '+1', "'", '"', '\n', '\u202e', '😀', 'a@b', 'email'),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const cell = fc.oneof(email, accountId, word, hostile);
const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 6 }), { maxLength: 30 });

const dialect = fc.record({
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  record_delimiter: fc.constantFrom('\n', '\r\n', '\r'),
  quoted: fc.boolean(),
});

/** Rows with any text, counted from outside. */
const filled = (rows: readonly (readonly string[])[]) =>
  rows.filter((cells) => cells.some((text) => !/^'?[\p{Default_Ignorable_Code_Point}\s\p{Cc}]*$/u.test(text))).length;

type Read = Extract<PeopleFile, { readonly kind: 'read' }>;

function expectEveryRowAccountedFor(file: Read): void {
  expect(file.rowsIn).toBe(file.accepted + file.rejectedCount);
  expect(file.rejectedCount).toBe(file.rejected.length);
  expect(file.accepted).toBe(file.people.length + file.repeated);
  const lines = [...file.people.flatMap((person) => person.lines), ...file.rejected.map(({ line }) => line)];
  expect(new Set(lines).size).toBe(file.rowsIn);
}

describe('a file of people', () => {
  it('has as many rows as accepted and rejected together, whatever it holds', async () => {
    let reads = 0;
    await fc.assert(
      fc.asyncProperty(table, dialect, position, async (rows, options, column) => {
        const file = await read(stringify(rows, { ...options, quoted: true }), column);
        if (file.kind !== 'read') return;

        reads += 1;
        expectEveryRowAccountedFor(file);
      }),
      { numRuns: 2_000 },
    );
    expect(reads).toBeGreaterThan(200);
  });

  it('loses no row between a header and the end', async () => {
    const plain = fc.oneof(email, accountId, word, fc.constantFrom('', '=1+1', 'a@b', '"', ';', '\n'));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(plain, plain), { minLength: 1 }), dialect, async (rows, options) => {
        const file = await read(stringify([['email', 'x'], ...rows], { ...options, quoted: true }), {
          by: 'position',
          position: 0,
        });
        const expected = filled(rows);

        if (expected === 0) expect(file.kind).toBe('refused');
        else {
          expect(file).toMatchObject({ rowsIn: expected, emptyRows: rows.length - expected, headerLine: 1 });
          if (file.kind === 'read') expectEveryRowAccountedFor(file);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('names the same people in every dialect and every encoding', async () => {
    const people = fc.uniqueArray(fc.oneof(email, accountId), {
      minLength: 1,
      maxLength: 40,
      selector: (text) => text.normalize('NFC'),
    });
    const name = fc.stringMatching(/^[A-Za-zé漢 ,;|"\t]{0,8}$/);
    await fc.assert(
      fc.asyncProperty(
        people,
        fc.array(name, { minLength: 40, maxLength: 40 }),
        dialect,
        fc.constantFrom(...ENCODINGS),
        fc.constantFrom(1, 7, 64, 65_536),
        async (texts, names, options, encoding, size) => {
          const rows = [['name', 'Email'], ...texts.map((text, index) => [names[index], text])];
          const file = await read(encoded(stringify(rows, options), encoding), { by: 'position', position: 1 }, size);

          if (file.kind !== 'read') throw new Error(file.reason);
          expect(file.rejected).toEqual([]);
          expect(file.people.map(({ identifier }) => meaning(identifier))).toEqual(
            texts.map((text) => text.normalize('NFC')),
          );
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('is answered for whatever bytes it is made of', async () => {
    const pieces = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc
        .oneof(cell, fc.constantFrom(',', ';', '\t', '\r', '\n', '"', '""', 'sep=', '\ufeff', '\0', '\ufffd'))
        .chain((text) => fc.constantFrom(...ENCODINGS).map((encoding) => encoded(text, encoding))),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(pieces, { maxLength: 40 }),
        position,
        fc.integer({ min: 1, max: 64 }),
        async (parts, column, size) => {
          const file = await read(Buffer.concat(parts), column, size);

          if (file.kind === 'read') expectEveryRowAccountedFor(file);
          else expect(file.reason).toMatch(/^[A-Z].*\.$/s);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});
