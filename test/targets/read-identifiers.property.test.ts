import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIdentifiers } from '../../src/targets/read-identifiers.ts';
import { escaped, isAccountId, meaning, meanings } from './fixtures.ts';

const read = (text: string) => readIdentifiers(text, { isAccountId });

const id = fc.stringMatching(/^[A-Z0-9]{3,8}$/);
const mention = id.map((rest) => `<@U${rest}>`);
const userGroup = id.map((rest) => `<!subteam^S${rest}>`);
const email = fc.stringMatching(/^[a-z]{1,8}\.[a-z]{1,8}@[a-z]{2,8}\.[a-z]{2,3}$/);
const accountId = fc.stringMatching(/^[1-9][0-9]{3,9}$/);
const somebody = fc.oneof(mention, userGroup, email, accountId);
/** Not "here": that would be refused only behind an @. */
const nobody = fc.oneof(
  fc.stringMatching(/^[a-zäé漢]{1,10}$/),
  fc.stringMatching(/^@[a-z]{1,10}$/),
  fc.stringMatching(/^[a-z]{1,5}@[a-z]{1,5}$/),
  fc.stringMatching(/^[1-9][0-9]{10,15}$/),
  id.map((rest) => `<#C${rest}>`),
  fc.constantFrom('<!here>', '<https://x.example>', '@everyone', 'https://x.example/a'),
);

const separator = fc
  .array(fc.constantFrom(' ', ',', ';', '\n', '\t', '\u00a0', '\u3000', '，', '；', '、', '\r\n', ' • ', '\n- '), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => parts.join(''));
/** As people and keyboards dress what they list. */
const dressed = (text: string) =>
  fc.constantFrom(text, `"${text}"`, `“${text}”`, `(${text})`, `‘${text}’,`, `*${text}*`, `${text}!`, `«${text}»`);
const typedEmail = (address: string) =>
  fc.constantFrom(
    address,
    address.toUpperCase(),
    `<mailto:${address}|x>`,
    `&lt;${address}&gt;`,
    address.replace('@', '＠'),
  );

const joined = (tokens: fc.Arbitrary<readonly string[]>) =>
  tokens.chain((list) =>
    fc
      .array(separator, { minLength: list.length, maxLength: list.length })
      .map((separators) => ({ list, text: list.map((token, index) => token + separators[index]).join('') })),
  );

/** Text made of what the reader has rules for, in every senseless order. */
const soup = fc
  .array(
    fc.oneof(
      somebody,
      nobody,
      separator,
      fc.constantFrom(
        '<',
        '>',
        '<@',
        '<!',
        '<mailto:',
        '|',
        '&lt;',
        '&gt;',
        '&amp;',
        '"',
        '“',
        '@',
        '#',
        '1.',
        '(2)',
        '.',
        '--',
        '\u200b',
        '\ud800',
        '＠',
        '：',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe('reading identifiers', () => {
  it('never throws, and says nothing twice', () => {
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: 'binary' })), (text) => {
        const { identifiers, unreadable } = read(text);
        expect(new Set(identifiers.map((one) => `${one.kind} ${meaning(one)}`)).size).toBe(identifiers.length);
        expect(new Set(unreadable.map(({ typed, reason }) => `${typed}\n${reason}`)).size).toBe(unreadable.length);
      }),
      { numRuns: 1_000 },
    );
  });

  it('written down again, means the same people', () => {
    fc.assert(
      fc.property(soup, (text) => {
        const first = read(text);
        const again = read(meanings(first).join(' '));
        expect(again.unreadable).toEqual([]);
        expect(meanings(again)).toEqual(meanings(first));
      }),
      { numRuns: 500 },
    );
  });

  it('what was typed for an identifier reads as that identifier', () => {
    fc.assert(
      fc.property(soup, (text) => {
        for (const one of read(text).identifiers) expect(meanings(read(one.typed))).toContain(meaning(one));
      }),
      { numRuns: 500 },
    );
  });

  it('accepts or refuses every row, or folds it with an equal one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(somebody, nobody), { maxLength: 60 }),
        fc.constantFrom('\n', ', ', ' ', ';', '\r\n• '),
        (rows, between) => {
          const { identifiers, unreadable } = read(rows.join(between));
          expect(identifiers.length + unreadable.length).toBe(new Set(rows).size);
        },
      ),
    );
  });

  it('leaves no word out', () => {
    fc.assert(
      fc.property(joined(fc.array(fc.oneof(somebody, nobody), { maxLength: 40 })), ({ text }) => {
        const { identifiers, unreadable } = read(text);
        const said = [...identifiers, ...unreadable].map(({ typed }) => typed).join(' ');
        for (const word of text.match(/[\p{L}\p{N}]+/gu) ?? []) {
          if (word === 'subteam' || word === 'here') continue;
          expect(said).toContain(word);
        }
      }),
    );
  });

  it('does not depend on separators, quotes, case or the way an address is written', () => {
    const variant = fc.uniqueArray(somebody, { maxLength: 30 }).chain((list) =>
      fc.record({
        list: fc.constant(list),
        variant: joined(
          fc.tuple(
            ...list.map((token) =>
              token.includes('@') && !token.startsWith('<') ? typedEmail(token).chain(dressed) : dressed(token),
            ),
          ),
        ),
      }),
    );

    fc.assert(
      // A number beside an e-mail in one row of a table is refused on purpose.
      fc.property(variant, ({ list, variant: { text } }) => {
        expect(meanings(read(text.replaceAll('\t', ' ')))).toEqual(list);
      }),
    );
  });

  it('names nobody whom a label names', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), email, (noise, victim) => {
        const label = escaped(`${noise} <@UVICTIM> ${victim} <mailto:${victim}> ${noise}`);
        expect(meanings(read(`<@U123|${label}> <mailto:a@x.co|${label}>`))).toEqual(['<@U123>', 'a@x.co']);
      }),
    );
  });

  it('reads 3,000 pasted people', () => {
    const rows = Array.from(
      { length: 3_000 },
      (_, index) => `Person ${'x'.repeat(index % 7)}\tperson.${index}@example.com`,
    );

    const { identifiers, unreadable } = read(rows.join('\r\n'));

    expect(identifiers).toHaveLength(3_000);
    expect(unreadable).toEqual([]);
  });

  it.each([
    '<',
    '<@',
    '<@U1|',
    '<mailto:',
    '<a:',
    '&lt;',
    '&amp;lt;',
    '"',
    'a ',
    'A, ',
    'a@',
    '@',
    '.',
    '*',
    '1. ',
    '\t',
    'A\t',
    '"A ',
    'a" <a@x.co> ',
    'a, <a@x.co>,',
    '<a@x.co>',
    '\u200b',
    'a-',
  ])('gets through a megabyte of “%s”', (unit) => {
    const text = unit.repeat(Math.ceil(1_000_000 / unit.length));

    expect(() => read(`${text} <z@x.co>`)).not.toThrow();
  });
});
