/** A real browser for tests: one context per person, and a test fails on whatever the page itself complains about. */

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const isMissing = !existsSync(executablePath);
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** `describe` for tests that need a browser. Without one they are skipped with a loud word, and fail where CI is set. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (isMissing && process.env['CI'] === undefined) {
    process.stderr.write(`\n  SKIPPED, no browser at ${executablePath} (set CHROMIUM): ${name}\n\n`);
  }
  describe.skipIf(isMissing && process.env['CI'] === undefined)(name, tests);
}

export interface BrowserForTests {
  /** Opens the address as another person would: in a context of its own, closed after the test. */
  readonly open: (address: string, look?: Look) => Promise<Page>;
}

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** Call inside a `describe`. After each test its pages must have had no error, no complaint on the console and no request to another host. */
export function useBrowser(): BrowserForTests {
  let browser: Browser | undefined;
  let contexts: BrowserContext[] = [];
  let complaints: string[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterEach(async () => {
    const heard = complaints;
    await Promise.all(contexts.map((context) => context.close()));
    contexts = [];
    complaints = [];
    expect(heard, 'what the pages complained about').toEqual([]);
  });
  afterAll(() => browser?.close());

  return {
    async open(address, look = {}) {
      if (!browser) throw new Error('The browser opens before the first test, not earlier.');
      const { width = 1280, height = 800, colorScheme = 'light' } = look;
      const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: 'en-GB' });
      contexts.push(context);
      const page = await context.newPage();
      page.setDefaultTimeout(10_000);
      listenFor(page, new URL(address).host, complaints);
      await page.goto(address);
      return page;
    },
  };
}

function launchBrowser(): Promise<Browser> {
  const flags = [
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  const args = process.getuid?.() === 0 ? ['--no-sandbox', ...flags] : flags;
  return chromium.launch({ executablePath, args, headless: true });
}

function listenFor(page: Page, host: string, complaints: string[]): void {
  page.on('pageerror', (error) => complaints.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^(?:https?|wss?):$/.test(url.protocol) && url.host !== host) complaints.push(`off-host request: ${url.href}`);
  });
}

/** What axe finds on the page as it stands, one line for each finding and place. https://github.com/dequelabs/axe-core */
export async function axeFindings(page: Page): Promise<string[]> {
  // Evaluated rather than added as a script, which the page's content security policy forbids.
  await page.evaluate(axeSource);
  const results: unknown = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
  return violationsIn(results);
}

function violationsIn(results: unknown): string[] {
  if (typeof results !== 'object' || results === null || !('violations' in results))
    throw new Error('axe gave no result.');
  const violations: unknown = results.violations;
  if (!Array.isArray(violations)) throw new Error('axe gave no list of violations.');
  return violations.flatMap((violation) =>
    violation.nodes.map(
      (node: { html: string }) => `${violation.impact} ${violation.id}: ${violation.help}: ${node.html}`,
    ),
  );
}
