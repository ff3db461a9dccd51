export interface Dialect {
  readonly delimiter: string;
  /** How many characters of the file only declare the delimiter, in a line of their own. */
  readonly declaration: number;
}

/** When several fit equally well: comma last, for it stands inside names ("Smith, Alice") and numbers. */
const DELIMITERS = ['\t', ';', '|', ','] as const;

/** What Excel understands as a file's first line, and other programs write for it. */
const DECLARATION = /^"?sep=([,;\t|])"?(?:\n|$)/i;

const QUOTED = /(^|[,;\t|\n])"(?:[^"]|"")*"/g;

/** How a table's cells are set apart, judged by its beginning, in which line breaks are `\n`. */
export function dialectOf(beginning: string): Dialect {
  const [declaration, declared] = DECLARATION.exec(beginning) ?? [];
  if (declaration !== undefined && declared !== undefined) {
    return { delimiter: declared, declaration: declaration.length };
  }
  const lines = beginning
    .replace(QUOTED, '$1')
    .split('\n')
    .filter((line) => line !== '');
  const fits = DELIMITERS.map((delimiter) => ({ delimiter, ...fitOf(lines, delimiter) })).filter(
    ({ count }) => count > 0,
  );
  const [best] = fits.sort((a, b) => b.lines - a.lines || b.count - a.count);
  return { delimiter: best?.delimiter ?? ',', declaration: 0 };
}

/** How often a delimiter stands in most of the lines that have it, and how many lines these are. */
function fitOf(lines: readonly string[], delimiter: string): { readonly count: number; readonly lines: number } {
  const tally = new Map<number, number>();
  for (const line of lines) {
    const count = line.split(delimiter).length - 1;
    if (count > 0) tally.set(count, (tally.get(count) ?? 0) + 1);
  }
  const [most] = [...tally].sort(([, a], [, b]) => b - a);
  return { count: most?.[0] ?? 0, lines: most?.[1] ?? 0 };
}
