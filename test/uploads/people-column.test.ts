import { describe, expect, it } from 'vitest';
import { type ColumnChoice, findPeopleColumn } from '../../src/uploads/people-column.ts';
import { isAccountId } from '../targets/fixtures.ts';

const find = (rows: readonly (readonly string[])[], choice: ColumnChoice | null = null) =>
  findPeopleColumn(
    rows.map((cells, index) => ({ line: index + 1, cells })),
    choice,
    { isAccountId },
  );

/** Position and header of what was found, or the titles among which to choose. */
function answer(rows: readonly (readonly string[])[], choice: ColumnChoice | null = null) {
  const found = find(rows, choice);
  if (found.kind === 'found') return { position: found.people.position, header: found.header };
  return found.kind === 'ask' ? found.candidates.map(({ title }) => title) : found.kind;
}

const ALICE = 'alice@example.com';
const BOB = 'bob@example.com';

describe('the column that names people', () => {
  it.each(['email', 'E-Mail Address', 'E-MAIL', 'user_email', 'Mail', 'メールアドレス'])(
    'is the one called %s',
    (title) => {
      expect(
        answer([
          ['no', title, 'manager'],
          ['1', ALICE, BOB],
        ]),
      ).toEqual({ position: 1, header: true });
    },
  );

  it.each(['User ID', 'username', 'wickr-id', 'id'])(
    'is the one called %s when nothing else holds e-mails',
    (title) => {
      expect(
        answer([
          ['room', title],
          ['1', '4711'],
        ]),
      ).toEqual({ position: 1, header: true });
    },
  );

  it.each([
    ['as we write it', ['typed', 'name', 'email', 'account id', 'status', 'directory']],
    ['with columns moved, renamed in case, and added', ['Note', 'Directory', 'Account ID', 'Email', 'Name', 'Typed']],
  ])('is the account id of an export of ours, %s', (_how, header) => {
    const rows = [header, header.map((title) => (/email|typed/i.test(title) ? ALICE : '4711'))];

    expect(answer(rows)).toEqual({ position: header.findIndex((title) => /account/i.test(title)), header: true });
    expect(answer(rows.map((cells) => cells.filter((_, index) => !/directory/i.test(header[index] ?? ''))))).toEqual({
      position: header.filter((title) => !/directory/i.test(title)).findIndex((title) => /email/i.test(title)),
      header: true,
    });
  });

  it('is asked for when one is called id and another holds e-mails under a name of its own', () => {
    expect(
      answer([
        ['id', 'kontakt'],
        ['1', ALICE],
      ]),
    ).toEqual(['id', 'kontakt']);
  });

  it('is asked for when two are called e-mail', () => {
    expect(
      answer([
        ['email', 'E-Mail'],
        [ALICE, BOB],
      ]),
    ).toEqual(['email', 'E-Mail']);
  });

  it('is, without a header, the one of e-mails, and numbers beside them are not ids', () => {
    expect(
      answer([
        ['1', 'Alice', ALICE],
        ['2', 'Bob', BOB],
      ]),
    ).toEqual({ position: 2, header: false });
  });

  it('is the one of account ids when there are no e-mails', () => {
    expect(
      answer([
        ['Alice', '4711'],
        ['Bob', '4712'],
      ]),
    ).toEqual({ position: 1, header: false });
  });

  it('is the only one, whatever it holds', () => {
    expect(answer([['bob'], ['eve']])).toEqual({ position: 0, header: false });
  });

  it('is asked for with every column and an example of each when none holds anybody', () => {
    expect(
      find([
        ['bob', ''],
        ['eve', 'b'],
      ]),
    ).toEqual({
      kind: 'ask',
      reason: 'No column seems to hold e-mails or account ids.',
      candidates: [
        { position: 0, title: 'Column A', example: 'bob' },
        { position: 1, title: 'Column B', example: 'b' },
      ],
    });
  });

  it('is the one asked for by its name, however it is written', () => {
    const rows = [
      ['email', 'Private E-Mail'],
      [ALICE, BOB],
    ];

    expect(answer(rows, { by: 'name', name: 'private_email' })).toEqual({ position: 1, header: true });
    expect(answer(rows, { by: 'name', name: 'telephone' })).toEqual(['email', 'Private E-Mail']);
  });

  it('is the one asked for by its position', () => {
    expect(
      answer(
        [
          ['email', 'x'],
          [ALICE, BOB],
        ],
        { by: 'position', position: 1 },
      ),
    ).toEqual({
      position: 1,
      header: true,
    });
    expect(
      answer(
        [
          ['email', 'x'],
          [ALICE, BOB],
        ],
        { by: 'position', position: 2 },
      ),
    ).toEqual(['email', 'x']);
  });

  it('calls the columns beyond Z as spreadsheets do', () => {
    const found = find([Array.from({ length: 28 }, () => 'x')]);

    expect(found.kind === 'ask' && found.candidates.slice(25).map(({ title }) => title)).toEqual([
      'Column Z',
      'Column AA',
      'Column AB',
    ]);
  });
});

describe('a header', () => {
  it('is never a row that names somebody, even beside a word of headers', () => {
    expect(
      answer([
        [ALICE, 'user'],
        [BOB, 'user'],
      ]),
    ).toEqual({ position: 0, header: false });
  });

  it('is never a row that tries to name somebody', () => {
    expect(
      answer([
        ['alice@example', 'user'],
        [BOB, 'user'],
      ]),
    ).toEqual({ position: 0, header: false });
  });

  it('is not guessed from words nobody knows: that row will be seen among the rejected', () => {
    expect(answer([['Mitglied'], [ALICE]])).toEqual({ position: 0, header: false });
  });

  it('may stand alone', () => {
    expect(answer([['email', 'name']])).toBe('nobody');
  });

  it('tells which columns hold the parts of names', () => {
    expect(
      find([
        ['Last Name', 'Vorname', 'email'],
        ['Smith', 'Alice', ALICE],
      ]),
    ).toMatchObject({
      firstName: 1,
      lastName: 0,
    });
  });
});
