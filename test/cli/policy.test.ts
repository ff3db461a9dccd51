import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { fakeTerminal } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'muster-policy-'));
afterAll(() => rmSync(folder, { recursive: true }));

const yamlOf = (rules: string, more = '') => `
directories:
  acme: { kind: wickr, networkId: "00000001", region: us-east-1 }
channels: { approvals: C0123ABCDEF }
${more}
policy:
  rules:
${rules}
`;
const RULE = `
    - operations: [suspend, delete]
      ask: [S0ASKERS]
      decide: [S0ASKERS, U0SEC001]
      escalate: [{ peopleAbove: 50, quorum: 3 }]
`;

let count = 0;
function written(text: string): string {
  count += 1;
  const file = join(folder, `${count}.yaml`);
  writeFileSync(file, text);
  return file;
}

async function muster(...typed: readonly string[]) {
  const terminal = fakeTerminal();
  const code = await runCli(typed, COMMANDS, terminal);
  return { code, out: terminal.out(), err: terminal.err() };
}

describe('muster policy check', () => {
  test('says in words what each rule means and where it stands', async () => {
    const file = written(yamlOf(RULE));

    const { code, out } = await muster('policy', 'check', '--config', file);

    expect(code).toBe(0);
    expect(out).toContain(`Rule 1 (${file}:9): suspend and delete in every directory`);
    expect(out).toContain('approve: 1 (2 for what cannot be undone) of S0ASKERS, U0SEC001');
    expect(out).toContain('for more than 50 people: at least 3 in every stage of the rule');
    expect(out).toContain('Who is in S0ASKERS only Slack knows');
  });

  test('finds what nobody could ever fulfil, when it is told who is in a group', async () => {
    const file = written(yamlOf(RULE));

    const { code, err } = await muster('policy', 'check', '--config', file, '--member', 'S0ASKERS=U0ANN01');

    expect(code).toBe(1);
    expect(err).toContain('policy.rules[0].escalate[0] asks for more people than may decide');
  });

  test('finds a rule whose only approver is also the only one who asks for what takes two', async () => {
    const file = written(yamlOf('    - { operations: [delete], ask: [U0ANN01], decide: [U0BEN01] }'));

    const { code, err } = await muster('policy', 'check', '--config', file);

    expect(code).toBe(1);
    expect(err).toContain('covers delete, which cannot be undone and so takes 2 approvals where no quorum is named');
  });

  test('a file that cannot be used is told like at the start, without a token or a network', async () => {
    const { code, err } = await muster('policy', 'check', '--config', written(yamlOf(RULE.replace('ask:', 'aks:'))));

    expect(code).toBe(78);
    expect(err).toContain('policy.rules[0].aks is no key that is known here');
  });

  test('a rule without directories is refused as soon as there are several', async () => {
    const two = yamlOf(RULE).replace(
      'channels:',
      '  other: { kind: wickr, networkId: "00000002", region: us-east-1 }\nchannels:',
    );

    const { code, err } = await muster('policy', 'check', '--config', written(two));

    expect(code).toBe(78);
    expect(err).toContain('policy.rules[0].directories is missing, and there are several directories');
  });

  test.each([
    [['--config', '/nowhere/muster.yaml'], 'cannot be read'],
    [['--member', 'ASKERS'], 'lacks its ='],
    [['--member', 'X=U0ANN01'], 'is no Slack user group id'],
    [['--member', 'S0X=ann'], 'is no Slack member id'],
    [['--standing', 'U0ANN01=boss'], 'is no standing'],
    [['more'], 'takes nothing further'],
  ])('is told what is wrong with %j', async (typed, said) => {
    const { code, err } = await muster('policy', 'check', '--config', written(yamlOf(RULE)), ...typed);

    expect(code).toBe(2);
    expect(err).toContain(said);
  });
});

