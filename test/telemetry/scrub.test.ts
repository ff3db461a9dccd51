import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createScrubLine } from '../../src/telemetry/scrub.ts';
import { createScrubText } from '../../src/telemetry/scrub-text.ts';

const hex = (bytes: number) => randomBytes(bytes).toString('hex');
const upper = (length: number) => hex(length).slice(0, length).toUpperCase();

/** What must not survive, next to a text in which it may turn up. Generated anew in every run. */
function plantedSecrets(): readonly { readonly secret: string; readonly text: string }[] {
  const key = hex(20);
  const jwt = `eyJ${hex(20)}.eyJ${hex(30)}.${hex(16)}`;
  const own = (secret: string) => ({ secret, text: secret });
  return [
    ...['xoxb', 'xoxp', 'xoxa', 'xoxs', 'xoxr', 'xoxe', 'xapp', 'xwfp'].map((prefix) =>
      own(`${prefix}-${upper(10)}-${hex(12)}`),
    ),
    { secret: key, text: `xoxe.xoxp-1-${key}` },
    { secret: key, text: `https://hooks.slack.com/services/T1/B1/${key}` },
    { secret: key, text: `https://hooks.slack.com/commands/T1/1/${key}` },
    { secret: key, text: `https://hooks.slack-gov.com/actions/T1/1/${key}` },
    { secret: key, text: `https://files.slack.com/upload/v1/${key}` },
    { secret: key, text: `wss://wss-primary.slack.com/link/?ticket=${key}&app_id=1` },
    { secret: key, text: `ws://127.0.0.1:4000/link/${key}` },
    { secret: key, text: `postgres://muster:${key}@db.internal/muster` },
    own(`AKIA${upper(16)}`),
    own(`ASIA${upper(16)}`),
    { secret: key, text: `AWS4-HMAC-SHA256 Credential=x/20260101, SignedHeaders=host, Signature=${key}` },
    { secret: key, text: `https://example.org/?X-Amz-Signature=${key}` },
    { secret: key, text: `https://example.org/?X-Amz-Security-Token=${key}&a=1` },
    { secret: key, text: `Authorization: ${key}` },
    { secret: key, text: `Bearer ${key}` },
    { secret: key, text: `{"authorization":"Basic ${key}"}` },
    { secret: key, text: JSON.stringify({ nested: JSON.stringify({ secretAccessKey: key }) }) },
    { secret: key, text: JSON.stringify({ sessionToken: key }) },
    { secret: key, text: `client_secret=${key}&grant=x` },
    { secret: key, text: `password = '${key}'` },
    { secret: key, text: `-----BEGIN RSA PRIVATE KEY-----\n${key}\n-----END RSA PRIVATE KEY-----` },
    { secret: jwt.split('.')[1] ?? '', text: jwt },
    { secret: `ann${key}@example.org`, text: `ann${key}@example.org` },
    { secret: `${key}@example.org`, text: `<mailto:a@example.org|${key}@example.org>` },
    { secret: `${key}%40example.org`, text: `/users?email=${key}%40example.org` },
  ];
}

/** Random words that give nothing away by themselves, with everything that makes JSON and terminals difficult. */
const filler = fc.string({
  unit: fc.constantFrom(
    'a',
    'Z',
    '7',
    ' ',
    '\n',
    '"',
    "'",
    '\\',
    '\\n',
    '\t',
    '<',
    '>',
    '/',
    ':',
    '😀',
    'é',
    '\u2028',
    '\u001b',
    '\u202e',
  ),
  maxLength: 12,
});

/** A value with the text somewhere inside: as a value, deep in objects and arrays, or as a field's name. */
function nestings(text: string): fc.Arbitrary<unknown> {
  return fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'medium', withCrossShrink: true },
      fc.constant(text),
      fc.tuple(filler, tie('node'), filler).map(([before, node, after]) => [before, node, after]),
      fc.tuple(filler, tie('node')).map(([name, node]) => Object.fromEntries([[name, node]])),
      fc.constant(Object.fromEntries([[text, 1]])),
      fc.constant(JSON.stringify({ inner: text })),
    ),
  })).node;
}

