import { good, type Result, refuse } from './answer.ts';

export interface Page<T> {
  readonly items: readonly T[];
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/**
 * One page of `items`. The cursor is opaque to clients: it names the first item of its page.
 * https://docs.slack.dev/apis/web-api/pagination
 */
export function pageOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  { cursor, limit }: { readonly cursor: string | undefined; readonly limit: number },
): Result<Page<T>> {
  const key = cursor === undefined ? null : Buffer.from(cursor, 'base64').toString('utf8');
  const start = key === null ? 0 : items.findIndex((item) => keyOf(item) === key);
  if (start < 0) return refuse('invalid_cursor');
  const next = items[start + limit];
  return good({
    items: items.slice(start, start + limit),
    nextCursor: next === undefined ? null : Buffer.from(keyOf(next)).toString('base64'),
  });
}

/** As answers end that list something. */
export const pageEnd = ({ nextCursor }: Page<unknown>) => ({ response_metadata: { next_cursor: nextCursor ?? '' } });
