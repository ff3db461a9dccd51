/** How large a bench is: `small` is a tenth or so, to see that it works. */
export type Size = 'whole' | 'small';

/** One line of what was measured; `target` is empty where none was promised. */
export interface Measurement {
  readonly measured: string;
  readonly value: string;
  readonly target: string;
  /** Where there is a target, how much of it was used: 1 is just met, less is better. */
  readonly used?: number;
  /** For the chart of who needs how long for the same work, in seconds. */
  readonly took?: { readonly who: string; readonly seconds: number };
}

export interface Bench {
  /** What `npm run bench -- <name>` calls it. */
  readonly name: string;
  readonly about: string;
  run(size: Size): Promise<readonly Measurement[]>;
}

/** As Markdown, with columns of even width. */
export function table(rows: readonly Measurement[]): string {
  const lines = [
    ['measured', 'value', 'target'],
    ...rows.map(({ measured, value, target }) => [measured, value, target]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0), 3));
  const written = lines.map(
    (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`,
  );
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [written[0], rule, ...written.slice(1)].join('\n');
}

/** A row whose value has to stay at or below a target. */
export function atMost(measured: string, value: number, target: number, write: (value: number) => string): Measurement {
  return { measured, value: write(value), target: `≤ ${write(target)}`, used: value / target };
}

/** The share of values, sorted, that are at or below the answer: 0.5 is the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

export const counted = (count: number): string => count.toLocaleString('en-US');
export const inMs = (value: number): string => `${value < 10 ? value.toFixed(2) : value.toFixed(0)} ms`;
export const inSeconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;
export const asRatio = (value: number): string => value.toFixed(3);
