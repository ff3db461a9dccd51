import { describe, expect, test } from 'vitest';
import { wickrKind } from '../../../src/directories/wickr/kind.ts';
import { directoryName } from '../../../src/ids.ts';
import { FarEnd, json, silence } from './far-end.ts';
import { batch, HandClock, id, LogBook, network, never, newKeys, userRow } from './harness.ts';

const settings = { networkId: '01234567', region: 'us-east-1' };

function problems(input: unknown) {
  const parsed = wickrKind.settings.safeParse(input);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('the settings of a Wickr network', () => {
  test('need no more than an id and a region', () => {
    expect(wickrKind.settings.parse(settings)).toEqual({
      ...settings,
      fips: false,
      dualStack: false,
      credentials: {},
      timeouts: { connectMs: 5_000, headersMs: 30_000, bodyMs: 30_000, totalMs: 60_000 },
      deleteOnlySuspended: true,
      preview: false,
    });
  });

  test.each([
    [{ ...settings, networkId: 1234567 }, /^networkId: must be in quotes/],
    [{ region: 'us-east-1' }, /^networkId: must be the 8-digit id/],
    [{ ...settings, networkId: '1234567' }, /^networkId: must be exactly 8 digits/],
    [{ ...settings, networkId: '01234567\n' }, /^networkId: must be exactly 8 digits/],
    [{ ...settings, region: 'Frankfurt' }, /^region: must be an AWS region/],
    [{ ...settings, endpoint: 'https://vpce.example.com', fips: true }, /^endpoint: .*fips/],
    [{ ...settings, endpoint: 'https://vpce.example.com', dualStack: true }, /^endpoint: .*dualStack/],
    [{ ...settings, endpoint: 'nowhere' }, /^endpoint: /],
    [{ ...settings, netwrk: '1' }, /netwrk/],
    [{ ...settings, deleteOnlySuspended: 'no' }, /^deleteOnlySuspended: /],
    [{ ...settings, preview: 1 }, /^preview: /],
    [{ ...settings, credentials: { profil: 'prod' } }, /^credentials: .*"profil"/],
    [{ ...settings, credentials: { externalId: 'only' } }, /^credentials: .*"externalId"/],
    [{ ...settings, credentials: 'prod' }, /^credentials: must be either/],
    [{ ...settings, timeouts: { total: '2m' } }, /^timeouts.total: must be a time from 1s to 1m/],
    [{ ...settings, timeouts: { connect: 'soon' } }, /^timeouts.connect: must be a time from 1s to 1m/],
    [{ ...settings, timeouts: { header: '5s' } }, /^timeouts: .*"header"/],
  ])('%j are refused with words that help', (input, words) => {
    expect(problems(input)).toEqual([expect.stringMatching(words)]);
  });

  test.each([
    [{ profile: 'prod' }],
    [{ roleArn: 'arn:aws:iam::123456789012:role/muster' }],
    [{ roleArn: 'arn:aws-us-gov:iam::123456789012:role/a/b', externalId: 'four-eyes', sessionName: 'muster@prod' }],
  ])('may name the identity %j', (credentials) => {
    expect(problems({ ...settings, credentials })).toEqual([]);
  });
});

test.each([
  ['0042', true],
  ['1234567890', true],
  ['12345678901', false],
  ['', false],
  ['4\n', false],
  ['٤٢', false],
])('%j is a Wickr user id: %s', (text, expected) => {
  expect(wickrKind.isAccountId(text)).toBe(expected);
});

describe('an opened Wickr network', () => {
  const open = (env: Record<string, string>, more: object = {}) =>
    wickrKind.open(directoryName('acme'), wickrKind.settings.parse({ ...settings, ...more }), {
      clock: new HandClock(),
      log: new LogBook(),
      env,
      pace: wickrKind.pace,
    });

  test('suspends and reads back through the endpoint and keys of the environment', async () => {
    await using farEnd = await FarEnd.open(network([userRow('7', { suspended: true })]));
    const keys = newKeys();
    const directory = open({
      AWS_ENDPOINT_URL_WICKR: farEnd.url.href,
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    });
    farEnd.next(json(200, { successful: [{ userId: '7' }] }));

    const suspend = directory.operations.get('suspend');
    const result = await suspend?.apply(batch(['7']));
    const account = (await directory.read([id('7')], never)).get(id('7'));
    await directory.close();

    expect(result).toMatchObject({ kind: 'answered', items: new Map([[id('7'), { kind: 'succeeded' }]]) });
    expect(suspend?.readBack(account ?? null, {})).toBe('in-effect');
    expect(farEnd.seen[0]?.headers.authorization).toContain(keys.accessKeyId);
  });

  test('waits for an answer no longer than the settings say', async () => {
    await using farEnd = await FarEnd.open(silence);
    const keys = newKeys();
    const directory = open(
      { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey },
      { endpoint: farEnd.url.href, timeouts: { total: '1s' } },
    );

    const suspend = directory.operations.get('suspend');
    const result = await suspend?.apply(batch(['7']));
    await directory.close();

    expect(result).toMatchObject({ kind: 'lost', reason: 'the call took too long as a whole' });
  });

  test('refuses an endpoint of the environment that does not go with FIPS', () => {
    expect(() => open({ AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, { fips: true })).toThrow(/^Directory acme: .*fips/);
  });

  test('announces its verbs before anything is open', async () => {
    const directory = open({});

    expect([...directory.operations.keys()]).toEqual(wickrKind.verbs);
    await directory.close();
  });
});
