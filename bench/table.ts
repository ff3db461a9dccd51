/** One line of what was measured; `target` is empty where none was promised. */
export interface Measurement {
  readonly measured: string;
  readonly value: string;
  readonly target: string;
}

export interface Bench {
  /** What `npm run bench -- <name>` calls it. */
  readonly name: string;
  readonly about: string;
  run(): Promise<readonly Measurement[]>;
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
