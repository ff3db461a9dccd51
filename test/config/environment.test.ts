import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readEnvironment } from '../../src/config/environment.ts';
import { secretValues } from '../../src/config/secrets.ts';
import { sandboxEnv } from './harness.ts';

/** Tokens in the form of real ones, made anew each time. */
const real = () => ({
  SLACK_BOT_TOKEN: `xoxb-1-${randomBytes(12).toString('hex')}`,
  SLACK_APP_TOKEN: `xapp-1-A1-${randomBytes(12).toString('hex')}`,
});

type Env = Readonly<Record<string, string | undefined>>;

const said = (env: Env) =>
  readEnvironment(env).problems.map(({ path, problem, right }) => [path, problem, right].filter(Boolean).join(' | '));

function settings(env: Env) {
  const read = readEnvironment(env);
  if (!read.settings) throw new Error(JSON.stringify(read.problems));
  return { ...read.settings, warnings: read.warnings.map(({ path, problem }) => `${path} ${problem}`) };
}

describe('how Slack is reached', () => {
  test("an app-level token means Socket Mode at Slack's own address", () => {
    const env = real();

    expect(settings(env).slack).toEqual({
      botToken: env.SLACK_BOT_TOKEN,
      delivery: { mode: 'socket', appToken: env.SLACK_APP_TOKEN },
      apiUrl: 'https://slack.com/api/',
    });
  });

  test('a signing secret alone means HTTP mode', () => {
    const signingSecret = randomBytes(16).toString('hex');

    const { slack } = settings({ ...real(), SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: signingSecret });

    expect(slack.delivery).toEqual({ mode: 'http', signingSecret });
  });

  test('with both, Socket Mode is used and a warning says so', () => {
    const both = settings({ ...real(), SLACK_SIGNING_SECRET: randomBytes(16).toString('hex') });

    expect(both.slack.delivery.mode).toBe('socket');
    expect(both.warnings).toEqual([
      'SLACK_SIGNING_SECRET is not used: SLACK_APP_TOKEN is set too, so Slack is reached by Socket Mode',
    ]);
  });

  test('the line break at the end of a value is not part of it', () => {
    const env = real();

    expect(settings({ ...env, SLACK_BOT_TOKEN: `${env.SLACK_BOT_TOKEN}\n` }).slack.botToken).toBe(env.SLACK_BOT_TOKEN);
  });

  test.each<[string, Env, string]>([
    ['no bot token', { SLACK_BOT_TOKEN: undefined }, 'SLACK_BOT_TOKEN | is missing | the bot token of your Slack app'],
    [
      'an app-level token as bot token',
      { SLACK_BOT_TOKEN: 'xapp-1-a' },
      'SLACK_BOT_TOKEN | is an app-level token, which is of no use here | the bot',
    ],
    [
      "a person's token as bot token",
      { SLACK_BOT_TOKEN: 'xoxp-1-a' },
      "SLACK_BOT_TOKEN | is a person's token, which is of no use here | the bot",
    ],
    ['something else as bot token', { SLACK_BOT_TOKEN: 'hello' }, 'SLACK_BOT_TOKEN | is no such token | the bot token'],
    [
      'a bot token with a space in it',
      { SLACK_BOT_TOKEN: 'xoxb-1 2' },
      'SLACK_BOT_TOKEN | is no such token | the bot token',
    ],
    [
      'a bot token as app-level token',
      { SLACK_APP_TOKEN: 'xoxb-1-a' },
      'SLACK_APP_TOKEN | is a bot token, which is of no use here | an app-level',
    ],
    [
      'neither token nor secret',
      { SLACK_APP_TOKEN: undefined },
      'SLACK_APP_TOKEN | is missing, and so is SLACK_SIGNING_SECRET | for Socket Mode',
    ],
    [
      'a short signing secret',
      { SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: 'abc' },
      'SLACK_SIGNING_SECRET | is too short or has spaces in it | the signing',
    ],
  ])('%s is a problem', (_name, change, expected) => {
    const problems = said({ ...real(), ...change });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(expected);
  });
});

