import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { generateKeys } from '../../src/audit/checkpoints/keys.ts';
import { DIRECTORY_KINDS } from '../../src/bot.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { configJsonSchema } from '../../src/config/file-json-schema.ts';
import { formatProblems } from '../../src/config/problem.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { fakeTerminal } from '../cli/terminal.ts';
import { goodYaml, kinds as madeUpKinds, sandboxEnv, variable } from './harness.ts';

const kinds = DIRECTORY_KINDS;
const usual: Readonly<Record<string, string>> = {
  ...sandboxEnv,
  GENAUTH_ACCESS_KEY_SECRET: '0123456789abcdef0123456789abcdef',
};
const text = readFileSync(new URL('../../muster.example.yaml', import.meta.url), 'utf8');

function read(yaml: string, env: Readonly<Record<string, string>> = usual) {
  const result = readConfig({ env, kinds, readFile: () => yaml });
  if (!result.ok) throw new Error(formatProblems(result.problems));
  return result;
}

test('muster.example.yaml is a good configuration, without a warning', () => {
  const { config, warnings } = read(text);

  expect(warnings).toEqual([]);
  expect([...config.directories.keys()]).toEqual(['acme-prod', 'acme-test', 'acme-pool']);
  expect(config.defaults).toEqual(
    new Map([
      ['wickr', 'acme-prod'],
      ['genauth', 'acme-pool'],
    ]),
  );
  expect(config.policy.rules).toHaveLength(5);
});

test('editors are led to the schema that `muster config schema` prints, and it takes the example', async () => {
  const terminal = fakeTerminal();

  const code = await runCli(['config', 'schema'], COMMANDS, terminal);

  expect(code).toBe(0);
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  expect(ajv.validate(JSON.parse(terminal.out()), parse(text))).toBe(true);
  expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./muster.schema.json');
});

test('what muster.example.yaml says is a default is one', () => {
  const { config } = read(text);
  const lines = [
    'fips: false',
    'dualStack: false',
    'timeouts:',
    'connect: 5s',
    'headers: 30s',
    'body: 30s',
    'total: 1m',
    'deleteOnlySuspended: true',
    'preview: false',
    'pace:',
    'callsPerSecond: 1',
    'inFlight: 1',
    'expiresAfter: 24h',
    'caps:',
    'suspend: { people: 500, percent: 20, small: 20 }',
    'irreversible: { people: 50, percent: 5, small: 5 }',
    'coolDown: 72h',
    'largeFrom: 100',
    'drift: true',
    'readingTime: 10s',
    'audit:',
    'every: 5m',
    'auth: token',
    'language: en-US',
    'reads: 10s',
    'writes: 30s',
    'mentions: email',
    'callsPerSecond: 5',
    'inFlight: 2',
    'startsWithin: 4h',
    'remindAfter: [1h, 4h, 12h]',
    'reason: { required: true }',
  ];
  const without = text
    .split('\n')
    .filter((line) => !lines.includes(line.trim()))
    .join('\n');

  expect(read(without).config).toEqual(config);
});

test('every line of muster.example.yaml that is commented out is good too', () => {
  const uncommented =
    /^( +)# (?=endpoint:|atMost:|atLeast:|reserve:|inviteAppId:|notices:|signingKey:|checkpoints:| {2}(?:file|command|channel):)/gm;
  const yaml = text.replace(uncommented, '$1');
  const { privateKey, id } = generateKeys();

  const { config, warnings } = read(yaml, { ...usual, MUSTER_AUDIT_SIGNING_KEY: privateKey });

  expect(text.match(uncommented)?.length).toBe(11);
  expect(warnings).toEqual([]);
  expect(config.directories.size).toBe(3);
  expect(config.audit.signingKey?.id).toBe(id);
  expect(Object.values(config.audit.places)).not.toContain(null);
});

test('the JSON Schema for editors accepts what the bot accepts and refuses unknown keys', () => {
  const ajv = new Ajv2020({ strict: false });
  const accepts = ajv.compile(configJsonSchema(kinds));
  const acceptsMadeUp = ajv.compile(configJsonSchema(madeUpKinds));

  expect(accepts(parse(text)), JSON.stringify(accepts.errors)).toBe(true);
  expect(acceptsMadeUp(parse(goodYaml)), JSON.stringify(acceptsMadeUp.errors)).toBe(true);
  expect(acceptsMadeUp(parse(goodYaml.replace('01234567', variable('BERTH'))))).toBe(true);
  expect(acceptsMadeUp(parse(goodYaml.replace('01234567', '0123')))).toBe(false);
  expect(acceptsMadeUp(parse(goodYaml.replace('region:', 'regoin:')))).toBe(false);
  expect(accepts(parse(text.replace('channels:', 'chanels:')))).toBe(false);
});
