import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { rehearse } from '../../src/approvals/rehearsal.ts';
import { DIRECTORY_KINDS } from '../../src/bot.ts';
import { policyCheck } from '../../src/cli/policy-check.ts';
import { readPolicyFile } from '../../src/cli/policy-file.ts';
import { policyTest } from '../../src/cli/policy-test.ts';
import { configJsonSchema } from '../../src/config/file-json-schema.ts';
import { policyTestsJsonSchema, readPolicyTests } from '../../src/config/policy-tests.ts';
import { fakeTerminal } from '../cli/terminal.ts';

const DOCS = join(import.meta.dirname, '../../docs');
const NAMES = readdirSync(join(DOCS, 'policies'));
const fileOf = (name: string) => join(DOCS, 'policies', name, 'muster.yaml');
const casesOf = (name: string) => join(DOCS, 'policies', name, 'policy-tests.yaml');
const guide = readFileSync(join(DOCS, 'policy.md'), 'utf8');

test('there are four', () => {
  expect(NAMES).toEqual(['it-desk', 'security-led', 'several-tenants', 'small-team']);
});

test.each(NAMES)('%s means what its cases say, and can be fulfilled', async (name) => {
  const terminal = fakeTerminal();

  const code = await policyTest.run({ values: { config: fileOf(name) }, positionals: [] }, terminal);
  const checked = await policyCheck.run({ values: { config: fileOf(name) }, positionals: [] }, terminal);

  expect({ code, checked, err: terminal.err() }, terminal.out()).toEqual({ code: 0, checked: 0, err: '' });
});

test.each(NAMES)('%s stands in docs/policy.md as it is', (name) => {
  const text = readFileSync(fileOf(name), 'utf8');
  const start = [text.indexOf('\npeople:'), text.indexOf('\npolicy:')].find((at) => at >= 0) ?? 0;

  expect(guide).toContain(text.slice(start + 1).trimEnd());
});

test('the JSON Schemas for editors accept them, and refuse what is not known', () => {
  const ajv = new Ajv2020({ strict: false });
  const isConfig = ajv.compile(configJsonSchema(DIRECTORY_KINDS));
  const isCases = ajv.compile(policyTestsJsonSchema());

  for (const name of NAMES) {
    const [config, cases] = [readFileSync(fileOf(name), 'utf8'), readFileSync(casesOf(name), 'utf8')];
    expect(isConfig(parse(config)), JSON.stringify(isConfig.errors)).toBe(true);
    expect(isConfig(parse(config.replace('ask:', 'asks:')))).toBe(false);
    expect(isCases(parse(cases)), JSON.stringify(isCases.errors)).toBe(true);
    expect(isCases(parse(cases.replace('expect:', 'expects:')))).toBe(false);
  }
});

test.each(NAMES)('nothing of what %s allows is allowed by an empty policy', async (name) => {
  const found = readPolicyTests(casesOf(name), readFileSync(casesOf(name), 'utf8'));
  const read = readPolicyFile(fileOf(name), { env: {} });
  if (found.kind !== 'read' || read.kind !== 'read') throw new Error('not read');
  const { policy } = read;
  const deps = {
    policy: { rules: [], expiresAfterMs: 1 },
    emailDomains: null,
    isReversible: policy.isReversible,
    cast: found.tests,
  };

  for (const { ask, operation, directory, people, decide } of found.tests.cases) {
    const done = await rehearse(deps, {
      requester: ask,
      scope: { directory: directory ?? policy.directories[0]?.name ?? '', operation },
      asked: { blast: { people, directorySize: null, classes: ['active'] }, targets: [], emails: [] },
      decide,
    });
    expect(done.verdict).toBe('refused');
  }
});
