import { isObject, listAt, type Spot } from './walk.ts';

export interface Placed {
  readonly value: unknown;
  readonly spot: Spot;
}

export const placed = (values: readonly unknown[], spot: Spot): readonly Placed[] =>
  values.map((value, index) => ({ value, spot: spot.into(index) }));

/** Every block, those inside containers, plans and carousels too. */
export function everyBlock(blocks: readonly unknown[], spot: Spot): readonly Placed[] {
  return placed(blocks, spot).flatMap((outer) => {
    const isCarousel = isObject(outer.value) && outer.value['type'] === 'carousel';
    const nests = ['child_blocks', 'tasks', ...(isCarousel ? ['elements'] : [])];
    return [outer, ...nests.flatMap((key) => placed(listAt(outer.value, key), outer.spot.into(key)))];
  });
}
