/** "1 person", "12 people", "1,204 people". */
export function people(count: number): string {
  return count === 1 ? '1 person' : `${grouped(count)} people`;
}

/** "1,204" */
export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "a", "a and b", "a, b and c". */
export function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** Ends what somebody wrote with a full stop, unless it has an end of its own. */
export function asSentence(text: string): string {
  return /[.!?…]$/u.test(text) ? text : `${text}.`;
}
