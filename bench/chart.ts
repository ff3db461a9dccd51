import type { Measurement } from './table.ts';

/** Bars in two parts: how long whom the same work takes, and how much of each target was used. */

const TITLE = 'Who needs how long for the same work, and how much of each target was used';
const WIDTH = 900;
const LEFT = 430;
const ROW = 24;
const BAR = 14;
const RIGHT = 90;
const SPACE = WIDTH - LEFT - RIGHT;
const COLOURS = { ours: '#2f6fb5', others: '#9aa5b1', met: '#2e8b57', missed: '#c0392b', line: '#555555' };

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const text = (x: number, y: number, words: string, more = ''): string =>
  `<text x="${x}" y="${y}" ${more}>${escaped(words)}</text>`;

interface Row {
  readonly words: string;
  /** From 0 to 1. */
  readonly length: number;
  readonly colour: string;
  readonly value: string;
}

function bars(title: string, rows: readonly Row[], top: number): string {
  return [
    text(0, top + 16, title, 'font-weight="bold"'),
    ...rows.flatMap(({ words, length, colour, value }, index) => {
      const y = top + 32 + index * ROW;
      const width = Math.max(1, length * SPACE);
      return [
        text(LEFT - 8, y + BAR - 2, words, 'text-anchor="end"'),
        `<rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="${BAR}" fill="${colour}"/>`,
        text(LEFT + width + 6, y + BAR - 2, value),
      ];
    }),
  ].join('\n');
}

const heightOf = (rows: readonly unknown[]): number => (rows.length === 0 ? 0 : 32 + rows.length * ROW + 20);

const shortened = (words: string): string => (words.length > 66 ? `${words.slice(0, 65)}…` : words);

/** Durations differ by a hundred times, so their bars are logarithmic, from 5 seconds. */
function durations(rows: readonly Measurement[]): readonly Row[] {
  const took = rows.flatMap(({ took: one }) => (one ? [one] : []));
  const least = Math.min(5, ...took.map(({ seconds }) => seconds / 2));
  const most = Math.max(...took.map(({ seconds }) => seconds));
  return took
    .toSorted((one, other) => one.seconds - other.seconds)
    .map(({ who, seconds }) => ({
      words: who,
      length: Math.log(seconds / least) / Math.log(most / least),
      colour: who.startsWith('Muster') ? COLOURS.ours : COLOURS.others,
      value: `${seconds.toFixed(1)} s`,
    }));
}

const MOST_USED = 1.5;

function targets(rows: readonly Measurement[]): readonly Row[] {
  return rows.flatMap(({ measured, used, value, target }) =>
    used === undefined
      ? []
      : [
          {
            words: shortened(measured),
            length: Math.min(used, MOST_USED) / MOST_USED,
            colour: used <= 1 ? COLOURS.met : COLOURS.missed,
            value: `${value.split(' (')[0]} (${target})`,
          },
        ],
  );
}

/** An SVG picture of what was measured. */
export function chart(rows: readonly Measurement[]): string {
  const [took, used] = [durations(rows), targets(rows)];
  const height = heightOf(took) + heightOf(used);
  const top = heightOf(took);
  const x = LEFT + SPACE / MOST_USED;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 0 ${WIDTH + 60} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${TITLE}</title>`,
    `<rect x="-10" width="${WIDTH + 60}" height="${height}" fill="white"/>`,
    ...(took.length === 0 ? [] : [bars('The same people unsuspended: seconds, on a logarithmic scale', took, 0)]),
    ...(used.length === 0
      ? []
      : [
          bars('Share of each target that was used; the line is the target', used, top),
          `<line x1="${x}" x2="${x}" y1="${top + 26}" y2="${height - 16}" stroke="${COLOURS.line}" stroke-dasharray="4 3"/>`,
        ]),
    '</svg>',
    '',
  ].join('\n');
}
