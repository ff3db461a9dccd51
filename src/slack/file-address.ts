import { readSlackApiUrl } from '../config/slack-api.ts';

/** Where Slack keeps uploaded files, by where its Web API is. https://docs.slack.dev/reference/objects/file-object */
const FILE_HOSTS: Readonly<Record<string, string>> = {
  'slack.com': 'files.slack.com',
  'slack-gov.com': 'files.slack-gov.com',
};

/**
 * The address of a file, if the bot's token may be sent there: exactly Slack's host for files, by https, or exactly the
 * host and port of a stand-in on this machine. Null for anything else; the text of an address comes from other people.
 */
export function fileAddress(text: string, apiUrl: string): URL | null {
  const url = URL.parse(text);
  const api = readSlackApiUrl(apiUrl);
  if (url === null || api.kind === 'refused' || url.username !== '' || url.password !== '') return null;
  return url.origin === fileOrigin(api) ? url : null;
}

function fileOrigin({ kind, url }: { readonly kind: 'slack' | 'loopback'; readonly url: string }): string | null {
  const { origin, hostname } = new URL(url);
  return kind === 'loopback' ? origin : `https://${FILE_HOSTS[hostname]}`;
}
