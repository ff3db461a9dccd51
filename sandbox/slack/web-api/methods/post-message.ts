import { z } from 'zod';
import { BOT_USER_ID, type Channel } from '../../records.ts';
import { dmWith, visibleChannel } from '../access.ts';
import { type Result, refuse } from '../answer.ts';
import { text } from '../arguments.ts';
import { type Context, method } from '../method.ts';
import { messageObject } from '../objects.ts';
import { contentArguments, readContent, threadProblem } from './message-content.ts';

export const postMessage = method({
  name: 'chat.postMessage',
  scopes: ['chat:write'],
  changes: true,
  args: z.object({ ...contentArguments, channel: text, thread_ts: text.optional() }),
  answer: (args, context) => {
    const { workspace, baseUrl } = context;
    const channel = postableChannel(context, args.channel);
    if (!channel.ok) return channel;
    const content = readContent(context, args);
    if (!content.ok) return content;
    const problem = threadProblem(workspace, channel.value.id, args.thread_ts);
    if (problem) return problem;
    const message = workspace.post({
      channel: channel.value.id,
      user: BOT_USER_ID,
      text: content.value.text,
      blocks: content.value.blocks,
      threadTs: args.thread_ts ?? null,
      metadata: content.value.metadata ?? null,
    });
    return {
      ok: true,
      channel: message.channel,
      ts: message.ts,
      message: messageObject(message, { baseUrl: baseUrl(), replies: [], metadata: true }),
    };
  },
});

/** A person's id stands for the direct messages with them. Not being a member is overcome by chat:write.public. */
function postableChannel({ workspace }: Context, id: string): Result<Channel> {
  if (/^[UW]/.test(id)) return dmWith(workspace, id, 'channel_not_found', 'channel_not_found');
  const channel = visibleChannel(workspace, id);
  if (!channel.ok) return channel;
  const { archived, members } = channel.value;
  if (archived) return refuse('is_archived');
  return members.has(BOT_USER_ID) || workspace.manifest.scopes.has('chat:write.public')
    ? channel
    : refuse('not_in_channel');
}
