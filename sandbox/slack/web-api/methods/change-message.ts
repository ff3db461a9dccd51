import { z } from 'zod';
import { BOT_USER_ID, type Message } from '../../records.ts';
import { visibleChannel } from '../access.ts';
import { good, type Result, refuse } from '../answer.ts';
import { text } from '../arguments.ts';
import { type Context, method } from '../method.ts';
import { messageObject } from '../objects.ts';
import { contentArguments, readContent } from './message-content.ts';

/** https://docs.slack.dev/reference/methods/chat.update#errors */
const MOST_TEXT = 4_000;

/** Text without blocks drops the blocks the message had; metadata stays unless given. */
export const updateMessage = method({
  name: 'chat.update',
  scopes: ['chat:write'],
  changes: true,
  args: z.object({ ...contentArguments, channel: text, ts: text }),
  answer: (args, context) => {
    const { workspace, baseUrl } = context;
    const own = ownMessage(context, args, 'cant_update_message');
    if (!own.ok) return own;
    if (own.value.ephemeralTo !== null) return refuse('cant_update_message');
    if (workspace.channels.get(args.channel)?.archived === true) return refuse('is_inactive');
    const content = readContent(context, args, MOST_TEXT);
    if (!content.ok) return content;
    const { metadata, ...shown } = content.value;
    const message = workspace.update(args.channel, args.ts, metadata === undefined ? shown : { ...shown, metadata });
    if (!message) return refuse('message_not_found');
    const replies = workspace.history(args.channel).filter(({ threadTs }) => threadTs === args.ts);
    return {
      ok: true,
      channel: args.channel,
      ts: args.ts,
      text: message.text,
      message: messageObject(message, { baseUrl: baseUrl(), replies, metadata: true }),
    };
  },
});

export const deleteMessage = method({
  name: 'chat.delete',
  scopes: ['chat:write'],
  changes: true,
  args: z.object({ channel: text, ts: text }),
  answer: (args, context) => {
    const own = ownMessage(context, args, 'cant_delete_message');
    if (!own.ok) return own;
    if (own.value.ephemeralTo !== null) return refuse('message_not_found');
    context.workspace.remove(args.channel, args.ts);
    return { ok: true, channel: args.channel, ts: args.ts };
  },
});

/** A person's id will not do for the channel, other than for posting. */
function ownMessage(
  { workspace }: Context,
  { channel, ts }: { readonly channel: string; readonly ts: string },
  foreign: string,
): Result<Message> {
  const place = visibleChannel(workspace, channel);
  if (!place.ok) return place;
  const message = workspace.find(channel, ts);
  if (!message) return refuse('message_not_found');
  return message.user === BOT_USER_ID ? good(message) : refuse(foreign);
}
