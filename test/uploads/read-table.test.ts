import { describe, expect, it } from 'vitest';
import { MAX_BYTES } from '../../src/uploads/limits.ts';
import { readTable } from '../../src/uploads/read-table.ts';
import { all, cellsOf, ENCODINGS, encoded, inPieces, refusalOf, tableOf } from './support.ts';

describe('a table', () => {
  it('gives each row with the line on which it begins', async () => {
    expect(await tableOf('a,b\r\n"two\r\nlines",2\n\n3\r4,5,6\n')).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['two\nlines', '2'] },
      { line: 4, cells: [''] },
      { line: 5, cells: ['3'] },
      { line: 6, cells: ['4', '5', '6'] },
    ]);
  });

  it('reads the same however the bytes are cut', async () => {
    const file = encoded('name;email\r\n"Jürgen 漢字 😀";j@example.com\r\n', 'utf-8');

    const whole = await tableOf(file);

    expect(whole[1]?.cells).toEqual(['Jürgen 漢字 😀', 'j@example.com']);
    for (const size of [1, 2, 3, 5]) expect(await tableOf(file, size)).toEqual(whole);
  });

  it.each(ENCODINGS)('may be written in %s', async (encoding) => {
    const file = encoded('name,email\nRenée,renee@example.com\nЖанна,zh@example.com\n', encoding);

    expect(await cellsOf(file)).toEqual([
      ['name', 'email'],
      ['Renée', 'renee@example.com'],
      ['Жанна', 'zh@example.com'],
    ]);
  });

  it('is read as Windows-1252 when its first character beyond ASCII is none of UTF-8', async () => {
    const file = Buffer.concat([Buffer.from('name,x\nRen'), Buffer.from([0xe9, 0x65, 0x2c, 0x80, 0x0a])]);

    expect(await cellsOf(file)).toEqual([
      ['name', 'x'],
      ['Renée', '€'],
    ]);
  });

  it('is UTF-8 even when a character stands where two blocks meet', async () => {
    const cells = await cellsOf(`${'a'.repeat(16 * 1024 - 1)}é,x`);

    expect(cells[0]?.[0]?.endsWith('aé')).toBe(true);
  });

  it('counts one line break where its two halves come in different blocks', async () => {
    const rows = await tableOf(`${'a'.repeat(16 * 1024 - 1)}\r\nb\r\n`);

    expect(rows.map(({ line }) => line)).toEqual([1, 2]);
  });

  it.each([',', ';', '\t', '|'])('may set cells apart by %j', async (delimiter) => {
    const file = [
      ['email', 'name'],
      ['a@example.com', '"x,;\t|y"'],
    ]
      .map((cells) => cells.join(delimiter))
      .join('\n');

    expect(await cellsOf(file)).toEqual([
      ['email', 'name'],
      ['a@example.com', 'x,;\t|y'],
    ]);
  });

  it('keeps the comma of a name where another delimiter fits as well', async () => {
    expect(await cellsOf('Smith, Alice;a@example.com\nJones, Bob;b@example.com')).toEqual([
      ['Smith, Alice', 'a@example.com'],
      ['Jones, Bob', 'b@example.com'],
    ]);
  });

  it('obeys a first line that declares the delimiter', async () => {
    expect(await tableOf('sep=|\r\na,b,c|d\r\n')).toEqual([{ line: 2, cells: ['a,b,c', 'd'] }]);
  });

  it('takes quotes inside a cell for text', async () => {
    expect(await cellsOf('Robert "Bob" Smith,"a ""quoted"" word"')).toEqual([
      ['Robert "Bob" Smith', 'a "quoted" word'],
    ]);
  });

  it('may be empty', async () => {
    expect(await tableOf('')).toEqual([]);
  });
});

describe('a table beyond a limit is refused with the line', () => {
  const line = (cells: number) => `${','.repeat(cells - 1)}\n`;

  it.each([
    ['rows', 'a\n'.repeat(50_000), 'b\n', { reason: 'The file has more than 50,000 rows.', line: 50_001 }],
    ['columns', line(200), line(201), { reason: 'This row has more than 200 columns.', line: 2 }],
    [
      'a cell',
      `${'a'.repeat(32 * 1024)}\n`,
      'é'.repeat(16 * 1024 + 1),
      {
        reason: 'A cell in this row is longer than 32 KB.',
        line: 2,
      },
    ],
    ['bytes', `${'a'.repeat(1023)}\n`.repeat(5 * 1024), 'b', { reason: 'The file is larger than 5 MB.', line: 5_121 }],
  ])('%s', async (_, most, more, refusal) => {
    expect((await tableOf(most)).length).toBeGreaterThan(0);
    expect(await refusalOf(most + more)).toEqual(refusal);
  });

  it('a quotation mark that is never closed', async () => {
    expect(await refusalOf('a\n"b\nb"\n"c\nd\n')).toEqual({
      reason: 'A quotation mark in this row is never closed.',
      line: 4,
    });
    expect(await refusalOf(`a\nb\n"c\n${'d\n'.repeat(200_000)}`)).toEqual({
      reason: 'This row is longer than 256 KB. A quotation mark may be missing its partner.',
      line: 3,
    });
  });

  it('NUL, and characters that an encoding does not know', async () => {
    expect(await refusalOf('a,b\nc\0,d\n')).toEqual({
      reason: 'This is no text file: it holds a NUL character.',
      line: 2,
    });
    expect((await refusalOf(Buffer.concat([Buffer.from('é\n\n'), Buffer.from([0xe9, 0x0a])]))).line).toBe(3);
    expect((await refusalOf(Buffer.from([0xff, 0xfe, 0x61, 0x00, 0x00, 0xd8, 0x61, 0x00]))).line).toBe(1);
  });
});

describe('what is held of a table at once', () => {
  const row = 'somebody@example.com,Some,Body,a department,2026-11-21\n';
  const file = Buffer.from(row.repeat(50_000));

  it('stays the same for 50,000 rows', async () => {
    let taken = 0;
    async function* counting() {
      for await (const piece of inPieces(file, 4096)) {
        taken += piece.length;
        yield piece;
      }
    }
    let given = 0;
    let most = 0;

    for await (const { cells } of readTable(counting())) {
      given += cells.join(',').length + 1;
      most = Math.max(most, taken - given);
    }

    expect(given).toBe(file.length);
    // Blocks of 16 KB: one being filled, one waiting, one in the parser, one as rows.
    expect(most).toBeLessThan(96 * 1024);
  });

  it('is nothing more once the reader has seen enough, and the source is closed', async () => {
    let taken = 0;
    let closed = false;
    async function* counting() {
      try {
        for await (const piece of inPieces(file, 4096)) {
          taken += piece.length;
          yield piece;
        }
      } finally {
        closed = true;
      }
    }

    for await (const { line } of readTable(counting())) if (line === 10) break;
    await new Promise(setImmediate);

    expect(closed).toBe(true);
    expect(taken).toBeLessThan(96 * 1024);
  });

  it('ends with the first byte too many of an endless file', async () => {
    let taken = 0;
    async function* endless() {
      for (;;) {
        taken += 4096;
        yield Buffer.alloc(4096, 'a,b\n'.repeat(8) + 'x'.repeat(992));
      }
    }

    await expect(all(readTable(endless()))).rejects.toThrow('larger than 5 MB');

    expect(taken).toBeLessThanOrEqual(MAX_BYTES + 32 * 1024);
  });
});
