import type { Sandbox } from '../../sandbox/sandbox.ts';
import { type Player, readableText } from '../../sandbox/slack/driver.ts';
import type { Message } from '../../sandbox/slack/records.ts';
import { GENERAL_CHANNEL } from '../../sandbox/slack/seed.ts';

/** Gives a command and answers what follows the first "Looking up …", which only this person sees. */
export async function answerTo({ slack }: Sandbox, player: Player, text: string): Promise<Message> {
  const before = player.ephemerals().length;
  await player.command(GENERAL_CHANNEL, text);
  return slack.waitFor(`an answer to ${text.slice(0, 100)}`, () =>
    player.ephemerals().find((message, at) => at >= before && !message.text.startsWith('Looking up')),
  );
}

/** All that a person reads in a message. */
export const readable = ({ text, blocks }: Message): string => `${text}\n${readableText(blocks)}`;
