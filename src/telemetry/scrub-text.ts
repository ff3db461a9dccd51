/** Shorter values are left alone: removing every "ab" from a text would say more than it hides. */
const SHORTEST_SECRET = 6;

export const REDACTED = '[redacted]';

/**
 * What is recognised by its shape alone. Every pattern runs in linear time: what repeats without bound either cannot fail
 * once begun or cannot begin inside itself.
 */
const SHAPES: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  // Socket Mode addresses carry a ticket: https://docs.slack.dev/apis/events-api/using-socket-mode
  [/(wss?:\/\/[^\s"'<>/\\?#]*)[^\s"'<>\\]*/gi, `$1/${REDACTED}`],
  // Incoming webhooks, response_url, workflow triggers and upload addresses work for whoever holds them.
  [/(hooks\.slack(?:-gov)?\.com|files\.slack(?:-gov)?\.com\/upload)\/[^\s"'<>\\]*/gi, `$1/${REDACTED}`],
  // User name and password in an address.
  [/:\/\/[^/\s"'<>@\\]*@/g, `://${REDACTED}@`],
  // https://docs.slack.dev/authentication/tokens
  [/(?:xox[a-z](?:[.-]xox[a-z])?|xapp|xwfp)[.-][\w%-]+/gi, '[slack token]'],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html
  [/AWS4-[A-Z0-9-]{1,40}\s+[^"'\\\r\n]*/g, `AWS4 ${REDACTED}`],
  [/(X-Amz-(?:Signature|Security-Token|Credential)|\bSignature)(=|%3D)[\w%/+=.-]+/gi, `$1$2${REDACTED}`],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  [/(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,}/g, '[aws key id]'],
  [/\b(Bearer|Basic)\s{1,4}[\w.~+/=-]{16,}/gi, `$1 ${REDACTED}`],
  // A JSON Web Token begins with the base64 of `{"`.
  [/eyJ[\w-]{8,}(?:\.[\w-]*)*/g, '[jwt]'],
  [/-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g, '[private key]'],
  [/(authorization(?:\\*["'])?\s{0,4}[:=]\s{0,4}(?:\\*["'])?)[^"'\\\r\n]+/gi, `$1${REDACTED}`],
  [
    /((?:secret|token|password|passphrase|secret_?access_?key|access_?key_?secret|api_?key|private_?key|invite_?code|ticket)(?:\\*["'])?\s{0,4}(?:[:=]|%3D)\s{0,4}(?:\\*["'])?)[^\s"'\\,;&<>(){}[\]]+/gi,
    `$1${REDACTED}`,
  ],
];

/**
 * An e-mail address: a run of what RFC 5321 allows before the sign (without "/", so that `node_modules/@slack` stays a path).
 * The look-behind lets a match begin only where a run begins, which keeps the search linear; a match therefore ends only
 * where a run ends, so that of `a@x.org|b@y.org` nothing remains.
 */
const EMAIL = (() => {
  const local = "\\p{L}\\p{M}\\p{N}.!#$%&'*+=?^_`{|}~\\-";
  return new RegExp(`(?<![${local}])[${local}]+(?:@|%40)[@${local}]+`, 'gu');
})();

/** The spellings under which a value may turn up inside a text. */
function spellings(secret: string): readonly string[] {
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), secret.replaceAll('+', '%2B')];
}

/** Takes out what is recognised as a secret by its shape alone; names and e-mails stay. */
export function scrubSecrets(text: string): string {
  return SHAPES.reduce((clean, [pattern, replacement]) => clean.replace(pattern, replacement), text);
}

export type ScrubText = (text: string) => string;

/**
 * Makes a function that takes secrets and e-mail addresses out of a text: the given values exactly as they are (also URL-
 * and JSON-encoded), everything else by its shape. Values below six characters are ignored.
 */
export function createScrubText(secrets: readonly string[]): ScrubText {
  const exact = [
    ...new Set(
      secrets.filter((secret) => secret.length >= SHORTEST_SECRET && secret.isWellFormed()).flatMap(spellings),
    ),
  ].sort((one, other) => other.length - one.length);
  return (text) => {
    let clean = text;
    for (const value of exact) clean = clean.replaceAll(value, REDACTED);
    clean = scrubSecrets(clean);
    return clean.includes('@') || clean.includes('%40') ? clean.replace(EMAIL, '[e-mail]') : clean;
  };
}