describe('muster policy explain', () => {
  test('writes out every default, in a form that means the same when it is read again', async () => {
    const first = await muster('policy', 'explain', '--config', written(yamlOf(RULE)));
    const again = yamlOf('', '').replace(/policy:[\s\S]*/, first.out);
    const second = await muster('policy', 'explain', '--config', written(again));

    expect(first.out).toContain('startsWithin: 4h');
    expect(first.out).toContain('remindAfter: [1h, 4h, 12h]');
    expect(first.out).toContain('quorum: null # 1, and 2 for what cannot be undone');
    expect(second).toEqual(first);
  });

  const file = written(yamlOf(RULE, 'people: { emailDomains: [acme.example] }'));
  const ask = (...more: readonly string[]) =>
    muster('policy', 'explain', '--config', file, '--as', 'U0ANN01', '--member', 'S0ASKERS=U0ANN01,U0BEN01', ...more);

  test('says which rule governs, what it takes, who counts and who does not', async () => {
    const { code, out } = await ask('--', '/wickr', 'delete', 'x@acme.example', '--reason', 'left the company');

    expect(code).toBe(0);
    expect(out).toContain('U0ANN01 asks to delete 1 person');
    expect(out).toContain(`Rule 1 (${file}:9) governs:\n  1. approval: 2 of U0BEN01, U0SEC001`);
    expect(out).toContain('U0ANN01: no. You asked for this');
    expect(out).toContain('U0BEN01: yes, for approval');
  });

  test('counts people of the command, and more where told', async () => {
    const named = await ask('--', '/wickr', 'suspend', '@U0ZED01', 'y@acme.example', '17');
    const many = await ask('--people', '51', '--', '/wickr', 'suspend', 'x@acme.example');

    expect(named.out).toContain('asks to suspend 3 people');
    expect(many.out).toContain('governs, escalated for more than 50 people');
    expect(many.code).toBe(1);
    expect(many.out).toContain('Refused: Too few people besides you');
  });

  test('knows a second account by its e-mail, but not by one that does not count', async () => {
    const counts = await ask(
      ...['--email', 'U0ANN01=ann@acme.example', '--email', 'U0BEN01=Ann@acme.example'],
      ...['--', '/wickr', 'suspend', 'x@acme.example'],
    );
    const doesNot = await ask(
      ...['--email', 'U0ANN01=ann@home.example', '--email', 'U0BEN01=ann@home.example'],
      ...['--', '/wickr', 'suspend', 'x@acme.example'],
    );

    expect(counts.out).toContain('U0BEN01: no. Your e-mail is that of the person who asked');
    expect(doesNot.out).toContain('U0BEN01: yes');
  });

  test('a target who is an approver does not count, by mention or by e-mail', async () => {
    const byMention = await ask('--', '/wickr', 'suspend', '@U0BEN01');
    const byEmail = await ask('--email', 'U0BEN01=ben@acme.example', '--', '/wickr', 'suspend', 'Ben@acme.example');

    for (const { out } of [byMention, byEmail]) expect(out).toContain('U0BEN01: no. This request is about you');
  });

  test('says why not to somebody whom no rule lets ask', async () => {
    const { code, out } = await muster(
      ...['policy', 'explain', '--config', file, '--as', 'U0ZED01', '--', '/wickr', 'suspend', 'x@acme.example'],
    );

    expect(code).toBe(1);
    expect(out).toContain('Taken to be empty, since --member did not tell: S0ASKERS');
    expect(out).toContain('The one rule that is about this does not let U0ZED01 ask.');
  });

  test.each([
    [['--', '/slack', 'suspend'], 'beginning with /wickr'],
    [['--', '/wickr', 'status'], 'asks for no change'],
    [['--', '/wickr', 'suspend', '--suspended'], 'The command names nobody'],
    [['--people', 'many', '--', '/wickr', 'suspend', '17'], '--people takes a whole number'],
    [['--target', 'admin', '--', '/wickr', 'suspend', '17'], '--target takes one of pending, suspended, active'],
  ])('is told what is wrong with %j', async (typed, said) => {
    const { code, err } = await ask(...typed);

    expect(code).toBe(2);
    expect(err).toContain(said);
  });
});

describe('muster policy test', () => {
  const file = written(yamlOf(RULE));
  const cases = (text: string) => written(`groups: { S0ASKERS: [U0ANN01, U0BEN01] }\ncases:\n${text}`);
  const suspends =
    '  - { name: ann suspends, ask: U0ANN01, operation: suspend, decide: [U0BEN01], expect: approved }\n';

  test('is content when all is as expected', async () => {
    const { code, out } = await muster('policy', 'test', '--config', file, cases(suspends));

    expect(code).toBe(0);
    expect(out).toMatch(/^ok {5}ann suspends .*:3\)\n1 of 1 cases are as expected\.\n$/);
  });

  test.each([
    ['another verdict', suspends.replace('approved', 'refused'), 'expected refused, and it is approved'],
    [
      'another stage',
      suspends.replace('[U0BEN01], expect: approved', '[], expect: pending, waitsFor: security'),
      'expected to wait for security, and it waits for approval',
    ],
    [
      'nobody refused',
      suspends.replace(' }', ', refuses: [U0BEN01] }'),
      'expected to refuse U0BEN01, and it refused nobody',
    ],
    ['other words', suspends.replace(' }', ', because: nonsense }'), 'nobody was told "nonsense"'],
    ['an operation there is none', suspends.replace('operation: suspend', 'operation: fire'), 'names “fire”'],
    ['a directory there is none', suspends.replace(' }', ', directory: moon }'), 'names the directory moon'],
  ])('tells of %s, with where the case stands', async (_name, text, said) => {
    const { code, out } = await muster('policy', 'test', '--config', file, cases(text));

    expect(code).toBe(1);
    expect(out).toContain('FAILED ann suspends');
    expect(out).toContain(said);
  });

  test.each([
    ['an unknown key', suspends.replace('decide:', 'decided:'), 'cases[0].decided is no key that is known here'],
    ['a verdict there is none', suspends.replace('approved', 'maybe'), 'one of approved, pending, refused'],
    ['a person by name', suspends.replace('[U0BEN01]', '[Ben]'), 'cases[0].decide[0] is no Slack member id'],
    ['a stage of what does not wait', suspends.replace(' }', ', waitsFor: x }'), 'goes with expect: pending only'],
  ])('refuses %s with its line', async (_name, text, said) => {
    const { code, err } = await muster('policy', 'test', '--config', file, cases(text));

    expect(code).toBe(78);
    expect(err).toContain(said);
    expect(err).toMatch(/yaml:3/);
  });
});
