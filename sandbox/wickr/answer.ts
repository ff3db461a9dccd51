import type { Answer } from '../far-end/answer.ts';

export type { Answer } from '../far-end/answer.ts';

export function ok(body: unknown): Answer {
  return json(200, {}, body);
}

/** An error of the service or of AWS's layer in front of it: restJson1 names it in `x-amzn-errortype`. */
export function problem(
  status: number,
  name: string,
  body: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return json(status, { ...headers, 'x-amzn-errortype': name }, body);
}

export interface Reason {
  readonly field: string;
  readonly reason: string;
}

export const badRequest = (message: string) => problem(400, 'BadRequestError', { message });
export const unauthorized = (message: string) => problem(401, 'UnauthorizedError', { message });
export const forbidden = (message: string) => problem(403, 'ForbiddenError', { message });
export const notFound = (message: string) => problem(404, 'ResourceNotFoundError', { message });
/** AWS's sample of this error has reasons and no message. */
export const invalid = (reasons: readonly Reason[]) => problem(422, 'ValidationError', { reasons });

function json(status: number, headers: Readonly<Record<string, string>>, body: unknown): Answer {
  return { status, headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
