/** The options of every kind of directory. `example` is for those with a value; a switch has none. */
const TABLE = {
  in: { example: '--in acme-prod' },
  by: { example: '--by email' },
  reason: { example: '--reason "left the company"' },
  'dry-run': { example: null },
  group: { example: '--group "Field Operations"' },
  pending: { example: null },
  expired: { example: null },
  suspended: { example: null },
  inactive: { example: '--inactive 90d' },
  mine: { example: null },
  about: { example: '--about alice@example.com' },
  since: { example: '--since 30d' },
} as const satisfies Record<string, { readonly example: string | null }>;

export type Option = keyof typeof TABLE;
export const OPTIONS = Object.keys(TABLE) as readonly Option[];

/** Of options that only some operations take; they all have a value. */
const OWN: Readonly<Record<string, string>> = {
  devices: '--devices desktop',
  kick: '--kick yes',
  apps: '--apps 6229ffaaaaaaaaaaaaaaaaaa',
  app: '--app 6229ffaaaaaaaaaaaaaaaaaa',
  'invite-code-days': '--invite-code-days 14',
  'code-validation': '--code-validation yes',
};

/** How a value is given to an option, or null for a switch. What is not in our table is an operation's own: it has a value. */
export function exampleOf(option: string): string | null {
  const known = OPTIONS.find((one) => one === option);
  return known === undefined ? (OWN[option] ?? `--${option} "…"`) : TABLE[known].example;
}

/** Keyboards turn two hyphens into one dash, and East Asian ones write wide hyphens. */
const NAME = /^(-{1,3}|[\u2010-\u2015\u2212\uff0d]{1,2})([a-z][a-z\u2010\u2011-]*)(?=[\s,;=，；、"“”„‟«»＂'‘’‚‛]|$)/i;

export type OptionName =
  | { readonly kind: 'known'; readonly option: string; readonly length: number }
  /** `written`: lower-case letters and hyphens only. */
  | { readonly kind: 'unknown'; readonly written: string };

/** The option with which `text` begins, or null. A single hyphen makes an option of a known name only. */
export function readOptionName(text: string, known: readonly string[]): OptionName | null {
  const [whole = '', sign, word = ''] = NAME.exec(text) ?? [];
  if (sign === undefined) return null;
  const written = word.toLowerCase().replace(/[\u2010\u2011]/g, '-');
  const option = known.find((name) => name === written);
  if (option !== undefined) return { kind: 'known', option, length: whole.length };
  return sign === '-' ? null : { kind: 'unknown', written };
}
