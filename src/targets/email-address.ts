/** https://datatracker.ietf.org/doc/html/rfc5321#section-4.5.3.1; a path's 256 include its angle brackets. */
const LONGEST_ADDRESS = 254;
const LONGEST_LOCAL_PART = 64;

/**
 * No spaces, no quoting, no comments, and none of the marks that Slack's brackets begin with: such addresses are legal,
 * and in practice always a mistake.
 */
const LOCAL_PART = /^[^\s"(),:;<>@[\\\]\p{C}#!][^\s"(),:;<>@[\\\]\p{C}]*$/u;
const LABEL = /^[\p{L}\p{M}\p{N}-]{1,63}$/u;
const TOP_LEVEL = /^(?:xn--[a-z0-9-]+|[\p{L}\p{M}]{2,})$/iu;

/** Addresses that differ only in case, or in how an accent is encoded, are one address here. */
export function foldEmail(email: string): string {
  return email.toLowerCase().normalize('NFC');
}

/** The address, folded; null when the text is not one complete e-mail address. */
export function readEmail(text: string): string | null {
  if (text.length > LONGEST_ADDRESS) return null;
  const [local = '', domain = '', ...more] = text.split('@');
  const labels = domain.split('.');
  const whole =
    more.length === 0 &&
    local.length <= LONGEST_LOCAL_PART &&
    LOCAL_PART.test(local) &&
    local.split('.').every((part) => part !== '') &&
    labels.length > 1 &&
    labels.every((label) => LABEL.test(label) && !label.startsWith('-') && !label.endsWith('-')) &&
    TOP_LEVEL.test(labels.at(-1) ?? '');
  return whole ? foldEmail(text) : null;
}
