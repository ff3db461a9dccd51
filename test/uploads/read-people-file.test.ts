import { describe, expect, it } from 'vitest';
import type { ColumnChoice } from '../../src/uploads/people-column.ts';
import { identifiersOf, readPeopleFile } from '../../src/uploads/read-people-file.ts';
import { isAccountId } from '../targets/fixtures.ts';
import { bytesOf } from './support.ts';

const read = (file: string | Uint8Array, column: ColumnChoice | null = null) =>
  readPeopleFile({ bytes: bytesOf(file), column, isAccountId });

async function readWhole(file: string) {
  const answer = await read(file);
  if (answer.kind !== 'read') throw new Error(`Not read: ${answer.reason}`);
  return answer;
}

/** The reason for which a file of one cell was rejected; null when it was not. */
async function reasonFor(cell: string): Promise<string | null> {
  const file = await readWhole(`email,x\n"${cell.replaceAll('"', '""')}",y\nbob@example.com,y\n`);
  return file.rejected[0]?.reason ?? null;
}

describe('a file of people', () => {
  it('accounts for every row', async () => {
    const file = await readWhole(
      [
        'email,first name,last name',
        'Alice@Example.com,Alice,Smith',
        '',
        'bob@example,Bob,Jones',
        ' , ,',
        'alice@example.com,,',
        ',Carol,King',
        '4711,,',
      ].join('\n'),
    );

    expect(file).toEqual({
      kind: 'read',
      column: { position: 0, title: 'email', example: 'Alice@Example.com' },
      headerLine: 1,
      people: [
        {
          identifier: {
            kind: 'email',
            email: 'alice@example.com',
            typed: 'Alice@Example.com',
            firstName: 'Alice',
            lastName: 'Smith',
          },
          lines: [2, 6],
        },
        { identifier: { kind: 'account-id', id: '4711', typed: '4711' }, lines: [8] },
      ],
      rejected: [
        { line: 4, typed: 'bob@example', reason: 'This is not a complete e-mail address.' },
        { line: 7, typed: 'Carol, King', reason: 'The cell that should name somebody is empty.' },
      ],
      rowsIn: 5,
      accepted: 3,
      rejectedCount: 2,
      repeated: 1,
      exportOf: [],
      emptyRows: 2,
    });
  });

  it('says for a preview what reading a text would say', async () => {
    const file = await readWhole('alice@example.com\nbob\n');

    expect(identifiersOf(file)).toEqual({
      identifiers: [{ kind: 'email', email: 'alice@example.com', typed: 'alice@example.com' }],
      unreadable: [{ typed: 'Line 2: bob', reason: 'This is no e-mail and no account id.' }],
    });
  });

  it('rejects a first row that is neither a header nor a person instead of leaving it out', async () => {
    expect(await readWhole('Mitglied\nalice@example.com')).toMatchObject({
      headerLine: null,
      rejected: [{ line: 1, typed: 'Mitglied' }],
    });
  });

  it('asks which column, and reads the one answered', async () => {
    const text = 'email,e-mail\nalice@example.com,bob@example.com\n';

    expect(await read(text)).toMatchObject({ kind: 'which-column', candidates: [{ position: 0 }, { position: 1 }] });
    expect(await read(text, { by: 'position', position: 1 })).toMatchObject({
      people: [{ identifier: { email: 'bob@example.com' } }],
    });
  });

  it('looks no further than a part of the file before it asks which column', async () => {
    const bytes = Buffer.from(`email,e-mail,x\n${`a@example.com,b@example.com,${'x'.repeat(1_000)}\n`.repeat(4_000)}`);
    let taken = 0;
    async function* counting() {
      for await (const piece of bytesOf(bytes, 4096)) {
        taken += piece.length;
        yield piece;
      }
    }

    const file = await readPeopleFile({ bytes: counting(), column: null, isAccountId });

    expect(file.kind).toBe('which-column');
    expect(taken).toBeLessThan(192 * 1024);
  });

  it.each([
    ['', 'The file is empty.', null],
    ['\n\n ,\n', 'The file is empty.', null],
    ['\nemail,name\n\n', 'The file holds a header and nobody below it.', 2],
    ['a@example.com\n"b', 'A quotation mark in this row is never closed.', 2],
  ])('is refused when it is %j', async (text, reason, line) => {
    expect(await read(text)).toEqual({ kind: 'refused', reason, line });
  });

  it('lets a failing source fail', async () => {
    // biome-ignore lint/correctness/useYield: it fails before anything comes
    async function* broken(): AsyncGenerator<Uint8Array> {
      throw new Error('connection lost');
    }

    await expect(readPeopleFile({ bytes: broken(), column: null, isAccountId })).rejects.toThrow('connection lost');
  });
});

describe('a cell', () => {
  it.each([
    'alice@example.com',
    ' ALICE@example.com\u200b',
    'Alice Smith <alice@example.com>',
    '"Smith, Alice" <alice@example.com>',
    'mailto:alice@example.com',
    '＋alice@example.com',
    '+alice@example.com',
    "'+alice@example.com",
    '-alice@example.com',
    '4711',
  ])('names somebody: %s', async (cell) => {
    expect(await reasonFor(cell)).toBeNull();
  });

  it.each([
    ['=HYPERLINK("mailto:alice@example.com")', 'This is a formula. Replace it by its value.'],
    [' =alice@example.com', 'This is a formula. Replace it by its value.'],
    ['＝1+1', 'This is a formula. Replace it by its value.'],
    ['@SUM(1+1)', 'This is not a complete e-mail address.'],
    ['+1 555 0100', 'This is no e-mail and no account id.'],
    ['alice@example.com bob@example.com', 'This cell names more than one person. Give each a row of their own.'],
    ['alice@example.com\nbob@example.com', 'This cell names more than one person. Give each a row of their own.'],
    ['alice@example', 'This is not a complete e-mail address.'],
    ["'alice@example.com", 'It is unclear where this address begins. Remove the mark before it.'],
    ['1.23457E+11', 'A spreadsheet has rounded this number. Format the column as text and enter the number again.'],
    ['<@U012ABC>', 'This is not a complete e-mail address.'],
    [`${'a'.repeat(1_000)}@example.com`, 'This text is too long to name one person.'],
    ['Alice', 'This is no e-mail and no account id.'],
  ])('names nobody: %s', async (cell, reason) => {
    expect(await reasonFor(cell)).toBe(reason);
  });

  it('of a name must not be a formula either', async () => {
    const { rejected } = await readWhole('email,first name\nalice@example.com,=1+1\nbob@example.com,Bob\n');

    expect(rejected).toEqual([
      { line: 2, typed: 'alice@example.com', reason: 'This is a formula. Replace it by its value.' },
    ]);
  });
});
