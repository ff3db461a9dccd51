import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatProblems } from '../../src/config/problem.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { STANDARD_SAFEGUARDS } from '../../src/safeguards/settings.ts';
import { brief, goodYaml, kinds, mustBeGood, problemsOf, read, sandboxEnv, variable } from './harness.ts';
import { MISTAKES } from './mistakes.ts';

describe('a complete configuration', () => {
  test('is read with its defaults', () => {
    const { config, warnings } = mustBeGood(goodYaml);

    expect(warnings).toEqual([]);
    expect(config).toEqual({
      slack: {
        botToken: 'xoxb-sandbox-bot',
        delivery: { mode: 'socket', appToken: 'xapp-sandbox-app' },
        apiUrl: 'http://127.0.0.1:4000/api/',
      },
      port: 3000,
      databaseUrl: 'sqlite:./data/muster.db',
      logLevel: 'info',
      directories: new Map([
        [
          'quay',
          {
            name: 'quay',
            kind: kinds[0],
            settings: { berthId: '01234567', region: 'north', fips: false },
            protected: [],
            pace: { callsPerSecond: 1, inFlight: 1 },
          },
        ],
      ]),
      defaults: new Map([['harbour', 'quay']]),
      channels: { approvals: 'C0123ABCDEF', notices: null },
      people: { emailDomains: null },
      policy: {
        expiresAfterMs: 86_400_000,
        startsWithinMs: 14_400_000,
        remindAfterMs: [3_600_000, 14_400_000, 43_200_000],
        reason: { required: true, tickets: [] },
        rules: [
          {
            directories: ['quay'],
            operations: ['suspend', 'unsuspend'],
            ask: [{ kind: 'user', id: 'U0123ABCDE1' }],
            decide: [
              { kind: 'user', id: 'U0123ABCDE2' },
              { kind: 'user', id: 'W0123ABCDE3' },
            ],
            quorum: null,
          },
        ],
      },
      safeguards: new Map([['quay', STANDARD_SAFEGUARDS]]),
      audit: { signingKey: null, everyMs: 300_000, places: { file: null, command: null, channel: null } },
    });
  });

  test('fills in variables inside values, white space around them removed', () => {
    const yaml = goodYaml
      .replace('"01234567"', `"${variable('BERTH')}"`)
      .replace('north', `"${variable('AREA')}-east"`);

    const { config } = mustBeGood(yaml, { ...sandboxEnv, BERTH: '00000042\n', AREA: 'us' });

    expect([...config.directories.values()][0]?.settings).toMatchObject({ berthId: '00000042', region: 'us-east' });
  });

  test('accepts protected accounts, pace, groups, everything and anchors', () => {
    const yaml = `
directories:
  quay: { kind: harbour, berthId: "01234567", region: north, protected: [Ann@Example.org, "42"], pace: { callsPerSecond: 0.5, inFlight: 2, atLeast: 0.2, atMost: 8, reserve: 0.25 } }
channels: { approvals: G0123ABCDEF }
policy:
  expiresAfter: 90m
  rules:
    - { directories: "*", operations: "*", ask: &staff [S0123ABCDEF], decide: *staff, quorum: 2 }
`;
    const { config } = mustBeGood(yaml);

    expect([...config.directories.values()][0]).toMatchObject({
      protected: ['ann@example.org', '42'],
      pace: { callsPerSecond: 0.5, inFlight: 2, atLeast: 0.2, atMost: 8, reserve: 0.25 },
    });
    expect(config.policy).toMatchObject({
      expiresAfterMs: 5_400_000,
      rules: [{ directories: '*', operations: '*', decide: [{ kind: 'group', id: 'S0123ABCDEF' }], quorum: 2 }],
    });
  });

  test('reads the file that MUSTER_CONFIG names', () => {
    const asked: string[] = [];
    const readFile = (path: string) => {
      asked.push(path);
      return goodYaml;
    };

    readConfig({ env: { ...sandboxEnv, MUSTER_CONFIG: '/etc/muster/own.yaml' }, kinds, readFile });
    readConfig({ env: sandboxEnv, kinds, readFile });

    expect(asked).toEqual(['/etc/muster/own.yaml', './muster.yaml']);
  });
});

