import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLog } from '../../src/telemetry/create-log.ts';

const clock = { now: () => Date.UTC(2026, 0, 2, 3, 4, 5), sleep: async () => {} };

function recordedLog(secrets: readonly string[] = []) {
  const lines: string[] = [];
  const log = createLog({ level: 'debug', clock, secrets, destination: { write: (line) => void lines.push(line) } });
  return { log, lines, events: () => lines.map((line): unknown => JSON.parse(line)) };
}

test('an event is one JSON line with level, time, the fields of its log and a message', () => {
  const { log, events } = recordedLog();

  log.child({ requestId: 'r1' }).child({ batchId: 'b1' }).info({ attempt: 2 }, 'A batch was sent');

  expect(events()).toEqual([
    {
      level: 'info',
      time: '2026-01-02T03:04:05.000Z',
      requestId: 'r1',
      batchId: 'b1',
      attempt: 2,
      msg: 'A batch was sent',
    },
  ]);
});

test('an error is told with its causes and without what else it carries', () => {
  const { log, lines, events } = recordedLog();
  const hidden = randomBytes(12).toString('hex');
  const cause = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET', config: { headers: hidden } });
  const error = Object.assign(new Error('The call was lost', { cause }), { statusCode: 502, request: hidden });

  log.error({ err: error, other: error }, 'A call failed');
  log.error(error);

  expect(lines.join()).not.toContain(hidden);
  const told = {
    type: 'Error',
    message: 'The call was lost',
    status: 502,
    cause: { type: 'Error', message: 'socket hang up', code: 'ECONNRESET' },
  };
  expect(events()).toMatchObject([
    { err: told, other: told, msg: 'A call failed' },
    { err: told, msg: 'The call was lost' },
  ]);
});

test("Slack's word for a failure is kept, the rest of its answer is not", () => {
  const { log, lines, events } = recordedLog();
  const error = Object.assign(new Error('An API error occurred'), {
    data: { error: 'channel_not_found', extra: 'hidden-part' },
  });

  log.warn({ err: error }, 'A card could not be posted');

  expect(events()).toMatchObject([{ err: { slackError: 'channel_not_found' } }]);
  expect(lines.join()).not.toContain('hidden-part');
});

test('an error that is its own cause is told to a limited depth', () => {
  const { log, lines } = recordedLog();
  const error = new Error('round');
  error.cause = error;

  log.error({ err: error }, 'Round');

  expect(lines.join('').match(/"message":"round"/g)).toHaveLength(6);
});

test('planted secrets survive in no place of an event: fields, keys, messages, bindings, errors, causes', () => {
  fc.assert(
    fc.property(fc.constantFrom('token', 'mail', 'exact'), fc.string({ maxLength: 8 }), (kind, around) => {
      const random = randomBytes(12).toString('hex');
      const secret = { token: `xoxb-1-${random}`, mail: `${random}@example.org`, exact: random }[kind];
      const { log, lines } = recordedLog(kind === 'exact' ? [secret] : []);
      const text = `${around} ${secret} ${around}`;
      const error = Object.assign(new Error(text, { cause: Object.assign(new Error(text), { code: text }) }), {
        config: { headers: { authorization: text } },
      });

      log.child({ binding: text, deep: { deeper: [text] } }).error({ err: error, [text]: 1, list: [{ text }] }, text);
      log.warn(error, text);
      log.info(text);
      log.fatal({ error: new AggregateError([error], text) }, 'fixed');

      expect(lines).toHaveLength(4);
      for (const line of lines) {
        expect(() => JSON.parse(line)).not.toThrow();
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(line).not.toContain(random);
      }
    }),
    { numRuns: 100 },
  );
});