/** Everything a reader of the line could see, with and without JSON's escapes. */
function visible(line: string): string {
  return `${line}\n${JSON.stringify(JSON.parse(line)).replaceAll('\\', '')}`;
}

describe('a scrubbed log line', () => {
  test('shows no planted secret, wherever it stood, and stays one line of JSON', () => {
    for (const { secret, text } of plantedSecrets()) {
      const scrubLine = createScrubLine([]);
      fc.assert(
        fc.property(filler, filler, filler, (before, after, field) => {
          // A letter, digit or slash that touches a secret would be another word.
          const sentence = `${before} ${text} ${after}`;
          const line = scrubLine(JSON.stringify({ msg: sentence, [`f${field}`]: [{ deep: sentence }] }));

          expect(visible(line)).not.toContain(secret);
          expect(line.trimEnd()).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202e]/u);
        }),
        { numRuns: 60 },
      );
      fc.assert(
        fc.property(nestings(text), (value) => {
          expect(visible(scrubLine(JSON.stringify({ value })))).not.toContain(secret);
        }),
        { numRuns: 60 },
      );
    }
  });

  test('shows no configured value, whatever it looks like and however it is encoded', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 6, maxLength: 40, unit: 'grapheme' }), filler, (secret, around) => {
        fc.pre(secret.isWellFormed() && !'[redacted][e-mail]'.includes(secret) && !around.includes(secret));
        const texts = [secret, encodeURIComponent(secret), JSON.stringify({ in: secret })];
        const scrubText = createScrubText([secret]);

        for (const text of texts) {
          const clean = scrubText(`${around}${text}${around}`);
          expect(clean).not.toContain(secret);
          expect(clean).not.toContain(encodeURIComponent(secret));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('hides known fields at any depth, whatever they hold', () => {
    const secret = hex(9);
    const fields = ['token', 'bot_token', 'X-Amz-Security-Token', 'signingSecret', 'secretAccessKey', 'Authorization'];
    const people = [
      'email',
      'displayName',
      'real_name',
      'firstName',
      'label',
      'username',
      'inviteCode',
      'response_url',
    ];

    for (const field of [...fields, ...people]) {
      const line = createScrubLine([])(JSON.stringify({ a: [{ [field]: { inner: secret } }, { [field]: secret }] }));
      expect(line).not.toContain(secret);
    }
  });

  test('keeps what is needed to follow a request', () => {
    const event = {
      level: 'info',
      time: '2026-01-01T00:00:00.000Z',
      requestId: '0199b5a2-0000-7000-8000-000000000000',
      idempotencyToken: 'muster-0199b5a2-1',
      directory: 'acme-prod',
      user: 'U0123ABCDEF',
      hasToken: true,
      status: 429,
      msg: 'A batch was throttled',
      stack: 'Error: no\n    at x (/app/node_modules/@slack/bolt/dist/App.js:10:3)',
    };

    expect(JSON.parse(createScrubLine([])(JSON.stringify(event)))).toEqual(event);
  });

  test('replaces what is no JSON as a whole', () => {
    const line = createScrubLine([])(`{"msg": "xoxb-${hex(8)}`);

    expect(JSON.parse(line)).toEqual({ level: 'error', msg: 'A log line could not be read and was left out' });
  });

  test('takes linear time on texts made to be slow', () => {
    const pieces = [
      'a',
      'a.',
      '@',
      'a@',
      '%40',
      'eyJ',
      'xoxb',
      'xoxb-',
      'token',
      'token\\',
      'wss://',
      '://',
      'AKIA',
      'AWS4-A ',
      'Bearer ',
      '-----BEGIN ',
    ];
    const scrubText = createScrubText(['a secret value']);

    // A million characters each: with a quadratic pattern this does not end within the test's time limit.
    for (const piece of pieces) expect(typeof scrubText(piece.repeat(1_000_000 / piece.length))).toBe('string');
  });
});
