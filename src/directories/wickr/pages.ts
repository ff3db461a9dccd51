import type { Called } from './calling.ts';
import { patiently, type ReadingParts, unavailable } from './reading.ts';

/**
 * Every page of a listing, in order. `read` gets the token of the page to read, none for the first.
 * Throws DirectoryUnavailable, also when the pages go in circles.
 */
export async function everyPage<Page extends { readonly nextToken: string | null }>(
  read: (from: { nextToken?: string }) => Promise<Called<Page>>,
  reading: ReadingParts,
  signal: AbortSignal,
): Promise<Page[]> {
  const pages: Page[] = [];
  const tokens = new Set<string>();
  let from: { nextToken?: string } = {};
  for (;;) {
    const page = await patiently(() => read(from), reading, signal);
    pages.push(page);
    if (page.nextToken === null) return pages;
    if (tokens.has(page.nextToken)) throw unusable('it lists the same page over and over', reading.place);
    tokens.add(page.nextToken);
    from = { nextToken: page.nextToken };
  }
}

/** An answer that came and cannot be right. */
export function unusable(reason: string, place: string) {
  return unavailable({ kind: 'lost', cause: 'unreadable', requestId: null, reason }, place);
}
