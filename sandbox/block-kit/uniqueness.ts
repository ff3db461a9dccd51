import { everyBlock, type Placed, placed } from './every-block.ts';
import { isObject, listAt, type Spot } from './walk.ts';

/** `block_id` is unique in the payload, `action_id` in its block, and one element at most takes the focus. */
export function checkUniqueness(blocks: readonly unknown[], spot: Spot): void {
  const all = everyBlock(blocks, spot);
  refuseRepeated('block_id', all);
  for (const block of all) refuseRepeated('action_id', elementsOf(block));
  const focused = all.flatMap(elementsOf).filter(({ value }) => isObject(value) && value['focus_on_load'] === true);
  for (const { spot: extra } of focused.slice(1)) {
    extra.into('focus_on_load').report('duplicate', 'only one element may set `focus_on_load`');
  }
}

/** What a person can click or fill in, in this block alone. */
function elementsOf({ value, spot }: Placed): readonly Placed[] {
  if (!isObject(value)) return [];
  const single = ['accessory', 'element'].map((key) => ({ value: value[key], spot: spot.into(key) }));
  const many = ['elements', 'actions'].flatMap((key) => placed(listAt(value, key), spot.into(key)));
  return [...single, ...many];
}

function refuseRepeated(key: 'block_id' | 'action_id', places: readonly Placed[]): void {
  const seen = new Set<string>();
  for (const { value, spot } of places) {
    const id = isObject(value) ? value[key] : undefined;
    if (typeof id !== 'string') continue;
    if (seen.has(id)) spot.into(key).report('duplicate', `\`${key}\` "${id}" already exists`);
    seen.add(id);
  }
}
