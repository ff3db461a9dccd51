import { z } from 'zod';
import type { Config } from './config.ts';
import { type ConfigProblem, ENVIRONMENT } from './problem.ts';
import { isSandboxToken, readSlackApiUrl, SLACK_API_URL } from './slack-api.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface FromEnvironment {
  readonly settings: Pick<Config, 'slack' | 'port' | 'databaseUrl' | 'logLevel'> | null;
  readonly configPath: string;
  readonly problems: readonly ConfigProblem[];
  readonly warnings: readonly ConfigProblem[];
}

const BOT_TOKEN_RIGHT = 'the bot token of your Slack app (OAuth & Permissions), which begins with xoxb-';
const APP_TOKEN_RIGHT =
  'an app-level token with the scope connections:write (Basic Information), which begins with xapp-';
const SIGNING_SECRET_RIGHT = 'the signing secret of your Slack app (Basic Information)';
const DATABASE_RIGHT =
  'sqlite: and the path of a file, such as sqlite:./data/muster.db; or postgres://host/database, with user and password before the host';

const portSchema = z.coerce.number().int().min(0).max(65_535);
const levelSchema = z.enum(['debug', 'info', 'warn', 'error']);

type Say = (path: string, problem: string, right?: string | null) => void;

/** Undefined when a token is missing or not one of its kind. */
function readToken(
  token: string | undefined,
  prefix: string,
  path: string,
  right: string,
  say: Say,
): string | undefined {
  if (token === undefined) return undefined;
  if (new RegExp(`^${prefix}-[A-Za-z0-9-]+$`).test(token)) return token;
  const other = { 'xoxb-': 'a bot token', 'xapp-': 'an app-level token', 'xoxp-': "a person's token" };
  const found = Object.entries(other).find(([start]) => token.startsWith(start));
  const problem = found && found[0] !== `${prefix}-` ? `is ${found[1]}, which is of no use here` : 'is no such token';
  say(path, problem, right);
  return undefined;
}

function readDelivery(env: Environment, say: Say, warn: Say): Config['slack']['delivery'] | null {
  const appToken = env['SLACK_APP_TOKEN'];
  const signingSecret = env['SLACK_SIGNING_SECRET'];
  if (appToken !== undefined) {
    if (signingSecret !== undefined) {
      warn('SLACK_SIGNING_SECRET', 'is not used: SLACK_APP_TOKEN is set too, so Slack is reached by Socket Mode');
    }
    const token = readToken(appToken, 'xapp', 'SLACK_APP_TOKEN', APP_TOKEN_RIGHT, say);
    return token === undefined ? null : { mode: 'socket', appToken: token };
  }
  if (signingSecret === undefined) {
    say(
      'SLACK_APP_TOKEN',
      'is missing, and so is SLACK_SIGNING_SECRET',
      `for Socket Mode ${APP_TOKEN_RIGHT}; for HTTP mode SLACK_SIGNING_SECRET, ${SIGNING_SECRET_RIGHT}`,
    );
    return null;
  }
  if (!/^\S{16,}$/.test(signingSecret)) {
    say('SLACK_SIGNING_SECRET', 'is too short or has spaces in it', SIGNING_SECRET_RIGHT);
    return null;
  }
  return { mode: 'http', signingSecret };
}

