import { LogLevel } from '@slack/bolt';
import { expect, test } from 'vitest';
import { createBoltLogger } from '../../src/telemetry/bolt-logger.ts';
import { createLog } from '../../src/telemetry/create-log.ts';

function recorded() {
  const lines: string[] = [];
  const clock = { now: () => 0, sleep: async () => {} };
  const log = createLog({
    level: 'debug',
    clock,
    secrets: [],
    destination: { write: (line) => void lines.push(line) },
  });
  return { logger: createBoltLogger(log), events: () => lines.map((line): unknown => JSON.parse(line)) };
}

test("Bolt's debug level cannot be switched on", () => {
  const { logger, events } = recorded();

  logger.setLevel(LogLevel.DEBUG);
  logger.debug('Received a message on the WebSocket: everything about everyone');

  expect(logger.getLevel()).toBe(LogLevel.INFO);
  expect(events()).toEqual([]);
});

test('a higher level silences what is below it', () => {
  const { logger, events } = recorded();

  logger.setLevel(LogLevel.WARN);
  logger.info('Now connected to Slack');
  logger.warn('A pong was not received');

  expect(events()).toMatchObject([{ level: 'warn', part: 'bolt', msg: 'A pong was not received' }]);
});

test('an error goes where errors go, and objects are not printed', () => {
  const { logger, events } = recorded();

  logger.error('Unhandled:', new Error('no socket'), { user: 'Ann Example' });

  expect(events()).toMatchObject([
    { level: 'error', err: { message: 'no socket' }, msg: 'Unhandled: no socket [object]' },
  ]);
});

test('naming the shared logger changes nothing', () => {
  const { logger, events } = recorded();

  logger.setName('web-api:WebClient:7');
  logger.info('ready');

  expect(events()).toEqual([expect.objectContaining({ part: 'bolt', msg: 'ready' })]);
});
