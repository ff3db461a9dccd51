import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RegexLiteral {
  /** `src/slack/genuine.ts:21` */
  readonly place: string;
  readonly source: string;
  readonly flags: string;
}

const ROOT = join(import.meta.dirname, '../..');
/** After these a slash begins a regular expression, and divides otherwise. */
const BEFORE_A_REGEX = /(?:^|[([{,;:=!&|?+\-*%<>~^}]|\b(?:return|typeof|case|of|in|await|yield))$/;

/** The end of a regular expression whose first slash is at `start`; null when this is none. */
function regexEnd(code: string, start: number): number | null {
  let inClass = false;
  for (let at = start + 1; at < code.length; at += 1) {
    const letter = code[at];
    if (letter === '\n') return null;
    if (letter === '\\') at += 1;
    else if (letter === '[') inClass = true;
    else if (letter === ']') inClass = false;
    else if (letter === '/' && !inClass) return at;
  }
  return null;
}

/** Every regular expression that is written as such in a piece of TypeScript, with the place of its first slash. */
export function regexesIn(code: string): readonly (Omit<RegexLiteral, 'place'> & { readonly at: number })[] {
  const found: (Omit<RegexLiteral, 'place'> & { readonly at: number })[] = [];
  /** For each template we are in, how many braces of its expression are open. */
  const templates: number[] = [];
  let said = '';
  let at = 0;

  const skipText = (quote: string) => {
    for (at += 1; at < code.length && code[at] !== quote; at += 1) if (code[at] === '\\') at += 1;
  };
  const skipTemplate = () => {
    for (at += 1; at < code.length && code[at] !== '`'; at += 1) {
      if (code[at] === '\\') at += 1;
      else if (code.startsWith('${', at)) {
        templates.push(0);
        at += 1;
        return;
      }
    }
  };

  for (; at < code.length; at += 1) {
    const letter = code[at] ?? '';
    const open = templates.at(-1);
    if (code.startsWith('//', at)) {
      const end = code.indexOf('\n', at);
      at = end === -1 ? code.length : end;
    } else if (code.startsWith('/*', at)) at = code.indexOf('*/', at) + 1;
    else if (letter === "'" || letter === '"') {
      skipText(letter);
      said = "''";
    } else if (letter === '`') {
      skipTemplate();
      said = templates.length > 0 ? '(' : "''";
    } else if (letter === '}' && open === 0) {
      templates.pop();
      skipTemplate();
      said = "''";
    } else if (letter === '/' && BEFORE_A_REGEX.test(said.trimEnd())) {
      const end = regexEnd(code, at);
      if (end === null) throw new Error(`Neither a division nor a regular expression at ${at}`);
      const flags = /^[a-z]*/.exec(code.slice(end + 1))?.[0] ?? '';
      found.push({ source: code.slice(at + 1, end), flags, at });
      at = end + flags.length;
      said = "''";
    } else {
      if (open !== undefined) templates[templates.length - 1] = open + (letter === '{' ? 1 : letter === '}' ? -1 : 0);
      said = `${said}${letter}`.slice(-24);
    }
  }
  return found;
}

/** All of `src`. */
export function allRegexes(): readonly RegexLiteral[] {
  return globSync('src/**/*.ts', { cwd: ROOT }).flatMap((file) => {
    const code = readFileSync(join(ROOT, file), 'utf8').replace(/^#!.*/, '');
    return regexesIn(code).map(({ at, source, flags }) => {
      return { place: `${file}:${code.slice(0, at).split('\n').length}`, source, flags };
    });
  });
}

/** The files of `src` in which this occurs. */
export function placesOf(what: RegExp): readonly string[] {
  return globSync('src/**/*.ts', { cwd: ROOT })
    .filter((file) => what.test(readFileSync(join(ROOT, file), 'utf8')))
    .toSorted();
}
