/** One page and how many items there are in all. Pages count from 1; one past the end is empty. */
export function cutPage<Item>(
  items: readonly Item[],
  { page, limit }: { readonly page: number; readonly limit: number },
  show: (item: Item) => unknown,
): { readonly totalCount: number; readonly list: readonly unknown[] } {
  return { totalCount: items.length, list: items.slice((page - 1) * limit, page * limit).map(show) };
}
