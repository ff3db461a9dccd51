import { SlackError, WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { IdentifierType } from '../directories/naming.ts';
import type { SlackUserId } from '../ids.ts';
import type { Log } from '../telemetry/log.ts';
import { type PeopleFile, readPeopleFile } from '../uploads/read-people-file.ts';
import type { CommandKind } from './command-kind.ts';
import { FILE_TIMEOUTS, FileUnavailable, type OpenedFile, openSlackFile, SlackFile } from './files.ts';
import type { SlackPosts } from './present/posting.ts';

export interface UploadWanted {
  readonly fileId: string;
  readonly kind: Pick<CommandKind, 'isAccountId'>;
  /** What the people are named by; null where that speaks for itself. */
  readonly by: IdentifierType | null;
  /** From 0; null lets the file tell. */
  readonly column: number | null;
}

export type ReadUpload =
  | PeopleFile
  /** Slack did not give us the file. `again`: another try may fare better. */
  | { readonly kind: 'not-got'; readonly reason: string; readonly again: boolean };

/** A file for one person. */
export interface SentFile {
  readonly name: string;
  readonly content: string;
  readonly comment: string;
}

/** Files that people hand us in Slack, and those we hand them. */
export interface Uploads {
  /** Gets a file from Slack and reads who is in it. Throws only when the code is broken. */
  read(wanted: UploadWanted): Promise<ReadUpload>;
  /** Sends a file directly to one person. Throws when Slack did not take it. */
  sendTo(user: SlackUserId, file: SentFile): Promise<void>;
}

export interface UploadsDeps {
  /** Must reject rate-limited calls at once instead of waiting. Needs the scope files:read. */
  readonly client: Pick<WebClient, 'files'>;
  readonly apiUrl: string;
  readonly botToken: string;
  readonly posts: Pick<SlackPosts, 'openDm' | 'upload'>;
  readonly log: Log;
}

/** Slack did not take a file for somebody. */
class NotSent extends Error {
  override readonly name = 'NotSent';
}

const WHY = {
  unseen: 'Slack shows me no such file. Invite me to the conversation it was shared in, or attach it here again.',
  scope: 'Slack does not let me read files: files:read is missing among my scopes. Whoever runs me has to add it.',
  unclear: 'Slack describes this file in a way I cannot read. Attach it here again.',
  away: 'Slack did not hand me this file just now. Please try again.',
} as const;

/** https://docs.slack.dev/reference/methods/files.info#errors */
const UNSEEN = new Set(['file_not_found', 'file_deleted', 'access_denied']);
const NOT_LET = new Set(['missing_scope', 'no_permission', 'not_allowed_token_type']);

const FileAnswer = z.object({ file: SlackFile });

export function createUploads({ client, apiUrl, botToken, posts, log }: UploadsDeps): Uploads {
  /** Slack is asked for the file's address each time: no address that came with a payload is used. */
  const open = async (fileId: string): Promise<OpenedFile> => {
    const answer = FileAnswer.safeParse(await client.files.info({ file: fileId }));
    if (!answer.success) return { kind: 'refused', reason: WHY.unclear };
    const signal = AbortSignal.timeout(FILE_TIMEOUTS.totalMs);
    return openSlackFile({ file: answer.data.file, apiUrl, botToken, timeouts: FILE_TIMEOUTS, signal });
  };

  return {
    read: async ({ fileId, kind: { isAccountId }, by, column }) => {
      try {
        const opened = await open(fileId);
        if (opened.kind === 'refused') return { kind: 'not-got', reason: opened.reason, again: false };
        const choice = column === null ? null : ({ by: 'position', position: column } as const);
        return await readPeopleFile({ bytes: opened.bytes, column: choice, isAccountId, by });
      } catch (error) {
        return notGot(error, log);
      }
    },
    sendTo: async (user, file) => {
      const opened = await posts.openDm(user);
      if (opened.kind !== 'opened') throw new NotSent(`No direct message could be opened: ${opened.kind}`);
      const sent = await posts.upload({ channel: opened.channel, threadTs: null }, file);
      if (sent.kind !== 'posted') throw new NotSent(`A file could not be sent: ${sent.kind}`);
    },
  };
}

function notGot(error: unknown, log: Log): ReadUpload {
  if (error instanceof WebAPIPlatformError) {
    const code = error.data.error;
    if (UNSEEN.has(code)) return { kind: 'not-got', reason: WHY.unseen, again: true };
    if (NOT_LET.has(code)) {
      log.error({ problem: code }, 'Slack does not let the bot read files');
      return { kind: 'not-got', reason: WHY.scope, again: true };
    }
  } else if (!(error instanceof FileUnavailable || error instanceof SlackError)) throw error;
  log.warn({ err: error }, 'A file could not be got from Slack');
  return { kind: 'not-got', reason: WHY.away, again: true };
}
