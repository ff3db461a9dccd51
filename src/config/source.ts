import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Environment } from './environment.ts';

export type Path = readonly PropertyKey[];

export const pathText = (path: Path): string =>
  path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`))
    .join('');

const pathKey = (path: Path): string => JSON.stringify(path.map(String));

export interface SourceProblem {
  readonly path: Path;
  readonly line: number | null;
  readonly problem: string;
  readonly right: string | null;
}

/** A YAML file as plain values, with variables filled in, and the place of each value in it. */
export interface ConfigSource {
  readonly root: unknown;
  readonly problems: readonly SourceProblem[];
  /** False when the text could not be understood, and looking further would only repeat that. */
  readonly readable: boolean;
  /** Values that came from the environment. They may be secrets. */
  readonly filledIn: readonly string[];
  /** The line of a value's key, or of the nearest thing around it. */
  lineOf(path: Path): number | null;
}

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
const MOST_ALIASES = 100;

/** Walks the tree once: plain values, lines and variables come out together. */
class Reader {
  readonly problems: SourceProblem[] = [];
  readonly lines = new Map<string, number>();
  readonly filledIn: string[] = [];
  readonly #document: Document;
  readonly #lineCounter: LineCounter;
  readonly #env: Environment;
  #aliases = 0;

  constructor(document: Document, lineCounter: LineCounter, env: Environment) {
    this.#document = document;
    this.#lineCounter = lineCounter;
    this.#env = env;
  }

  read(node: unknown, path: Path): unknown {
    this.#noteLine(node, path);
    if (isAlias(node)) return this.#readAlias(node.resolve(this.#document), path);
    if (isMap(node))
      return Object.fromEntries(node.items.flatMap((pair) => this.#readPair(pair.key, pair.value, path)));
    if (isSeq(node)) return node.items.map((item, index) => this.read(item, [...path, index]));
    if (!isScalar(node)) return undefined;
    return typeof node.value === 'string' ? this.#fillIn(node.value, path) : node.value;
  }

  #readAlias(target: Node | undefined, path: Path): unknown {
    this.#aliases += 1;
    if (this.#aliases <= MOST_ALIASES) return this.read(target, path);
    this.#say(path, `is alias number ${MOST_ALIASES + 1}`, `at most ${MOST_ALIASES}, and none inside itself`);
    return undefined;
  }

  #readPair(key: unknown, value: unknown, path: Path): [string, unknown][] {
    const name = isScalar(key) ? String(key.value) : '';
    const here = [...path, name];
    this.#noteLine(key, here);
    if (name !== '' && name !== '__proto__') return [[name, this.read(value, here)]];
    this.#say(here, 'has a key that cannot be used', 'a plain word');
    return [];
  }

  #fillIn(text: string, path: Path): string {
    const filled = text.replace(VARIABLE, (reference, name: string) => {
      const value = this.#env[name]?.trim();
      if (value) {
        this.filledIn.push(value);
        return value;
      }
      this.#say(path, `refers to the environment variable ${name}, which is not set`, null);
      return reference;
    });
    if (text.replace(VARIABLE, '').includes('${')) {
      this.#say(path, 'begins a variable that does not end', 'a name of letters, digits and _ in the braces');
    }
    return filled;
  }

  /** A key comes before its value; its line is the one to show. */
  #noteLine(node: unknown, path: Path): void {
    const key = pathKey(path);
    const start =
      typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range) ? node.range[0] : null;
    if (typeof start === 'number' && !this.lines.has(key)) this.lines.set(key, this.#lineCounter.linePos(start).line);
  }

  #say(path: Path, problem: string, right: string | null): void {
    this.problems.push({ path, line: this.lines.get(pathKey(path)) ?? null, problem, right });
  }
}

/** Finds the key that stands at this offset. */
function pathAt(node: unknown, offset: number, path: Path): Path | null {
  if (isSeq(node)) {
    return node.items.reduce<Path | null>(
      (found, item, index) => found ?? pathAt(item, offset, [...path, index]),
      null,
    );
  }
  if (!isMap(node)) return null;
  return node.items.reduce<Path | null>((found, { key, value }) => {
    if (found || !isScalar(key)) return found;
    const here = [...path, String(key.value)];
    return key.range?.[0] === offset ? here : pathAt(value, offset, here);
  }, null);
}

/** Reads YAML 1.2. `${NAME}` inside a value, never inside a key, stands for an environment variable. */
export function readSource(text: string, env: Environment): ConfigSource {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  const repeated = document.errors.filter(({ code }) => code === 'DUPLICATE_KEY');
  const broken = document.errors.filter(({ code }) => code !== 'DUPLICATE_KEY');
  const reader = new Reader(document, lineCounter, env);
  const root = broken.length > 0 ? undefined : reader.read(document.contents, []);

  const lineAt = (offset: number) => lineCounter.linePos(offset).line;
  const problems: readonly SourceProblem[] = [
    ...broken.map(({ code, pos }) => ({
      path: [],
      line: lineAt(pos[0]),
      problem: `is no YAML here (${code.toLowerCase().replaceAll('_', ' ')})`,
      right: 'keys and values as in muster.example.yaml; look at indentation, colons and quotes',
    })),
    ...repeated.map(({ pos }) => ({
      path: pathAt(document.contents, pos[0], []) ?? [],
      line: lineAt(pos[0]),
      problem: 'is there twice',
      right: 'each key once',
    })),
    ...reader.problems,
  ];
  return {
    root,
    problems,
    readable: broken.length === 0,
    filledIn: reader.filledIn,
    lineOf: (path) => {
      for (let length = path.length; length >= 0; length -= 1) {
        const line = reader.lines.get(pathKey(path.slice(0, length)));
        if (line !== undefined) return line;
      }
      return null;
    },
  };
}
