import { readCheckpoint } from '../checkpoint.ts';
import type { CheckpointPlace } from '../place.ts';

/** Posts one text to a channel. Throws when it did not arrive. */
export type PostText = (text: string) => Promise<void>;

/** A Slack channel: read by many, and only Slack's own administrators can take a message away. */
export function channelPlace(channelId: string, post: PostText): CheckpointPlace {
  return {
    name: `channel:${channelId}`,
    post: (line) =>
      post(`\`\`\`${line}\`\`\`\nThis vouches for the audit trail up to event ${readCheckpoint(line)?.seq ?? 0}.`),
  };
}
