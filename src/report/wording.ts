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

/** "Suspend 12 people"; a verb with an object of its own takes people as whose it is: "Reset devices of 12 people". */
export function verbAndPeople(verb: string, count: number): string {
  const words = verb.split('-');
  return `${capitalized(words.join(' '))}${words.length > 1 ? ' of' : ''} ${people(count)}`;
}

/** Ends what somebody wrote with a full stop, unless it has an end of its own. */
export function asSentence(text: string): string {
  return /[.!?…]$/u.test(text) ? text : `${text}.`;
}

/** Why, said of people who are named below: "is already suspended" becomes "Already suspended.". */
export function reasonSentence(reason: string): string {
  return asSentence(capitalized(reason.replace(/^(?:is|are) /, '')));
}
