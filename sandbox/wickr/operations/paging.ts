import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Answer, badRequest, invalid, ok } from '../answer.ts';

const PageInput = z.object({
  nextToken: z.string().optional(),
  maxResults: z.number().default(10),
  sortFields: z.string().optional(),
  sortDirection: z.enum(['ASC', 'DESC']).default('DESC'),
});

/** Keys that an operation can sort by, each with how to read it. */
export type SortKeys<Item> = Readonly<Record<string, (item: Item) => string | number>>;

interface Listing<Item> {
  readonly operation: string;
  /** Member of the answer that carries the items. */
  readonly member: string;
  /** What the items are taken from: while it is the same array, so is the sorted listing. Absent where that is not worth it. */
  readonly from?: readonly Item[];
  /** All that the filters let through, in the order of the network. */
  items(): readonly Item[];
  readonly sortKeys: SortKeys<Item>;
  show(item: Item): unknown;
}

/**
 * One page. Tokens are opaque offsets, bound to the operation and its filters: whoever deletes between two pages
 * misses people, as the samples of the real service suggest.
 */
export function page<Item>(input: unknown, listing: Listing<Item>): Answer {
  const { nextToken, maxResults, sortFields, sortDirection } = PageInput.parse(input);
  const question = fingerprint(listing.operation, input);
  const start = nextToken === undefined ? 0 : readToken(nextToken, question);
  if (start === null) return badRequest('Invalid nextToken.');
  const keys = (sortFields ?? '').split('+').filter((name) => name !== '');
  const unknown = keys.filter((name) => !Object.hasOwn(listing.sortKeys, name));
  if (unknown.length > 0) return invalid([{ field: 'sortFields', reason: `must not have ${unknown.join(', ')}` }]);

  const sorted = sortedOnce(listing, question, () => sort(listing, keys, sortDirection));
  const end = start + maxResults;
  return ok({
    [listing.member]: sorted.slice(start, end).map((item) => listing.show(item)),
    nextToken: end < sorted.length ? writeToken(end, question) : undefined,
  });
}

const listings = new WeakMap<readonly unknown[], Map<string, readonly unknown[]>>();

/** A network of 100,000 has a thousand pages, and is sorted for the first of them only. */
function sortedOnce<Item>({ from }: Listing<Item>, question: string, sorted: () => readonly Item[]): readonly Item[] {
  if (!from) return sorted();
  const known = listings.get(from) ?? new Map<string, readonly unknown[]>();
  listings.set(from, known);
  const listing = known.get(question) ?? sorted();
  known.set(question, listing);
  return listing as readonly Item[];
}

function sort<Item>(listing: Listing<Item>, keys: readonly string[], direction: 'ASC' | 'DESC'): readonly Item[] {
  const sign = direction === 'ASC' ? 1 : -1;
  return listing.items().toSorted((one, other) => {
    for (const name of keys) {
      const read = listing.sortKeys[name];
      if (!read) continue;
      const [left, right] = [read(one), read(other)];
      if (left !== right) return left < right ? -sign : sign;
    }
    return 0;
  });
}

/** Everything asked for but the place in the list and the size of the page. */
function fingerprint(operation: string, input: unknown): string {
  const { nextToken: _token, maxResults: _size, ...question } = z.record(z.string(), z.unknown()).parse(input);
  return createHash('sha256')
    .update(operation + JSON.stringify(question))
    .digest('base64')
    .slice(0, 16);
}

/** Base64 with its `+`, `/` and `=`, which a client has to encode. */
const writeToken = (offset: number, question: string) =>
  Buffer.from(`v1:${offset}:${question}`, 'latin1').toString('base64');

function readToken(token: string, question: string): number | null {
  const [version, offset, of] = Buffer.from(token, 'base64').toString('latin1').split(':');
  return version === 'v1' && of === question && /^\d+$/.test(offset ?? '') ? Number(offset) : null;
}
