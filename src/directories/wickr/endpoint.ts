/** Where a network is spoken to. Mirrors the rule set of AWS's service model; no list of regions is kept. */
export interface EndpointPlace {
  readonly region: string;
  readonly fips: boolean;
  readonly dualStack: boolean;
  /** The operator's own address. It wins over everything else and is used as it stands, base path included. */
  readonly endpoint: string | null;
}

export type Endpoint =
  | { readonly kind: 'endpoint'; readonly url: URL }
  | { readonly kind: 'misconfigured'; readonly reason: string };

interface Partition {
  readonly regions: RegExp;
  readonly dnsSuffix: string;
  readonly dualStackDnsSuffix: string;
}

const COMMERCIAL: Partition = { regions: /^/, dnsSuffix: 'amazonaws.com', dualStackDnsSuffix: 'api.aws' };

/**
 * AWS's partitions by region name. `us-gov-*` has the suffixes of the commercial partition, and a region that
 * no pattern knows is taken for a commercial one, as AWS's SDKs do.
 * https://docs.aws.amazon.com/general/latest/gr/rande.html
 */
const PARTITIONS: readonly Partition[] = [
  { regions: /^cn-/, dnsSuffix: 'amazonaws.com.cn', dualStackDnsSuffix: 'api.amazonwebservices.com.cn' },
  { regions: /^eusc-/, dnsSuffix: 'amazonaws.eu', dualStackDnsSuffix: 'api.amazonwebservices.eu' },
  { regions: /^us-iso-/, dnsSuffix: 'c2s.ic.gov', dualStackDnsSuffix: 'api.aws.ic.gov' },
  { regions: /^us-isob-/, dnsSuffix: 'sc2s.sgov.gov', dualStackDnsSuffix: 'api.aws.scloud' },
  COMMERCIAL,
];

/** Whether Wickr runs there is for AWS to say: a new region must not need a new Muster. */
const REGION = /^[a-z]{2,8}(?:-[a-z]{2,16}){1,3}-\d{1,2}$/;

export function isRegion(text: string): boolean {
  return REGION.test(text);
}

export function resolveEndpoint(place: EndpointPlace): Endpoint {
  if (place.endpoint !== null) return overridden(place.endpoint, place);
  if (!isRegion(place.region)) {
    return misconfigured(`"${place.region}" does not look like an AWS region such as us-east-1`);
  }
  const partition = PARTITIONS.find(({ regions }) => regions.test(place.region)) ?? COMMERCIAL;
  const service = place.fips ? 'admin.wickr-fips' : 'admin.wickr';
  const suffix = place.dualStack ? partition.dualStackDnsSuffix : partition.dnsSuffix;
  return { kind: 'endpoint', url: new URL(`https://${service}.${place.region}.${suffix}`) };
}

/**
 * The settings' own endpoint, else the one AWS's tools read from the environment, else null.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function endpointOverride(
  endpoint: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  return endpoint || env['AWS_ENDPOINT_URL_WICKR'] || env['AWS_ENDPOINT_URL'] || null;
}

function overridden(endpoint: string, place: EndpointPlace): Endpoint {
  if (place.fips)
    return misconfigured('an endpoint of your own cannot be combined with fips: name the FIPS host itself');
  if (place.dualStack) {
    return misconfigured('an endpoint of your own cannot be combined with dualStack: name the dual-stack host itself');
  }
  const url = URL.parse(endpoint);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    return misconfigured('the endpoint must be an http or https address');
  }
  if (url.username || url.password || url.search || url.hash) {
    return misconfigured('the endpoint must be a plain address without user, query or fragment');
  }
  return { kind: 'endpoint', url };
}

function misconfigured(reason: string): Endpoint {
  return { kind: 'misconfigured', reason };
}
