import { z } from 'zod';
import { visibleChannel } from '../access.ts';
import { refuse } from '../answer.ts';
import { text } from '../arguments.ts';
import { method } from '../method.ts';

export const getPermalink = method({
  name: 'chat.getPermalink',
  args: z.object({ channel: text, message_ts: text }),
  answer: ({ channel, message_ts: ts }, { workspace, baseUrl }) => {
    const place = visibleChannel(workspace, channel);
    if (!place.ok) return place;
    const message = workspace.find(channel, ts);
    if (!message || message.ephemeralTo !== null) return refuse('message_not_found');
    const thread = message.threadTs === null ? '' : `?thread_ts=${message.threadTs}&cid=${channel}`;
    return { ok: true, channel, permalink: `${baseUrl()}/archives/${channel}/p${ts.replace('.', '')}${thread}` };
  },
});
