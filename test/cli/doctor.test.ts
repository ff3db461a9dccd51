import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { COMMANDS } from '../../src/cli/commands.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { fakeTerminal } from './terminal.ts';

/** The doctor's rounds through the sandbox: a Slack workspace, a Wickr network and a user pool. */

const SANDBOX_CONFIG = join(import.meta.dirname, '../../sandbox/muster.yaml');

async function consult() {
  const sandbox = await startSandbox();
  const folder = mkdtempSync(join(tmpdir(), 'muster-doctor-'));
  onTestFinished(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const visit = async (typed: readonly string[] = [], env: Readonly<Record<string, string>> = {}) => {
    const terminal = fakeTerminal({
      ...sandbox.env,
      MUSTER_CONFIG: SANDBOX_CONFIG,
      DATABASE_URL: `sqlite:${join(folder, 'muster.db')}`,
      ...env,
    });
    const code = await runCli(['doctor', ...typed], COMMANDS, terminal);
    return { code, out: terminal.out(), err: terminal.err() };
  };
  return { sandbox, visit };
}

test('finds nothing wrong with the sandbox, one line a check', async () => {
  const { visit } = await consult();

  const { code, out } = await visit();

  expect(code).toBe(0);
  expect(
    out
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('ok')),
  ).toEqual([]);
  for (const check of ['Configuration', 'Database', 'Slack', 'Slack scopes', 'Approvals channel', 'Clock and Slack'])
    expect(out).toContain(`${check}: `);
  expect(out).toMatch(/Directory acme-prod: .*people/);
  expect(out).toMatch(/Directory acme-pool: user pool [0-9a-f]{24}, 3\d\d people/);
});

test('tells no secret, whatever is wrong', async () => {
  const { sandbox, visit } = await consult();
  const secrets = Object.entries(sandbox.env).flatMap(([name, value]) => (/SECRET|TOKEN/.test(name) ? [value] : []));

  const visits = [
    await visit(),
    await visit([], { GENAUTH_HOST: 'http://elsewhere.example' }),
    await visit(['--json']),
  ];

  for (const { out, err } of visits) for (const secret of secrets) expect(out + err).not.toContain(secret);
});

test('says what failed and what to do, and ends with 1', async () => {
  const { sandbox, visit } = await consult();
  const wrong = '0'.repeat(32);

  const { code, out } = await visit([], { GENAUTH_ACCESS_KEY_SECRET: wrong, SLACK_BOT_TOKEN: 'xoxb-sandbox-other' });

  expect(code).toBe(1);
  expect(out).toMatch(/failed +Slack: .*invalid_auth/);
  expect(out).toMatch(/failed +Directory acme-pool: .*does not accept our access key.*\n +Check its credentials/);
  expect(out).not.toContain(sandbox.env['GENAUTH_ACCESS_KEY_SECRET']);
});

test('misses scopes, and Muster in the approvals channel', async () => {
  const { sandbox, visit } = await consult();
  const { workspace } = sandbox;
  const channel = workspace.channels.get('C0APPROVAL');
  if (channel) workspace.channels.set('C0APPROVAL', { ...channel, members: new Set(['U0ALICE001']) });

  if (workspace.manifest.scopes instanceof Set) workspace.manifest.scopes.delete('files:read');

  const { code, out } = await visit();

  expect(code).toBe(1);
  expect(out).toMatch(/failed +Slack scopes: Not granted: files:read/);
  expect(out).toMatch(/failed +Approvals channel: .*\n +Type \/invite/);
});

test('writes the same as JSON', async () => {
  const { visit } = await consult();

  const { out } = await visit(['--json']);

  const { findings } = JSON.parse(out);
  expect(findings.length).toBeGreaterThan(8);
  expect(findings[0]).toEqual({ check: 'Configuration', level: 'ok', text: expect.any(String), todo: null });
});

test('probes a pool only when told twice, and leaves it as it was', async () => {
  const { sandbox, visit } = await consult();
  const before = sandbox.genauth.oracle.users();
  const sure = '--create-and-delete-test-users';

  expect((await visit(['--probe', 'acme-pool'])).code).toBe(2);
  expect((await visit(['--probe', 'acme-prod', sure])).code).toBe(2);
  expect(sandbox.genauth.oracle.effects).toEqual([]);
  const { code, out, err } = await visit(['--probe', 'acme-pool', sure]);

  expect(code).toBe(0);
  expect(out).toMatch(/delete-users-batch of 3 known and 1 unknown +200 .*0 of 3 shown after 0 s/);
  expect(out).toMatch(/A signature whose clock is 6 min behind +401 with 1305/);
  expect(out).toMatch(/From Resigned to Activated +422/);
  expect(err).toContain('are gone again');
  expect(sandbox.genauth.oracle.users()).toEqual(before);
  expect(sandbox.genauth.messages()).toEqual([]);
}, 60_000);

test('names the test users that could not be removed', async () => {
  const { sandbox, visit } = await consult();
  sandbox.genauth.faults.set('false-success', Number.POSITIVE_INFINITY);

  const { code, err } = await visit(['--probe', 'acme-pool', '--create-and-delete-test-users']);

  expect(code).toBe(1);
  expect(err).toMatch(/muster-probe-delete-me-[0-9a-f]{8}-01 \([0-9a-f]{24}\)/);
}, 60_000);
