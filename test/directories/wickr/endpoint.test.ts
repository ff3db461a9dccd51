import { describe, expect, test } from 'vitest';
import { endpointOverride, isRegion, resolveEndpoint } from '../../../src/directories/wickr/endpoint.ts';

const place = { region: 'us-east-1', fips: false, dualStack: false, endpoint: null };

describe('the endpoint of a Wickr network', () => {
  test.each([
    ['us-east-1', false, false, 'https://admin.wickr.us-east-1.amazonaws.com/'],
    ['us-east-1', false, true, 'https://admin.wickr.us-east-1.api.aws/'],
    ['us-gov-west-1', true, false, 'https://admin.wickr-fips.us-gov-west-1.amazonaws.com/'],
    ['us-gov-west-1', true, true, 'https://admin.wickr-fips.us-gov-west-1.api.aws/'],
    ['cn-north-1', false, false, 'https://admin.wickr.cn-north-1.amazonaws.com.cn/'],
    ['cn-north-1', false, true, 'https://admin.wickr.cn-north-1.api.amazonwebservices.com.cn/'],
    ['eusc-de-east-1', false, false, 'https://admin.wickr.eusc-de-east-1.amazonaws.eu/'],
    ['us-iso-east-1', false, false, 'https://admin.wickr.us-iso-east-1.c2s.ic.gov/'],
    ['us-isob-east-1', true, false, 'https://admin.wickr-fips.us-isob-east-1.sc2s.sgov.gov/'],
    ['xx-nowhere-9', false, false, 'https://admin.wickr.xx-nowhere-9.amazonaws.com/'],
  ])('in %s with fips %s and dual-stack %s is %s', (region, fips, dualStack, url) => {
    const resolved = resolveEndpoint({ region, fips, dualStack, endpoint: null });

    expect(resolved).toEqual({ kind: 'endpoint', url: new URL(url) });
  });

  test('is the override where there is one, with its port and base path', () => {
    const resolved = resolveEndpoint({ ...place, endpoint: 'http://127.0.0.1:8080/wickr' });

    expect(resolved).toEqual({ kind: 'endpoint', url: new URL('http://127.0.0.1:8080/wickr') });
  });

  test('cannot be overridden together with FIPS or dual-stack, and each says so itself', () => {
    const fips = resolveEndpoint({ ...place, fips: true, endpoint: 'https://vpce.example.com' });
    const dualStack = resolveEndpoint({ ...place, dualStack: true, endpoint: 'https://vpce.example.com' });

    expect(fips).toMatchObject({ kind: 'misconfigured', reason: expect.stringContaining('fips') });
    expect(dualStack).toMatchObject({ kind: 'misconfigured', reason: expect.stringContaining('dualStack') });
  });

  test.each(['not an address', 'ftp://example.com', 'https://key:secret@example.com', 'https://example.com/?a=b'])(
    'cannot be %s',
    (endpoint) => {
      expect(resolveEndpoint({ ...place, endpoint })).toMatchObject({ kind: 'misconfigured' });
    },
  );

  test('comes from the settings, else from the service variable, else from the general one', () => {
    const env = { AWS_ENDPOINT_URL_WICKR: 'https://service', AWS_ENDPOINT_URL: 'https://general' };

    expect(endpointOverride('https://settings', env)).toBe('https://settings');
    expect(endpointOverride(undefined, env)).toBe('https://service');
    expect(endpointOverride(undefined, { ...env, AWS_ENDPOINT_URL_WICKR: '' })).toBe('https://general');
    expect(endpointOverride(undefined, {})).toBeNull();
  });

  test('is not derived from something that is no region', () => {
    expect(resolveEndpoint({ ...place, region: 'evil.example.com/' })).toMatchObject({ kind: 'misconfigured' });
    expect(isRegion('us-east-1.example.com')).toBe(false);
    expect(isRegion('us-east-1\n')).toBe(false);
  });
});
