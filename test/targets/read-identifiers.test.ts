import { describe, expect, it } from 'vitest';
import { readIdentifiers } from '../../src/targets/read-identifiers.ts';
import { escaped, isAccountId, meanings } from './fixtures.ts';

const read = (text: string) => readIdentifiers(text, { isAccountId });

/** What could not be read, as typed → why. */
const refusals = (text: string) =>
  Object.fromEntries(read(text).unreadable.map(({ typed, reason }) => [typed, reason]));

describe('who is named in a text', () => {
  it('is named by mention, user group, e-mail or account id, in the order typed', () => {
    const text =
      '<@U123> <@W9|bob b>, <!subteam^S1|@admins>; Carol@Example.com <mailto:dan@example.com|dan@example.com> 4711';

    expect(read(text)).toEqual({
      identifiers: [
        { kind: 'mention', slackUserId: 'U123', typed: '<@U123>' },
        { kind: 'mention', slackUserId: 'W9', typed: '<@W9|bob b>' },
        { kind: 'user-group', slackUserGroupId: 'S1', typed: '<!subteam^S1|@admins>' },
        { kind: 'email', email: 'carol@example.com', typed: 'Carol@Example.com' },
        { kind: 'email', email: 'dan@example.com', typed: 'dan@example.com' },
        { kind: 'account-id', id: '4711', typed: '4711' },
      ],
      unreadable: [],
    });
  });

  it('is named once, as first typed, however often', () => {
    const { identifiers } = read('Bob@Example.com <@U1|bob> bob@example.com <@U1|robert> <mailto:BOB@example.com>');

    expect(identifiers.map(({ typed }) => typed)).toEqual(['Bob@Example.com', '<@U1|bob>']);
  });

  it('is the target of a mail link, whatever its label says', () => {
    expect(meanings(read('<mailto:mallory@example.com?subject=x|alice@example.com>'))).toEqual(['mallory@example.com']);
  });

  it('is never named by a label', () => {
    expect(meanings(read('<@U1|x&gt; &lt;@UVICTIM&gt; victim@example.com 4711>'))).toEqual(['<@U1>']);
  });

  it.each([
    ['spaces that do not break', 'a@x.co\u00a0b@x.co\u2009c@x.co\u3000d@x.co'],
    ['commas and semicolons', 'a@x.co,b@x.co; c@x.co ;,d@x.co,'],
    ['wide punctuation', 'a@x.co，b@x.co；c@x.co、d@x.co'],
    ['line breaks', 'a@x.co\nb@x.co\r\nc@x.co\u2028d@x.co'],
    ['bullets', '• a@x.co\n- b@x.co\n* c@x.co\n— d@x.co'],
    ['glued bullets', '•a@x.co ▪b@x.co ◦c@x.co ·d@x.co'],
    ['a numbered list', '1. a@x.co\n2) b@x.co\n(3) c@x.co\n10. d@x.co'],
    ['a column of a spreadsheet', 'a@x.co\t\nb@x.co\t\nc@x.co\t\nd@x.co\t'],
    ['a table in a document', '| a@x.co | b@x.co |\n|---|---|\n| c@x.co|d@x.co |'],
    ['a row of a spreadsheet', 'a@x.co\tb@x.co\tc@x.co\td@x.co'],
    ['quotes', '“a@x.co”, "b@x.co" ‘c@x.co’ «d@x.co»'],
    ['one pair of quotes around all', '“a@x.co b@x.co c@x.co d@x.co”'],
    ['brackets', '(a@x.co) [b@x.co] {c@x.co}, 「d@x.co」'],
    ['angle brackets in a form', '<a@x.co> <b@x.co>,<c@x.co><d@x.co>'],
    ['angle brackets in a command', escaped('<a@x.co> <b@x.co>,<c@x.co><d@x.co>')],
    ['Slack’s own formatting', '*a@x.co* _b@x.co_ ~c@x.co~ `d@x.co`'],
    ['the end of a sentence', 'a@x.co, b@x.co! c@x.co? d@x.co.'],
    ['wide characters', 'ａ＠ｘ．ｃｏ b＠x.co c@ｘ.co d@x．co'],
    ['invisible characters', '\ufeffa@x.co b@\u200bx.co \u200ec@x.co d@x.co\u00ad'],
    ['plain mail links', 'mailto:a@x.co mailto:b@x.co?subject=hi MAILTO:“c@x.co” d@x.co'],
  ])('can be pasted with %s', (_, text) => {
    expect(read(text)).toMatchObject({ unreadable: [] });
    expect(meanings(read(text))).toEqual(['a@x.co', 'b@x.co', 'c@x.co', 'd@x.co']);
  });

  it('may have an address that begins like a link', () => {
    expect(meanings(read('www.alice@example.com'))).toEqual(['www.alice@example.com']);
  });

  it('keeps an ampersand in an address', () => {
    expect(meanings(read('r&amp;d@example.com'))).toEqual(['r&d@example.com']);
  });
});

