import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pathOf, percentEncode, queryOf } from '../../../src/directories/wickr/encoding.ts';

const wellFormed = fc.string({ unit: 'grapheme' });

describe('percent encoding', () => {
  test('leaves only unreserved characters, and decodes to what went in', () => {
    fc.assert(
      fc.property(wellFormed, (text) => {
        const encoded = percentEncode(text);

        expect(encoded).toMatch(/^(?:[A-Za-z0-9\-._~]|%[0-9A-F]{2})*$/);
        expect(decodeURIComponent(encoded)).toBe(text.toWellFormed());
      }),
    );
  });

  test('does not fall over half a surrogate pair', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void percentEncode(text)));
    expect(percentEncode('\ud800')).toBe('%EF%BF%BD');
  });

  test('writes spaces, pluses and the characters encodeURIComponent forgets as AWS wants them', () => {
    expect(percentEncode("a b+c!'()*")).toBe('a%20b%2Bc%21%27%28%29%2A');
  });

  test('keeps a slash inside its label', () => {
    expect(pathOf(['networks', 'a b/c+d'])).toBe('/networks/a%20b%2Fc%2Bd');
  });

  test('builds a query that reads back as the same pairs', () => {
    fc.assert(
      fc.property(fc.dictionary(wellFormed.filter(Boolean), wellFormed), (query) => {
        const read = [...new URLSearchParams(queryOf(query))];

        expect(read).toEqual(Object.entries(query).map(([name, value]) => [name.toWellFormed(), value.toWellFormed()]));
      }),
    );
    expect(queryOf({})).toBe('');
  });
});
