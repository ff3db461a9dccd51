/** Who this tab plays, and what it proves that with. The person is in the address, so two tabs can be two people. */

export interface Identity {
  /** Slack user id, or '' while nobody is chosen. */
  readonly as: string;
  /** New on every load, so what belongs to a tab (modals) is gone after a reload, as in Slack. */
  readonly tab: string;
  readonly token: string;
}

export function readIdentity(): Identity {
  const token = document.querySelector<HTMLMetaElement>('meta[name="sandbox-token"]')?.content ?? '';
  return { as: new URLSearchParams(location.search).get('as') ?? '', tab: crypto.randomUUID(), token };
}

export function addressOf(userId: string): string {
  return `?as=${encodeURIComponent(userId)}`;
}
