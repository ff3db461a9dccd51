import { z } from 'zod';
import { mimetypeOf } from '../../mimetype.ts';
import { BOT_USER_ID, type FileRecord } from '../../records.ts';
import { joinedChannel } from '../access.ts';
import { type Answer, good, type Result, refuse } from '../answer.ts';
import { amount, json, text, unsupported } from '../arguments.ts';
import { type Context, method } from '../method.ts';
import { fileObject } from '../objects.ts';
import { threadProblem } from './message-content.ts';

const getUploadUrl = method({
  name: 'files.getUploadURLExternal',
  scopes: ['files:write'],
  changes: true,
  args: z.object({ filename: text, length: amount }),
  answer: ({ filename, length }, { workspace, uploads, baseUrl }) => {
    const fileId = workspace.newId('F');
    uploads.set(fileId, { fileId, name: filename, sizeBytes: length, bytes: null });
    return { ok: true, upload_url: `${baseUrl()}/upload/${fileId}`, file_id: fileId };
  },
});

const completeUpload = method({
  name: 'files.completeUploadExternal',
  scopes: ['files:write'],
  changes: true,
  args: z.object({
    files: json(z.array(z.object({ id: text, title: text.optional() })).min(1)),
    channel_id: text.optional(),
    thread_ts: text.optional(),
    initial_comment: text.optional(),
    channels: unsupported,
    blocks: unsupported,
  }),
  answer: (args, context) => {
    const files = finished(context, args.files);
    if (!files.ok) return files;
    if (args.channel_id === undefined) return keep(context, files.value);
    const { workspace } = context;
    const channel = joinedChannel(workspace, args.channel_id);
    if (!channel.ok) return channel;
    if (channel.value.archived) return refuse('is_archived');
    const problem = threadProblem(workspace, channel.value.id, args.thread_ts);
    if (problem) return problem;
    const answer = keep(context, files.value);
    workspace.post({
      channel: channel.value.id,
      user: BOT_USER_ID,
      text: args.initial_comment ?? '',
      threadTs: args.thread_ts ?? null,
      files: files.value,
    });
    return answer;
  },
});

const info = method({
  name: 'files.info',
  scopes: ['files:read'],
  args: z.object({ file: text }),
  answer: (args, { workspace, baseUrl }) => {
    const file = workspace.files.get(args.file);
    return file && workspace.isVisibleToApp(file)
      ? { ok: true, file: fileObject(file, baseUrl()) }
      : refuse('file_not_found');
  },
});

export const fileMethods = [getUploadUrl, completeUpload, info];

/** Only what was announced and then uploaded, once. */
function finished(
  { uploads }: Context,
  wanted: readonly { readonly id: string; readonly title?: string | undefined }[],
): Result<readonly FileRecord[]> {
  const files: FileRecord[] = [];
  for (const { id, title } of wanted) {
    const upload = uploads.get(id);
    if (!upload?.bytes) return refuse('file_not_found');
    const { name, bytes } = upload;
    files.push({ id, name, title: title ?? name, mimetype: mimetypeOf(name), user: BOT_USER_ID, bytes });
  }
  return good(files);
}

function keep({ workspace, uploads, baseUrl }: Context, files: readonly FileRecord[]): Answer {
  for (const file of files) {
    uploads.delete(file.id);
    workspace.files.set(file.id, file);
  }
  return { ok: true, files: files.map((file) => fileObject(file, baseUrl())) };
}
