const FULL = '█';
const EMPTY = '░';

/**
 * "████████░░ 80 %". Never looks finished before it is, and never untouched once begun.
 * @param width cells
 */
export function progressBar(done: number, of: number, width = 20): string {
  const share = of === 0 ? 1 : done / of;
  const cells = Math.floor(share * width);
  const shown = done > 0 && cells === 0 ? 1 : cells;
  return `${FULL.repeat(shown)}${EMPTY.repeat(width - shown)} ${Math.floor(share * 100)} %`;
}
