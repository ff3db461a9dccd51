import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import { good, type Result, refuse } from './answer.ts';
import type { RawArguments } from './method.ts';

export interface Call {
  readonly args: RawArguments;
  readonly token: string | null;
}

const Arguments = z.record(z.string(), z.unknown());

/** Rejects when the client goes away. */
export const readBody = (request: IncomingMessage): Promise<Buffer> => buffer(request);

/**
 * Arguments from the query and from a form, multipart or JSON body; the token from the header, or from the query or a
 * form, but not from JSON. https://docs.slack.dev/apis/web-api/
 */
export async function readCall(request: IncomingMessage, url: URL, body: Buffer): Promise<Result<Call>> {
  const contentType = request.headers['content-type'] ?? '';
  const isJson = contentType.startsWith('application/json');
  const fields = await readFields(contentType, body);
  if (!fields.ok) return fields;
  const { token: formToken, ...args } = dropEmpty({ ...Object.fromEntries(url.searchParams), ...fields.value });
  const header = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const token = header ?? (typeof formToken === 'string' && !isJson ? formToken : null);
  return good({ args, token });
}

async function readFields(contentType: string, body: Buffer): Promise<Result<Record<string, unknown>>> {
  if (body.length === 0) return good({});
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return good(Object.fromEntries(new URLSearchParams(body.toString('utf8'))));
  }
  if (contentType.startsWith('multipart/form-data')) {
    const form = await readForm(contentType, body);
    return form ? good(Object.fromEntries(form)) : refuse('invalid_form_data');
  }
  if (contentType.startsWith('application/json')) return readJson(body.toString('utf8'));
  return refuse(contentType === '' ? 'missing_post_type' : 'invalid_post_type');
}

export function readForm(contentType: string, body: Buffer): Promise<FormData | null> {
  return new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData().catch(() => null);
}

function readJson(text: string): Result<Record<string, unknown>> {
  try {
    const args = Arguments.safeParse(JSON.parse(text));
    return args.success ? good(args.data) : refuse('json_not_object');
  } catch {
    return refuse('invalid_json');
  }
}

/** Slack takes an empty argument as none. */
const dropEmpty = (args: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(args).filter(([, value]) => value !== '' && value !== null));
