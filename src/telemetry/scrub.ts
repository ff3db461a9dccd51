import { createScrubText, REDACTED, type ScrubText } from './scrub-text.ts';

/** Names of fields whose value is never shown, compared without case, `-` and `_`. Secrets and personal data. */
const HIDDEN_FIELDS: ReadonlySet<string> = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'setcookie',
  'credentials',
  'signature',
  'xslacksignature',
  'xamzsignature',
  'accesskeyid',
  'secretaccesskey',
  'accesskeysecret',
  'secretkey',
  'privatekey',
  'apikey',
  'ticket',
  'triggerid',
  'responseurl',
  'invitecode',
  'label',
  'email',
  'emails',
  'username',
  'displayname',
  'realname',
  'firstname',
  'middlename',
  'lastname',
  'fullname',
  'phone',
  'phonenumber',
]);

const HIDDEN_ENDINGS = /(?:token|secret|password|passwd|passphrase)$/;

/** A batch's idempotency token is no secret, and following one through the log is what the log is for. */
const SHOWN_FIELDS: ReadonlySet<string> = new Set(['clienttoken', 'xclienttoken', 'idempotencytoken']);

function isHidden(field: string): boolean {
  const plain = field.replace(/[-_]/g, '').toLowerCase();
  return HIDDEN_FIELDS.has(plain) || (HIDDEN_ENDINGS.test(plain) && !SHOWN_FIELDS.has(plain));
}

function scrubValue(value: unknown, scrubText: ScrubText): unknown {
  if (typeof value === 'string') return scrubText(value);
  if (Array.isArray(value)) return value.map((item) => scrubValue(item, scrubText));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, item]) => [
      scrubText(field),
      isHidden(field) && item !== null && typeof item !== 'boolean' ? REDACTED : scrubValue(item, scrubText),
    ]),
  );
}

/** Line and paragraph separators, other control characters and those that turn the direction of writing. */
const UNPRINTABLE = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

const UNREADABLE = `${JSON.stringify({ level: 'error', msg: 'A log line could not be read and was left out' })}\n`;

/**
 * Makes the last step before a log line leaves: takes one serialized JSON event, gives back one line of valid JSON without
 * secrets, without personal data in known fields, and without characters that could disturb a terminal.
 * It works on the parsed event, so that escapes in the JSON can neither hide a secret nor be cut in two.
 * What is no JSON is replaced whole. Never throws; linear in the length of the line.
 */
export function createScrubLine(secrets: readonly string[]): (line: string) => string {
  const scrubText = createScrubText(secrets);
  return (line) => {
    try {
      const event: unknown = JSON.parse(line);
      const escaped = JSON.stringify(scrubValue(event, scrubText)).replace(
        UNPRINTABLE,
        (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
      return `${escaped}\n`;
    } catch {
      return UNREADABLE;
    }
  };
}
