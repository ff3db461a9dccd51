/** `<@U123|alice>`, as Slack writes a mention into a command. */
const TYPED_MENTION = /^<@([A-Z0-9]+)(?:\|([^>]*))?>$/;

/** What somebody typed, as they saw it: a mention by its name. */
export function typedWords(typed: string): string {
  const [, id, label] = TYPED_MENTION.exec(typed) ?? [];
  return id === undefined ? typed : `@${label || id}`;
}