describe('a mistake in the file', () => {
  test.each(MISTAKES)('%s is told with its line, its path and what would be right', (_name, from, to, said) => {
    expect(goodYaml).toContain(from);
    expect(brief(problemsOf(goodYaml.replace(from, to)))).toEqual(said);
  });

  test('a file that holds nothing is told what it needs', () => {
    expect(brief(problemsOf('# nothing yet\n'))).toEqual([
      '- directories is missing → at least one directory, by name; see muster.example.yaml',
      '- channels is missing → approvals: and the id of the channel where requests are decided',
    ]);
  });

  test('no directory is not enough', () => {
    const yaml = 'directories: {}\nchannels: { approvals: C0123ABCDEF }\n';

    expect(brief(problemsOf(yaml))).toEqual([
      '1 directories names no directory → at least one directory, by name; see muster.example.yaml',
    ]);
  });

  test('an alias inside itself ends', () => {
    expect(brief(problemsOf(goodYaml.replace('[quay]', '&a [*a]')))[0]).toMatch(/^11 policy.* is alias number 101/);
  });

  test.each([
    ['ENOENT', 'does not exist', /muster\.example\.yaml/],
    ['EACCES', 'cannot be read (EACCES)', /may read/],
  ])('a file that cannot be opened (%s) is one problem', (code, problem, right) => {
    const readFile = () => {
      throw Object.assign(new Error('no'), { code });
    };

    const result = readConfig({ env: { ...sandboxEnv, MUSTER_CONFIG: 'x.yaml' }, kinds, readFile });

    expect(result).toEqual({
      ok: false,
      problems: [{ source: 'x.yaml', line: null, path: '', problem, right: expect.stringMatching(right) }],
    });
  });
});

describe('several mistakes', () => {
  test('are told all at once, those of the environment first and then down the file', () => {
    const yaml = `
directories:
  quay:
    kind: harbour
    berthId: 42
  main:
    kind: pool
    poolId: "\${POOL}"
    secret: short
defaults:
  harbour: key
channels:
  approvals: "#approvals"
policy:
  expiresAfter: soon
  rules:
    - directories: [quay, mian]
      operations: [suspend]
      ask: ["@alice"]
      decide: [U0123ABCDE2]
    - directories: [main]
      operations: [unsuspend]
      ask: [U0123ABCDE1]
      decide: [U0123ABCDE2]
      quorum: 2
`;
    const said = problemsOf(yaml, { SLACK_BOT_TOKEN: 'hello', PORT: 'http' });

    expect(said.map(({ line, path }) => `${line ?? '-'} ${path}`)).toEqual([
      '- SLACK_BOT_TOKEN',
      '- SLACK_APP_TOKEN',
      '- PORT',
      '3 directories.quay.region',
      '5 directories.quay.berthId',
      '8 directories.main.poolId',
      '9 directories.main.secret',
      '11 defaults.harbour',
      '13 channels.approvals',
      '15 policy.expiresAfter',
      '19 policy.rules[0].ask[0]',
      '22 policy.rules[1].operations[0]',
      '25 policy.rules[1].quorum',
    ]);
  });

  test('read well in a terminal', () => {
    const said = problemsOf(goodYaml.replace('kind: harbour', 'kind: harbor'), { ...sandboxEnv, PORT: '99999' });

    expect(formatProblems(said)).toBe(
      [
        'environment',
        '  PORT is no port',
        '  Right would be: a whole number up to 65535, such as 3000',
        '',
        './muster.yaml:4',
        '  directories.quay.kind is no kind of directory that is known',
        '  Right would be: harbour?',
      ].join('\n'),
    );
  });
});