/** Sees to it that a real token never leaves for anywhere but Slack. */
function readSlack(env: Environment, say: Say, warn: Say): Config['slack'] | null {
  const given = env['SLACK_BOT_TOKEN'];
  if (given === undefined) say('SLACK_BOT_TOKEN', 'is missing', BOT_TOKEN_RIGHT);
  const botToken = readToken(given, 'xoxb', 'SLACK_BOT_TOKEN', BOT_TOKEN_RIGHT, say);
  const delivery = readDelivery(env, say, warn);
  const api = readSlackApiUrl(env['SLACK_API_URL'] ?? SLACK_API_URL);
  if (api.kind === 'refused') {
    say(
      'SLACK_API_URL',
      `${api.problem}, so no token is sent there`,
      `${SLACK_API_URL} (or nothing), or https://slack-gov.com/api/`,
    );
    return null;
  }
  if (botToken === undefined || delivery === null) return null;
  const tokens = delivery.mode === 'socket' ? [botToken, delivery.appToken] : [botToken];
  if (api.kind === 'loopback' && !tokens.every(isSandboxToken)) {
    say(
      'SLACK_API_URL',
      'is on this machine while a token is a real one, and real tokens go to Slack only',
      `${SLACK_API_URL} (or nothing)`,
    );
    return null;
  }
  if (api.kind === 'slack' && tokens.some(isSandboxToken)) {
    say(
      'SLACK_API_URL',
      "is Slack's own while a token belongs to the sandbox",
      "the sandbox's address, or tokens of your Slack app",
    );
    return null;
  }
  return { botToken, delivery, apiUrl: api.url };
}

function readDatabaseUrl(text: string, say: Say, warn: Say): string | null {
  if (text.startsWith('sqlite:')) {
    const path = text.slice('sqlite:'.length);
    if (path === '' || path.startsWith('//') || /[?#\0]/.test(path)) {
      say('DATABASE_URL', 'names no file', DATABASE_RIGHT);
      return null;
    }
    if (path === ':memory:')
      warn('DATABASE_URL', 'keeps everything in memory: a restart forgets every request', DATABASE_RIGHT);
    return text;
  }
  const url = URL.parse(text);
  if (!url || (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:')) {
    say('DATABASE_URL', 'is for no database Muster knows', DATABASE_RIGHT);
    return null;
  }
  if (url.pathname.length < 2) {
    say('DATABASE_URL', 'names no database', DATABASE_RIGHT);
    return null;
  }
  return text;
}

/** White space around a value, such as the line break at the end of a secret's file, is never meant; empty is absent. */
function tidy(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value?.trim() || undefined]));
}

const DEFAULT_DATABASE = 'sqlite:./data/muster.db';

/** Of the environment only where the database is: for commands that need nothing else. Null with problems. */
export function readDatabase(untidyEnv: Environment): {
  readonly databaseUrl: string | null;
  readonly problems: readonly ConfigProblem[];
} {
  const problems: ConfigProblem[] = [];
  const say: Say = (path, problem, right = null) =>
    void problems.push({ source: ENVIRONMENT, line: null, path, problem, right });
  const url = tidy(untidyEnv)['DATABASE_URL'] ?? DEFAULT_DATABASE;
  return { databaseUrl: readDatabaseUrl(url, say, () => {}), problems };
}

/** Reads the variables that are Muster's own. With both SLACK_APP_TOKEN and SLACK_SIGNING_SECRET, Socket Mode is used. */
export function readEnvironment(untidyEnv: Environment): FromEnvironment {
  const env = tidy(untidyEnv);
  const problems: ConfigProblem[] = [];
  const warnings: ConfigProblem[] = [];
  const into =
    (list: ConfigProblem[]): Say =>
    (path, problem, right = null) =>
      void list.push({ source: ENVIRONMENT, line: null, path, problem, right });
  const say = into(problems);
  const warn = into(warnings);

  const slack = readSlack(env, say, warn);
  const databaseUrl = readDatabaseUrl(env['DATABASE_URL'] ?? DEFAULT_DATABASE, say, warn);
  const port = portSchema.safeParse(env['PORT'] ?? 3000);
  if (!port.success) say('PORT', 'is no port', 'a whole number up to 65535, such as 3000');
  const logLevel = levelSchema.safeParse(env['LOG_LEVEL'] ?? 'info');
  if (!logLevel.success) say('LOG_LEVEL', 'is no level', `one of ${levelSchema.options.join(', ')}`);

  const complete = slack !== null && databaseUrl !== null && port.success && logLevel.success;
  return {
    settings: complete ? { slack, port: port.data, databaseUrl, logLevel: logLevel.data } : null,
    configPath: env['MUSTER_CONFIG'] ?? './muster.yaml',
    problems,
    warnings,
  };
}
