import { z } from 'zod';

/** What a reason has to be. */
export const ReasonDemand = z.strictObject({
  required: z.boolean(),
  /** Of each list at least one ticket has to be named: `[["OPS-#", "INC#"]]`. */
  tickets: z.array(z.array(z.string())),
});
export type ReasonDemand = z.infer<typeof ReasonDemand>;

/** Where no policy says otherwise: some reason. */
export const SOME_REASON: ReasonDemand = { required: true, tickets: [] };

const PATTERN = /^[A-Za-z][A-Za-z0-9_/-]{0,29}#$/;

/** `OPS-#`: a word that stands as it is, then digits for `#`. Nothing else is a pattern. */
export function isTicketPattern(text: string): boolean {
  return PATTERN.test(text);
}

const isPartOfWord = (character: string | undefined): boolean =>
  character !== undefined && /^[\p{L}\p{N}_]$/u.test(character);
const isDigit = (character: string | undefined): boolean =>
  character !== undefined && character >= '0' && character <= '9';

/** Does a text name a ticket, as a word of its own, in any case? Time linear in the text. */
export function namesTicket(text: string, pattern: string): boolean {
  const words = text.toLowerCase();
  const prefix = pattern.slice(0, -1).toLowerCase();
  for (let at = words.indexOf(prefix); at >= 0; at = words.indexOf(prefix, at + 1)) {
    let end = at + prefix.length;
    while (isDigit(words[end])) end += 1;
    if (end > at + prefix.length && !isPartOfWord(words[at - 1]) && !isPartOfWord(words[end])) return true;
  }
  return false;
}

/** "OPS-123 or INC123" */
const examples = (patterns: readonly string[]): string =>
  patterns.map((pattern) => pattern.replace('#', '123')).join(' or ');

/** "a ticket such as OPS-123"; null when any reason will do. */
export function ticketWords({ tickets }: ReasonDemand): string | null {
  return tickets.length === 0 ? null : `a ticket such as ${tickets.map(examples).join(', and one such as ')}`;
}

export type JudgedReason =
  | { readonly kind: 'enough' }
  /** `hint` says what it has to name, or is null where any reason will do. */
  | { readonly kind: 'lacking'; readonly hint: string | null };

export function judgeReason(reason: string | null, demand: ReasonDemand): JudgedReason {
  const given = reason?.trim() ?? '';
  const named = demand.tickets.every((patterns) => patterns.some((pattern) => namesTicket(given, pattern)));
  if (given === '' ? !demand.required && named : named) return { kind: 'enough' };
  return { kind: 'lacking', hint: ticketWords(demand) };
}