describe('where tokens may go', () => {
  test.each([
    ['https://slack.com/api', 'https://slack.com/api/'],
    ['https://slack.com:443/api/', 'https://slack.com/api/'],
    ['https://slack-gov.com/api/', 'https://slack-gov.com/api/'],
  ])('real tokens may go to %s', (given, used) => {
    expect(settings({ ...real(), SLACK_API_URL: given }).slack.apiUrl).toBe(used);
  });

  test.each([
    'http://slack.com/api/',
    'https://slack.com:8443/api/',
    'https://slack.com.example.org/api/',
    'https://example.org/slack.com/',
    'https://slack.com@example.org/',
    'https://user:pass@slack.com/api/',
    'https://slack.com/api/?x=1',
    'https://slack.com/api/#x',
    'https://xslack.com/api/',
    'https://slack.com./api/',
    'https://127.0.0.2/api/',
    'https://10.0.0.1/api/',
    'ftp://slack.com/api/',
    'ftp://127.0.0.1/api/',
    'slack.com/api',
    'https://ѕlack.com/api/',
  ])('no token goes to %s', (url) => {
    for (const env of [real(), sandboxEnv]) {
      expect(said({ ...env, SLACK_API_URL: url })).toEqual([
        expect.stringMatching(/^SLACK_API_URL \| .*so no token is sent there/),
      ]);
    }
  });

  test.each(['http://127.0.0.1:4000/api/', 'http://localhost:4000', 'https://[::1]:4000/api', 'http://2130706433/'])(
    'only tokens of the sandbox go to %s',
    (url) => {
      expect(settings({ ...sandboxEnv, SLACK_API_URL: url }).slack.apiUrl).toMatch(/\/$/);

      for (const token of ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'] as const) {
        expect(said({ ...sandboxEnv, [token]: real()[token], SLACK_API_URL: url })).toEqual([
          expect.stringContaining('real tokens go to Slack only'),
        ]);
      }
    },
  );

  test('tokens of the sandbox do not go to Slack', () => {
    expect(said({ ...sandboxEnv, SLACK_API_URL: undefined })).toEqual([
      expect.stringContaining('belongs to the sandbox'),
    ]);
  });
});

describe('the other variables', () => {
  test.each([
    'sqlite:./data/muster.db',
    'sqlite:/data/muster.db',
    'postgres://muster:pw@db:5432/muster',
    'postgresql:///muster?host=/run',
  ])('%s is a database', (url) => {
    expect(settings({ ...real(), DATABASE_URL: url })).toMatchObject({ databaseUrl: url, warnings: [] });
  });

  test.each([
    ['sqlite:', 'names no file'],
    ['sqlite://data/muster.db', 'names no file'],
    ['sqlite:./a.db?mode=ro', 'names no file'],
    ['postgres://muster:pw@db', 'names no database'],
    ['mysql://db/muster', 'is for no database Muster knows'],
    ['./muster.db', 'is for no database Muster knows'],
  ])('%s is none', (url, problem) => {
    expect(said({ ...real(), DATABASE_URL: url })).toEqual([
      expect.stringContaining(`DATABASE_URL | ${problem} | sqlite:`),
    ]);
  });

  test('a database in memory is allowed with a warning', () => {
    expect(settings({ ...real(), DATABASE_URL: 'sqlite::memory:' }).warnings).toEqual([
      'DATABASE_URL keeps everything in memory: a restart forgets every request',
    ]);
  });

  test.each(['-1', '65536', '3000.5', 'http'])('%s is no port', (port) => {
    expect(said({ ...real(), PORT: port })).toEqual([expect.stringContaining('PORT | is no port')]);
  });

  test('a port is read, and 0 means any', () => {
    expect([settings({ ...real(), PORT: '8080' }).port, settings({ ...real(), PORT: '0' }).port]).toEqual([8080, 0]);
  });

  test('a level is one of four', () => {
    expect(settings({ ...real(), LOG_LEVEL: 'debug' }).logLevel).toBe('debug');
    expect(said({ ...real(), LOG_LEVEL: 'trace' })).toEqual([
      'LOG_LEVEL | is no level | one of debug, info, warn, error',
    ]);
  });
});

test('values that must not be logged are those of variables named like secrets, and the password in DATABASE_URL', () => {
  const env = {
    ...sandboxEnv,
    SLACK_SIGNING_SECRET: 'signing-value\n',
    AWS_SECRET_ACCESS_KEY: 'aws-value',
    POOL_API_KEY: 'pool-value',
    DATABASE_URL: 'postgres://muster:p%40ss@db/muster',
    PGPASSWORD: 'pg-value',
    PORT: '3000',
    HOME: '/home/node',
    EMPTY_TOKEN: '',
  };

  expect(new Set(secretValues(env))).toEqual(
    new Set([
      'xoxb-sandbox-bot',
      'xapp-sandbox-app',
      'signing-value',
      'aws-value',
      'pool-value',
      'p%40ss',
      'p@ss',
      'pg-value',
    ]),
  );
});
