/** What a method answers: business errors too are HTTP 200. https://docs.slack.dev/apis/web-api/ */
export type Answer = { readonly ok: true; readonly [field: string]: unknown } | Refusal;

export type Refusal = { readonly ok: false; readonly error: string; readonly [field: string]: unknown };

export type Result<T> = { readonly ok: true; readonly value: T } | Refusal;

export function refuse(error: string, messages: readonly string[] = []): Refusal {
  return { ok: false, error, ...(messages.length > 0 ? { response_metadata: { messages } } : {}) };
}

export const good = <T>(value: T): Result<T> => ({ ok: true, value });
