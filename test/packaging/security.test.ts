import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const page = readFileSync(join(ROOT, 'SECURITY.md'), 'utf8');

/** The rows of the table that begins with this heading, as cells. */
function rowsUnder(heading: string): readonly (readonly string[])[] {
  const lines = page.split('\n');
  const start = lines.findIndex((line) => line.startsWith('|') && line.includes(` ${heading} `));
  const end = lines.findIndex((line, at) => at > start && !line.startsWith('|'));
  return lines.slice(start + 2, end).map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const quoted = (cell: string, what: RegExp) => [...cell.matchAll(what)].map(([, found = '']) => found);

test('every threat in SECURITY.md has a control and names tests that exist', () => {
  const rows = rowsUnder('Threat');

  const wrong = rows.filter(([, control = '', tests = '']) => {
    const files = quoted(tests, /`(test\/[^`]+\.test\.ts)`/g);
    return control === '' || files.length === 0 || files.some((file) => !existsSync(join(ROOT, file)));
  });

  expect(rows.length).toBeGreaterThanOrEqual(20);
  expect(wrong).toEqual([]);
});

test('every scope that the manifest asks for is explained, and no other', () => {
  const { oauth_config } = JSON.parse(readFileSync(join(ROOT, 'manifest.json'), 'utf8')) as {
    readonly oauth_config: { readonly scopes: { readonly bot: readonly string[] } };
  };

  const explained = rowsUnder('Scope').flatMap(([scopes = '']) => quoted(scopes, /`([^`]+)`/g));

  expect(explained.toSorted()).toEqual(oauth_config.scopes.bot.toSorted());
});

test('nothing in Muster could switch the check of signatures off', () => {
  const mentions = globSync('{src,sandbox}/**/*.ts', { cwd: ROOT }).filter((file) =>
    /signatureVerification|processBeforeResponse/.test(readFileSync(join(ROOT, file), 'utf8')),
  );

  expect(mentions).toEqual([]);
});

test('what it points to is there', () => {
  const links = quoted(page, /\]\(([^)#]+)(?:#[^)]*)?\)/g);

  expect(links.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
  expect(readdirSync(join(ROOT, 'docs/iam'))).toContain('read.json');
  expect(readFileSync(join(ROOT, 'README.md'), 'utf8')).toContain('(SECURITY.md)');
});
