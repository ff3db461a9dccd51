import { z } from 'zod';
import type { Workspace } from '../../workspace.ts';
import { good, type Refusal, type Result, refuse } from '../answer.ts';
import { blocks, json, record, text, unsupported } from '../arguments.ts';
import type { Context } from '../method.ts';

type Metadata = Record<string, unknown>;

const EmptyMetadata = z.strictObject({});
const FullMetadata = z.strictObject({ event_type: z.string().min(1), event_payload: record });

/** What a message is made of, in all methods that make one. */
export const contentArguments = {
  text: text.optional(),
  blocks: blocks.optional(),
  metadata: json(z.union([FullMetadata, EmptyMetadata])).optional(),
  attachments: unsupported,
  markdown_text: unsupported,
};

export interface Content {
  readonly text: string;
  readonly blocks: readonly Record<string, unknown>[] | null;
  /** Undefined where the call does not speak of it; null where it wants none. */
  readonly metadata: Metadata | null | undefined;
}

/** What blocks may render to in all. Not documented, but told in https://github.com/slackapi/bolt-js/issues/2509 */
const MOST_RENDERED_CHARACTERS = 13_200;

export function readContent(
  { validate }: Context,
  args: {
    readonly text?: string | undefined;
    readonly blocks?: readonly Record<string, unknown>[] | undefined;
    readonly metadata?: Metadata | undefined;
  },
  mostCharacters: number,
): Result<Content> {
  const { text = '', metadata } = args;
  const blocks = args.blocks && args.blocks.length > 0 ? args.blocks : null;
  if (text === '' && blocks === null) return refuse('no_text');
  if ([...text].length > mostCharacters) return refuse('msg_too_long');
  const isMarked = metadata !== undefined && 'event_type' in metadata;
  if (isMarked && !isFlat(metadata['event_payload'])) return refuse('invalid_metadata_schema');
  const problems = validate.message({
    ...(text === '' ? {} : { text }),
    ...(blocks === null ? {} : { blocks }),
    ...(isMarked ? { metadata } : {}),
  });
  if (problems.length > 0) {
    const { errors, messages } = validate.slackErrors(problems);
    return { ...refuse('invalid_blocks', messages), errors };
  }
  if (renderedCharacters(blocks) > MOST_RENDERED_CHARACTERS) return refuse('msg_blocks_too_long');
  return good({ text, blocks, metadata: metadata === undefined ? undefined : isMarked ? metadata : null });
}

/** https://docs.slack.dev/messaging/message-metadata: values, lists of values, and flat objects of them. */
function isFlat(payload: unknown, depth = 0): boolean {
  if (typeof payload !== 'object' || payload === null) return payload !== null;
  return depth <= 2 && Object.values(payload).every((value) => isFlat(value, depth + 1));
}

function renderedCharacters(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.entries(value)
    .map(([name, inner]) => (name === 'text' && typeof inner === 'string' ? inner.length : renderedCharacters(inner)))
    .reduce((sum, length) => sum + length, 0);
}

/** Is there a thread that begins with this message? */
export function threadProblem(workspace: Workspace, channel: string, threadTs: string | undefined): Refusal | null {
  if (threadTs === undefined) return null;
  if (!/^\d{10}\.\d{6}$/.test(threadTs)) return refuse('invalid_thread_ts');
  const parent = workspace.find(channel, threadTs);
  if (!parent || parent.ephemeralTo !== null) return refuse('thread_not_found');
  return parent.threadTs === null ? null : refuse('cannot_reply_to_message');
}
