/** https://docs.slack.dev/reference/methods and https://docs.slack.dev/govslack */
const SLACK_HOSTS: ReadonlySet<string> = new Set(['slack.com', 'slack-gov.com']);
const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);
const SANDBOX_TOKEN = /^(?:xoxb|xapp)-sandbox-/;

export const SLACK_API_URL = 'https://slack.com/api/';

/** Tokens that only the sandbox's stand-in of Slack accepts. */
export const isSandboxToken = (token: string): boolean => SANDBOX_TOKEN.test(token);

export type SlackApi =
  | { readonly kind: 'slack'; readonly url: string }
  /** A stand-in on this machine. No real token may be sent there. */
  | { readonly kind: 'loopback'; readonly url: string }
  | { readonly kind: 'refused'; readonly problem: string };

/** Where tokens may go: Slack over https, or this machine. Gives the address with a trailing slash. */
export function readSlackApiUrl(text: string): SlackApi {
  const url = URL.parse(text);
  if (!url) return { kind: 'refused', problem: 'is no address' };
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    return { kind: 'refused', problem: 'carries more than a host and a path' };
  }
  const slashed = url.href.endsWith('/') ? url.href : `${url.href}/`;
  if (LOOPBACK_HOSTS.has(url.hostname) && (url.protocol === 'http:' || url.protocol === 'https:')) {
    return { kind: 'loopback', url: slashed };
  }
  if (!SLACK_HOSTS.has(url.hostname)) return { kind: 'refused', problem: "is not one of Slack's hosts" };
  if (url.protocol !== 'https:') return { kind: 'refused', problem: 'is not https' };
  if (url.port !== '') return { kind: 'refused', problem: "names a port, and Slack's is always 443" };
  return { kind: 'slack', url: slashed };
}
