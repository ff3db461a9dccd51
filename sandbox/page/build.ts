/**
 * Compiles the sandbox page into `dist/`: our TSX by `tsc`, Preact's own modules beside it, no bundler. Package names in imports
 * become relative paths, so the page needs no import map and runs under `default-src 'self'`.
 */

import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const pageDir = import.meta.dirname;
const sourceDir = join(pageDir, 'src');
/** What the server serves at `/`. */
export const pageDistDir = join(pageDir, 'dist');

const require = createRequire(import.meta.url);
const vendored = ['preact', 'preact/hooks', 'preact/jsx-runtime'];
const vendorFile = (outDir: string, specifier: string) => join(outDir, 'vendor', `${specifier.replace('/', '-')}.mjs`);

/**
 * Does nothing when the last build is newer than every source. Builds aside and copies, so that two processes may build at once.
 * Throws with tsc's output when the sources do not compile.
 */
export function buildPage(): 'built' | 'fresh' {
  if (isFresh()) return 'fresh';
  const outDir = mkdtempSync(join(tmpdir(), 'muster-page-'));
  try {
    compile(outDir);
    for (const specifier of vendored) cpSync(require.resolve(specifier), vendorFile(outDir, specifier));
    for (const file of globSync('**/*.{js,mjs}', { cwd: outDir })) resolveImports(outDir, join(outDir, file));
    cpSync(outDir, pageDistDir, { recursive: true });
    cpSync(join(sourceDir, 'static'), pageDistDir, { recursive: true });
    writeFileSync(join(pageDistDir, 'built'), '');
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
  return 'built';
}

function isFresh(): boolean {
  const built = statSync(join(pageDistDir, 'built'), { throwIfNoEntry: false });
  if (!built) return false;
  const sources = ['build.ts', 'protocol.ts', ...globSync('src/**/*.*', { cwd: pageDir })];
  const inputs = [...sources.map((file) => join(pageDir, file)), require.resolve('preact')];
  return inputs.every((file) => statSync(file).mtimeMs < built.mtimeMs);
}

function compile(outDir: string): void {
  const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  const args = [tsc, '-p', sourceDir, '--noEmit', 'false', '--outDir', outDir];
  try {
    execFileSync(process.execPath, args, { stdio: 'pipe', encoding: 'utf8' });
  } catch (error) {
    const output = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
    throw new Error(`The sandbox page does not compile.\n${output}`);
  }
}

function resolveImports(outDir: string, file: string): void {
  const code = readFileSync(file, 'utf8');
  const resolved = code.replace(/(\bfrom\s*)["'](preact[^"']*)["']/g, (whole, from: string, specifier: string) => {
    if (!vendored.includes(specifier)) return whole;
    const path = relative(dirname(file), vendorFile(outDir, specifier)).replaceAll('\\', '/');
    return `${from}"${path.startsWith('.') ? path : `./${path}`}"`;
  });
  writeFileSync(file, resolved.replace(/^\/\/# sourceMappingURL=.*$/m, ''));
}

if (import.meta.main) buildPage();
