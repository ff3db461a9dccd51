import { check } from 'recheck';
import { expect, test } from 'vitest';
import { allRegexes, placesOf, type RegexLiteral, regexesIn } from './regex-literals.ts';

/** Those that are put together at run time, as they come out. */
const BUILT: readonly RegexLiteral[] = [
  {
    place: 'src/telemetry/scrub-text.ts',
    source:
      "(?<![\\p{L}\\p{M}\\p{N}.!#$%&'*+=?^_`{|}~\\-])[\\p{L}\\p{M}\\p{N}.!#$%&'*+=?^_`{|}~\\-]+(?:@|%40)[@\\p{L}\\p{M}\\p{N}.!#$%&'*+=?^_`{|}~\\-]+",
    flags: 'gu',
  },
  { place: 'src/config/slack-ids.ts', source: '^[UW][A-Z0-9]{5,20}$', flags: '' },
  { place: 'src/config/environment.ts', source: '^xoxb-[A-Za-z0-9-]+$', flags: '' },
];

/** Patience of the checker for one expression; it only decides how late "unknown" is told. */
const PATIENCE_MS = 20_000;

test('finds regular expressions where they are, and none where something is divided', () => {
  const code = [
    'const a = /x[/]y/gi; // no /comment/',
    'const b = total / count / 2, c = "a/b/c", d = `$' + '{/z/.test(x) ? 1 / 2 : `$' + '{a / b}`}/w/`;',
    '/* /no/ */ return /[^/]+$/u.exec(rest);',
    'call(/a/, (x) => x / 2 / y, !/b\\/c/.test(x));',
  ].join('\n');

  expect(regexesIn(code).map(({ source, flags }) => `/${source}/${flags}`)).toEqual([
    '/x[/]y/gi',
    '/z/',
    '/[^/]+$/u',
    '/a/',
    '/b\\/c/',
  ]);
});

test('a regular expression that is put together at run time is known here', () => {
  expect(placesOf(/\bRegExp\(/)).toEqual([
    'src/config/environment.ts',
    'src/config/slack-ids.ts',
    'src/telemetry/scrub-text.ts',
  ]);
});

test('no regular expression of Muster can run long, whatever text it meets', { timeout: 900_000 }, async () => {
  const all = [...allRegexes(), ...BUILT];
  const slow: string[] = [];

  for (const { place, source, flags } of all) {
    const found = await check(source, flags, { timeout: PATIENCE_MS });
    const why = found.status === 'vulnerable' ? found.complexity.summary : 'not to be told';
    if (found.status !== 'safe') slow.push(`${place} /${source}/${flags}: ${why}`);
  }

  expect(slow).toEqual([]);
  expect(all.length).toBeGreaterThan(100);
});