describe('names beside addresses', () => {
  it.each([
    ['a name', 'Alice Smith <alice@x.co>', 'Alice Smith <alice@x.co>'],
    ['a name in quotes', '"Smith, Alice (IT), Dr" <alice@x.co>', 'Smith Alice IT Dr <alice@x.co>'],
    ['surname first', 'van der Berg, Alice <alice@x.co>', 'van der Berg Alice <alice@x.co>'],
    ['a bullet before the name', '- Alice <alice@x.co>', 'Alice <alice@x.co>'],
    ['no space before the address', 'Alice<alice@x.co>', 'Alice <alice@x.co>'],
    ['a spreadsheet’s row', 'Smith\tAlice\tIT\talice@x.co', 'Smith Alice IT <alice@x.co>'],
    ['a spreadsheet’s row, address first', 'alice@x.co\tAlice Smith', 'Alice Smith <alice@x.co>'],
  ])('%s belongs to the address', (_, text, typed) => {
    const expected = { identifiers: [{ kind: 'email', email: 'alice@x.co', typed }], unreadable: [] };

    expect(read(text)).toMatchObject(expected);
    expect(read(escaped(text))).toEqual(read(text));
  });

  it.each([
    ['Alice Smith <alice@x.co>', { firstName: 'Alice', lastName: 'Smith' }],
    ['"Alice van der Smith" <alice@x.co>', { firstName: 'Alice', lastName: 'van der Smith' }],
    ['Smith, Alice <alice@x.co>', { firstName: 'Alice', lastName: 'Smith' }],
    ['Alice <alice@x.co>', { firstName: 'Alice' }],
    ['<alice@x.co>', {}],
    ['Smith\tAlice\talice@x.co', {}],
  ])('have parts where that is plain: %s', (text, parts) => {
    const { identifiers } = read(text);

    expect(identifiers).toEqual([{ kind: 'email', email: 'alice@x.co', typed: expect.any(String), ...parts }]);
  });

  it('belong to the address when Slack made a link of it', () => {
    const { identifiers } = read('Alice Smith &lt;<mailto:alice@x.co|alice@x.co>&gt;');

    expect(identifiers).toMatchObject([{ kind: 'email', email: 'alice@x.co', typed: 'Alice Smith <alice@x.co>' }]);
  });

  it('are told apart in a mail client’s list', () => {
    const { identifiers, unreadable } = read('Smith, Alice <alice@x.co>; Jones, Bob <bob@x.co>, Carol C. <carol@x.co>');

    expect(identifiers.map(({ typed }) => typed)).toEqual([
      'Smith Alice <alice@x.co>',
      'Jones Bob <bob@x.co>',
      'Carol C <carol@x.co>',
    ]);
    expect(unreadable).toEqual([]);
  });

  it('do not swallow other people', () => {
    const { identifiers, unreadable } = read('<@U1> Alice <alice@x.co> 4711 Bob <bob@x.co>, dan, eve <eve@x.co> frank');

    expect(identifiers.map(({ typed }) => typed)).toEqual([
      '<@U1>',
      'Alice <alice@x.co>',
      '4711',
      'Bob <bob@x.co>',
      'eve <eve@x.co>',
    ]);
    expect(unreadable.map(({ typed }) => typed)).toEqual(['dan', 'frank']);
  });

  it('without brackets name nobody', () => {
    expect(Object.keys(refusals('Alice Smith alice@x.co'))).toEqual(['Alice', 'Smith']);
  });
});

describe('what names nobody is refused with its reason', () => {
  it.each([
    ['<!here>', '@here', /everyone/],
    ['<!channel|@channel>', '@channel', /everyone/],
    ['@everyone', '@everyone', /everyone/],
    ['<#C1|general>', '#general', /channel/],
    ['#general', '#general', /channel/],
    ['<https://x.co/alice|alice@x.co>', 'https://x.co/alice', /link/],
    ['https://x.co', 'https://x.co', /link/],
    ['www.x.co', 'www.x.co', /link/],
    ['www.x.co/alice@x.co', 'www.x.co/alice@x.co', /link/],
    ['@alice', '@alice', /did not recognise/],
    ['alice@x', 'alice@x', /not a complete e-mail/],
    ['<mailto:a@x.co,b@x.co|a>', 'a@x.co,b@x.co', /not a complete e-mail/],
    ['12345678901', '12345678901', /no account id/],
    ['alice', 'alice', /no mention/],
    ['<@B1>', '<@B1>', /names nobody/],
  ])('%s', (text, typed, reason) => {
    const { identifiers, unreadable } = read(text);

    expect(identifiers).toEqual([]);
    expect(unreadable).toEqual([{ typed, reason: expect.stringMatching(reason) }]);
  });

  it('an address of which Slack linked only the end is not shortened to somebody else’s', () => {
    expect(read("o'<mailto:brien@x.co|brien@x.co> <mailto:brien@x.co|brien@x.co>tag")).toMatchObject({
      identifiers: [],
      unreadable: [{ typed: "o'brien@x.co" }, { typed: 'brien@x.cotag' }],
    });
  });

  it('a list number is not taken for an account id', () => {
    expect(meanings(read('1. a@x.co\n2. b@x.co\n3.'))).toEqual(['a@x.co', 'b@x.co']);
    expect(refusals('1. a@x.co 2. b@x.co')).toEqual({ '2.': expect.stringMatching(/list item/) });
    expect(refusals('4711. a@x.co')).toEqual({ '4711.': expect.stringMatching(/list item/) });
  });

  it('an account id may end a sentence', () => {
    expect(meanings(read('4711.'))).toEqual(['4711']);
    expect(meanings(read('1. 4711\n2. 4712.'))).toEqual(['4711', '4712']);
  });

  it('a number beside an e-mail in a spreadsheet’s row is not taken for an account id', () => {
    expect(meanings(read('Alice\talice@x.co\t4711'))).toEqual(['alice@x.co']);
    expect(refusals('Alice\talice@x.co\t4711')).toEqual({ '4711': expect.stringMatching(/beside an e-mail/) });
  });

  it('the same twice is refused once', () => {
    expect(read('alice, alice "alice"').unreadable).toHaveLength(1);
  });

  it('separators alone name nobody and are no mistake', () => {
    expect(read(' ,; \t\n • - — * | “” \u200b ')).toEqual({ identifiers: [], unreadable: [] });
  });
});
