/** Something an operator wrote, or left out, that cannot be used as it is. Never contains a secret. */
export interface ConfigProblem {
  /** The configuration file as it was named, or `environment`. */
  readonly source: string;
  /** Counted from 1; null in the environment and where a file could not be read. */
  readonly line: number | null;
  /** `directories.acme-prod.networkId`, or a variable's name. Empty when the file as a whole is meant. */
  readonly path: string;
  /** Reads on after the path: "is missing". */
  readonly problem: string;
  /** What would be right, or null where the problem says it already. */
  readonly right: string | null;
}

export const ENVIRONMENT = 'environment';

/** The environment first, then the file from top to bottom. */
export function inReadingOrder(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const place = ({ source, line }: ConfigProblem) => (source === ENVIRONMENT ? -1 : (line ?? 0));
  return [...problems].sort((one, other) => place(one) - place(other));
}

function formatProblem({ source, line, path, problem, right }: ConfigProblem): string {
  const place = line === null ? source : `${source}:${line}`;
  const what = path === '' ? `  The file ${problem}` : `  ${path} ${problem}`;
  return [place, what, ...(right === null ? [] : [`  Right would be: ${right}`])].join('\n');
}

/** For a terminal. */
export function formatProblems(problems: readonly ConfigProblem[]): string {
  return problems.map(formatProblem).join('\n\n');
}
