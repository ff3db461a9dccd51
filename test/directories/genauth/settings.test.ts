import { describe, expect, test } from 'vitest';
import { GenAuthSettings } from '../../../src/directories/genauth/settings.ts';

const settings = {
  host: 'https://api.genauth.ai',
  accessKeyId: '64aaaaaaaaaaaaaaaaaaaaaa',
  accessKeySecret: 'not-a-secret',
};

function problems(input: unknown) {
  const parsed = GenAuthSettings.safeParse(input);
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('the settings of a GenAuth user pool', () => {
  test('need no more than a host and a key', () => {
    expect(GenAuthSettings.parse(settings)).toEqual({
      ...settings,
      host: new URL('https://api.genauth.ai'),
      auth: 'token',
      signature: { headerPrefix: 'x-authing-', scheme: 'authing' },
      language: 'en-US',
      timeouts: { connectMs: 5_000, readsMs: 10_000, writesMs: 30_000 },
      mentions: 'email',
      deleteOnlySuspended: true,
    });
  });

  test.each([
    [{ ...settings, host: undefined }, /^host: must be the https address of the Management API/],
    [{ ...settings, host: 'api.genauth.ai' }, /^host: must be an https address without path/],
    [{ ...settings, host: 'ftp://api.genauth.ai' }, /^host: must be an https address without path/],
    [{ ...settings, host: 'https://api.genauth.ai/api/v3' }, /^host: .*without path: Muster adds/],
    [{ ...settings, host: 'https://api.genauth.ai?x=1' }, /^host: .*without query/],
    [{ ...settings, host: 'https://api.genauth.ai/?' }, /^host: .*without query/],
    [{ ...settings, host: 'https://api.genauth.ai#x' }, /^host: .*without query/],
    [{ ...settings, host: 'https://me:pw@api.genauth.ai' }, /^host: .*without a user name/],
    [{ ...settings, host: 'http://api.genauth.ai' }, /^host: must begin with https/],
    [{ ...settings, host: 'http://127.0.0.1.example.com' }, /^host: must begin with https/],
    [{ ...settings, accessKeyId: undefined }, /^accessKeyId: must be the user pool's id/],
    [{ ...settings, accessKeyId: 'a:b' }, /^accessKeyId: must be an id without a colon/],
    [{ ...settings, accessKeySecret: undefined }, /^accessKeySecret: must be the user pool's secret, from a variable/],
    [{ ...settings, accessKeySecret: 'with blank ' }, /^accessKeySecret: .*without blanks/],
    [{ ...settings, auth: 'basic' }, /^auth: .*"token"\|"signature"/],
    [{ ...settings, signature: { scheme: 'GenAuth' } }, /^signature: must be left out, or used together with/],
    [{ ...settings, auth: 'signature', signature: { scheme: 'genauth' } }, /^signature.scheme: .*"authing"\|"GenAuth"/],
    [{ ...settings, auth: 'signature', signature: { prefix: 'x' } }, /^signature: .*"prefix"/],
    [{ ...settings, language: 'de' }, /^language: /],
    [{ ...settings, timeouts: { reads: '2m' } }, /^timeouts.reads: must be a time from 1s to 1m/],
    [{ ...settings, timeouts: { total: '5s' } }, /^timeouts: .*"total"/],
    [{ ...settings, inviteAppId: 'my app' }, /^inviteAppId: must be the id of an application/],
    [{ ...settings, mentions: 'username' }, /^mentions: .*"email"\|"external-id"/],
    [{ ...settings, pol: '1' }, /"pol"/],
  ])('%j are refused with words that help', (input, words) => {
    expect(problems(input)).toEqual([expect.stringMatching(words)]);
  });

  test.each(['http://127.0.0.1:8080', 'http://localhost:1', 'http://[::1]:2', 'https://authing-api.example.com:8443/'])(
    'may name the host %s',
    (host) => {
      expect(GenAuthSettings.parse({ ...settings, host }).host).toEqual(new URL(host));
    },
  );

  test("may choose the other brand's signature, one half of it alone too", () => {
    const signature = { headerPrefix: 'x-genauth-' };

    expect(GenAuthSettings.parse({ ...settings, auth: 'signature', signature })).toMatchObject({
      signature: { headerPrefix: 'x-genauth-', scheme: 'authing' },
    });
  });

  test('are refused without repeating the secret', () => {
    expect(problems({ ...settings, accessKeySecret: 'with blank' }).join()).not.toContain('with blank');
  });
});