describe('a warning', () => {
  const warningsOf = (yaml: string) => brief(mustBeGood(yaml).warnings);

  test('is given for a policy that allows nothing', () => {
    const said = 'has no rules, so nobody may ask for anything → at least one rule; see muster.example.yaml';

    expect(warningsOf(goodYaml.slice(0, goodYaml.indexOf('policy:')))).toEqual([`2 policy ${said}`]);
    expect(warningsOf(`${goodYaml.slice(0, goodYaml.indexOf('policy:'))}policy: { rules: [] }\n`)).toEqual([
      `9 policy ${said}`,
    ]);
  });

  test('is given for a kind with several directories and none meant by default', () => {
    const yaml = goodYaml.replace(
      'channels:',
      '  pier: { kind: harbour, berthId: "00000000", region: south }\nchannels:',
    );

    expect(warningsOf(yaml)).toEqual([
      '2 defaults.harbour is not set, so /harbour has to be told which directory is meant → one of quay, pier, or --in with every command',
    ]);
    expect(mustBeGood(yaml).config.defaults).toEqual(new Map());
    expect(mustBeGood(yaml.replace('channels:', 'defaults: { harbour: pier }\nchannels:'))).toMatchObject({
      warnings: [],
      config: { defaults: new Map([['harbour', 'pier']]) },
    });
  });

  describe('about what cannot be undone, under a rule without a quorum,', () => {
    const covering = (operations: string, decide: string, more = '') =>
      goodYaml
        .replace('[suspend, unsuspend]', operations)
        .replace('decide: [U0123ABCDE2, W0123ABCDE3]', `decide: ${decide}${more}`);
    const refusal = (whose: string) =>
      `14 policy.rules[0].decide covers delete, which cannot be undone and so takes 2 approvals where no quorum is named; ${whose} for it will be refused → 2 people besides whoever asks, or quorum: 1`;

    test.each(['"*"', '[suspend, delete]'])('is given when one person decides on %s', (operations) => {
      expect(warningsOf(covering(operations, '[U0123ABCDE2]'))).toEqual([refusal('every request')]);
    });

    test('is given for those of two deciders who ask themselves', () => {
      expect(warningsOf(covering('"*"', '[U0123ABCDE1, U0123ABCDE2]'))).toEqual([
        refusal('every request of U0123ABCDE1'),
      ]);
    });

    test.each([
      ['nothing grave is covered', covering('[suspend]', '[U0123ABCDE2]')],
      ['two others decide', covering('"*"', '[U0123ABCDE2, W0123ABCDE3]')],
      ['a quorum is named', covering('"*"', '[U0123ABCDE2]', '\n      quorum: 1')],
      ['a group decides, whose members only Slack knows', covering('"*"', '[S0123ABCDE2]')],
    ])('is not given when %s', (_when, yaml) => {
      expect(warningsOf(yaml)).toEqual([]);
    });
  });

  test('is given for a rule under which somebody could never be approved', () => {
    const yaml = goodYaml
      .replace('[U0123ABCDE1]', '[U0123ABCDE1, U0123ABCDE2]')
      .replace('[U0123ABCDE2, W0123ABCDE3]', '[U0123ABCDE2]');

    expect(warningsOf(yaml)).toEqual([
      '14 policy.rules[0].decide leaves too few to approve what U0123ABCDE2 may ask for, since nobody decides on their own request → one more person',
    ]);
  });
});

test("a kind's own words do not give away what a variable stands for", () => {
  const yaml = `
directories: { main: { kind: pool, poolId: "${variable('POOL')}", secret: "${variable('HIDDEN')}" } }
channels: { approvals: C0123ABCDEF }
policy: { rules: [{ directories: "*", operations: "*", ask: [S0123ABCDEF], decide: [S0123ABCDEF] }] }
`;

  expect(brief(problemsOf(yaml, { ...sandboxEnv, POOL: 'no-pool-of-this-name', HIDDEN: 'long enough' }))).toEqual([
    '2 directories.main.poolId [redacted] is no pool',
  ]);
});

test('no problem repeats a secret, wherever it was written', () => {
  fc.assert(
    fc.property(
      fc.subarray([
        'SLACK_BOT_TOKEN',
        'SLACK_APP_TOKEN',
        'SLACK_SIGNING_SECRET',
        'SLACK_API_URL',
        'PORT',
        'DATABASE_URL',
        'LOG_LEVEL',
        'FILLED',
      ]),
      fc.constantFrom('', 'xoxb-', 'xapp-', 'https://', 'https://u:', 'postgres://u:', 'sqlite:'),
      fc.constantFrom(`"${variable('FILLED')}"`, 'xoxb-1-SECRET'),
      fc.constantFrom(
        'harbour',
        '"01234567"',
        'north',
        'C0123ABCDEF',
        '[quay]',
        '[suspend, unsuspend]',
        '[U0123ABCDE1]',
        'region',
        'policy:',
      ),
      (variables, prefix, written, place) => {
        const secret = randomBytes(12).toString('hex');
        const env = { ...sandboxEnv, ...Object.fromEntries(variables.map((name) => [name, `${prefix}${secret}`])) };
        const result = read(goodYaml.replace(place, written.replace('SECRET', secret)), env);

        const said = JSON.stringify(result.ok ? result.warnings : result.problems);
        expect(said).not.toContain(secret);
      },
    ),
    { numRuns: 500 },
  );
});
