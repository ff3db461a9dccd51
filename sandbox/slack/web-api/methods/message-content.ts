import type { Workspace } from '../../workspace.ts';
import { good, type Refusal, type Result, refuse } from '../answer.ts';
import { blocks, json, record, text, unsupported } from '../arguments.ts';
import type { Context } from '../method.ts';

type Metadata = Record<string, unknown>;

/** What a message is made of, in all methods that make one. */
export const contentArguments = {
  text: text.optional(),
  blocks: blocks.optional(),
  metadata: json(record).optional(),
  attachments: unsupported,
  markdown_text: unsupported,
};

export interface Content {
  readonly text: string;
  readonly blocks: readonly Record<string, unknown>[] | null;
  /** Undefined where the call does not speak of it; null where it wants none. */
  readonly metadata: Metadata | null | undefined;
}

/** What may be in a message, and that it is not empty. Metadata without anything in it is none. */
export function readContent(
  { validate }: Context,
  args: {
    readonly text?: string | undefined;
    readonly blocks?: readonly Record<string, unknown>[] | undefined;
    readonly metadata?: Metadata | undefined;
  },
  mostCharacters = Number.POSITIVE_INFINITY,
): Result<Content> {
  const { text = '', metadata } = args;
  const blocks = args.blocks && args.blocks.length > 0 ? args.blocks : null;
  if (text === '' && blocks === null) return refuse('no_text');
  if ([...text].length > mostCharacters) return refuse('msg_too_long');
  const isMarked = metadata !== undefined && Object.keys(metadata).length > 0;
  const problems = validate.message({ text, blocks, metadata: isMarked ? metadata : null });
  const { error, errors, messages } = validate.slackErrors(problems);
  if (error !== null) return { ...refuse(error, messages), errors };
  return good({ text, blocks, metadata: metadata === undefined || isMarked ? metadata : null });
}

/** Is there a thread that begins with this message? */
export function threadProblem(workspace: Workspace, channel: string, threadTs: string | undefined): Refusal | null {
  if (threadTs === undefined) return null;
  if (!/^\d{10}\.\d{6}$/.test(threadTs)) return refuse('invalid_thread_ts');
  const parent = workspace.find(channel, threadTs);
  if (!parent || parent.ephemeralTo !== null) return refuse('thread_not_found');
  return parent.threadTs === null ? null : refuse('cannot_reply_to_message');
}
