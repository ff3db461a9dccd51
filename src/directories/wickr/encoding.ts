/**
 * Percent-encodes all but RFC 3986's unreserved characters, as the signature demands: a space is `%20`, never `+`.
 * Half a surrogate pair cannot be encoded and becomes U+FFFD.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function percentEncode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A path of encoded labels: a `/` inside a label stays inside it. Every label must be non-empty. */
export function pathOf(labels: readonly string[]): string {
  return labels.map((label) => `/${percentEncode(label)}`).join('');
}

/** Strings only: the signer silently leaves other values out of the signature. */
export type Query = Readonly<Record<string, string>>;

/** With its question mark, or empty. */
export function queryOf(query: Query): string {
  const pairs = Object.entries(query).map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}
