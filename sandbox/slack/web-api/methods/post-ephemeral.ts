import { z } from 'zod';
import { BOT_USER_ID } from '../../records.ts';
import { joinedChannel } from '../access.ts';
import { refuse } from '../answer.ts';
import { text } from '../arguments.ts';
import { method } from '../method.ts';
import { contentArguments, readContent, threadProblem } from './message-content.ts';

/** What Slack advises for `text`; what it refuses is not documented. */
const MOST_TEXT = 4_000;

/** The answer's `message_ts` is good for nothing: no method finds the message again. */
export const postEphemeral = method({
  name: 'chat.postEphemeral',
  scopes: ['chat:write'],
  changes: true,
  args: z.object({ ...contentArguments, channel: text, user: text, thread_ts: text.optional() }),
  answer: (args, context) => {
    const { workspace } = context;
    const channel = joinedChannel(workspace, args.channel);
    if (!channel.ok) return channel;
    const { id, archived, members } = channel.value;
    if (archived) return refuse('is_archived');
    if (!members.has(args.user)) return refuse('user_not_in_channel');
    const content = readContent(context, args, MOST_TEXT);
    if (!content.ok) return content;
    const problem = threadProblem(workspace, id, args.thread_ts);
    if (problem) return problem;
    const message = workspace.post({
      channel: id,
      user: BOT_USER_ID,
      text: content.value.text,
      blocks: content.value.blocks,
      threadTs: args.thread_ts ?? null,
      ephemeralTo: args.user,
    });
    return { ok: true, message_ts: message.ts };
  },
});
