import type { Answer } from '../far-end/answer.ts';

/** The service translates messages, and only them, by `x-authing-lang`; some it does not. */
export type Text = string | { readonly zh: string; readonly en: string };

/** What every answer says in its body, whatever the HTTP status: 200 is success and nothing else is. */
export interface Envelope {
  readonly statusCode: number;
  readonly message: Text;
  /** Absent on success, and on throttling and plain parameter errors. */
  readonly apiCode?: number;
  /** Absent on errors. */
  readonly data?: unknown;
}

export type Failure = Envelope & { readonly data?: never };

export const ok = (data: unknown): Envelope => ({ statusCode: 200, message: { zh: '操作成功', en: 'Success' }, data });

export function failure(statusCode: number, message: Text, apiCode?: number): Failure {
  return { statusCode, message, ...(apiCode === undefined ? {} : { apiCode }) };
}

/** A parameter of the wrong shape; the English wording is ours. */
export const malformed = (parameter: string): Failure =>
  failure(400, { zh: `参数 ${parameter} 格式错误`, en: `Parameter ${parameter} is malformed` });

export const userNotFound = failure(404, { zh: '用户不存在', en: 'User not found' }, 2004);
export const appNotFound = failure(404, { zh: '应用不存在', en: 'Application not found' }, 2011);
export const internalError = failure(500, { zh: '服务器内部错误', en: 'Internal server error' });
export const throttled = failure(429, { zh: '请求过于频繁', en: 'Too many requests' });

/** HTTP knows nothing of it yet: see `finish`. */
export function render({ message, ...envelope }: Envelope, language: string): Answer {
  const text = typeof message === 'string' ? message : language.startsWith('en') ? message.en : message.zh;
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify({ message: text, ...envelope }),
  };
}

/** Gives a failure its request id and, where HTTP mirrors the body, its status. What is no envelope stays as it is. */
export function finish(answer: Answer, requestId: string, httpStatus: 'always_200' | 'mirror'): Answer {
  const envelope = readEnvelope(answer.body);
  const statusCode = envelope?.['statusCode'];
  if (typeof statusCode !== 'number' || statusCode === 200) return answer;
  // HTTP has no 6xx.
  const mirrored = httpStatus === 'mirror' && answer.status === 200 && statusCode < 600;
  return {
    ...answer,
    status: mirrored ? statusCode : answer.status,
    body: JSON.stringify({ ...envelope, requestId }),
  };
}

/** Null for HTML, for an empty body and for JSON that a fault has cut. */
export function readEnvelope(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && 'statusCode' in value ? { ...value } : null;
  } catch {
    return null;
  }
}
