import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Workspace } from '../workspace.ts';
import { readBody, readForm } from './read-call.ts';
import type { Uploads } from './uploads.ts';

export const UPLOAD_PATH = '/upload/';
export const FILES_PATH = '/files-pri/';

/** `POST /upload/<file id>`: the bytes, raw or as a form's only file. As long as announced, or nothing is taken. */
export async function receiveUpload(
  uploads: Uploads,
  request: IncomingMessage,
  response: ServerResponse,
  fileId: string,
): Promise<void> {
  const answer = (status: number, text: string) =>
    response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
  const upload = uploads.get(fileId);
  const bytes = await readBytes(request);
  if (!upload) answer(404, 'No such upload');
  else if (!bytes) answer(400, 'No file in the form');
  else if (bytes.length !== upload.sizeBytes) answer(400, `${bytes.length} bytes came, ${upload.sizeBytes} announced`);
  else {
    uploads.set(fileId, { ...upload, bytes });
    answer(200, `OK - ${bytes.length}`);
  }
}

async function readBytes(request: IncomingMessage): Promise<Uint8Array | null> {
  const body = await readBody(request);
  const contentType = request.headers['content-type'] ?? '';
  if (!contentType.startsWith('multipart/form-data')) return body;
  const form = await readForm(contentType, body);
  const file = [...(form?.values() ?? [])].find((value) => typeof value !== 'string');
  return file ? file.bytes() : null;
}

const LOGIN_PAGE = '<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>';

/** `GET /files-pri/<file id>/<name>`: with the app's token and the scope, the bytes; for anybody else a page to sign in. */
export function sendFile(
  workspace: Workspace,
  botToken: string,
  request: IncomingMessage,
  response: ServerResponse,
  fileId: string,
): void {
  const isAllowed =
    request.headers.authorization === `Bearer ${botToken}` && workspace.manifest.scopes.has('files:read');
  const file = workspace.files.get(fileId);
  if (!isAllowed) response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(LOGIN_PAGE);
  else if (!file || !workspace.isVisibleToApp(file)) response.writeHead(404).end();
  else {
    const disposition = `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`;
    response.writeHead(200, { 'content-type': file.mimetype, 'content-disposition': disposition }).end(file.bytes);
  }
}
