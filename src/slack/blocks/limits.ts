/**
 * Slack's caps, counted in UTF-16 units here, which is never fewer than the characters Slack counts.
 * https://docs.slack.dev/reference/block-kit/blocks and https://docs.slack.dev/reference/views
 */
export const LIMITS = {
  blocksInMessage: 50,
  blocksInView: 100,
  sectionText: 3_000,
  headerText: 150,
  fields: 10,
  fieldText: 2_000,
  contextElements: 10,
  actionElements: 25,
  buttonText: 75,
  buttonValue: 2_000,
  actionId: 255,
  blockId: 255,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  inputLabel: 2_000,
  inputHint: 2_000,
  options: 100,
  optionText: 75,
  optionValue: 150,
  plainTextInput: 3_000,
  viewTitle: 24,
  privateMetadata: 3_000,
  /** `chat.update` refuses more, so no message of ours has more. https://docs.slack.dev/reference/methods/chat.update */
  messageText: 4_000,
  /**
   * Over all blocks of a message. Not documented: Slack answers `msg_blocks_too_long` somewhat above it.
   * https://github.com/slackapi/bolt-js/issues/2509
   */
  messageCharacters: 13_200,
} as const;

/** A builder was given more than Slack takes: our fault, since every text from outside is clipped before. */
export class OverSlackLimit extends Error {
  override readonly name = 'OverSlackLimit';
}

export function within(limit: keyof typeof LIMITS, size: number): void {
  if (size > LIMITS[limit]) throw new OverSlackLimit(`${limit}: ${size} is more than ${LIMITS[limit]}`);
}
