export const OPTIONS = ['in', 'reason', 'dry-run'] as const;
export type Option = (typeof OPTIONS)[number];

/** Keyboards turn two hyphens into one dash, and East Asian ones write wide hyphens. */
const NAME = /^(-{1,3}|[\u2010-\u2015\u2212\uff0d]{1,2})([a-z][a-z\u2010\u2011-]*)(?=[\s,;=，；、"“”„‟«»＂'‘’‚‛]|$)/i;

export type OptionName =
  | { readonly kind: 'known'; readonly option: Option; readonly length: number }
  /** `written`: lower-case letters and hyphens only. */
  | { readonly kind: 'unknown'; readonly written: string };

/** The option with which `text` begins, or null. A single hyphen makes an option of a known name only. */
export function readOptionName(text: string): OptionName | null {
  const [whole = '', sign, name = ''] = NAME.exec(text) ?? [];
  if (sign === undefined) return null;
  const written = name.toLowerCase().replace(/[\u2010\u2011]/g, '-');
  const option = OPTIONS.find((known) => known === written);
  if (option !== undefined) return { kind: 'known', option, length: whole.length };
  return sign === '-' ? null : { kind: 'unknown', written };
}
