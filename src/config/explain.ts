import type { z } from 'zod';
import type { Explained } from './explained.ts';
import { type JsonSchema, schemasAt } from './json-schema.ts';
import { suggestion } from './nearest.ts';
import type { Path } from './source.ts';

type Issue = z.core.$ZodIssue;

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (here, step) =>
      typeof here === 'object' && here !== null && Object.hasOwn(here, step) ? Reflect.get(here, step) : undefined,
    value,
  );
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['number', 'a number'],
  ['int', 'a whole number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['record', 'keys and values'],
  ['object', 'keys and values'],
  ['null', 'empty'],
]);

const inWords = (type: string): string => WORDS.get(type) ?? type;

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** Zod's own sentences begin like these; a schema's author writes others. */
const isAuthored = (issue: Issue): boolean => !/^(?:Invalid|Too|Unrecognized)\b/.test(issue.message);

/** A schema's own message, such as "must be exactly 8 digits", reads on after the path. */
function authored(issue: Issue, otherwise: string): string {
  if (!isAuthored(issue)) return otherwise;
  return /^\p{Lowercase}/u.test(issue.message) ? issue.message : `is refused: ${issue.message}`;
}

const authoredRight = (issue: Issue): string | null =>
  isAuthored(issue) ? issue.message.replace(/^must be /, '') : null;

/** The place itself is of another type than this branch of a union wants, so the branch was not meant. */
const isElsewhere = (issues: readonly Issue[]): boolean =>
  issues.some(({ code, path }) => path.length === 0 && (code === 'invalid_type' || code === 'invalid_value'));

/** Of the ways something could have been meant, the one it comes closest to; null when it comes close to none. */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | null {
  const meant = branches.filter((issues) => !isElsewhere(issues));
  const [first, ...others] = [...meant].sort((one, other) => one.length - other.length);
  if (first === undefined) return null;
  const unknownEverywhere = first.filter(
    (issue) =>
      issue.code === 'unrecognized_keys' &&
      others.every((issues) =>
        issues.some((other) => other.code === 'unrecognized_keys' && other.keys.join() === issue.keys.join()),
      ),
  );
  return unknownEverywhere.length > 0 ? unknownEverywhere : first;
}

/**
 * Puts what zod found into an operator's words. What would be right comes from the schema's descriptions.
 * Never repeats a value: it may have come from the environment.
 */
export function explain(issues: readonly Issue[], schema: JsonSchema, value: unknown): readonly Explained[] {
  const rightAt = (path: Path): string | null =>
    schemasAt(schema, path).find(({ description }) => description !== undefined)?.description ?? null;
  const knownAt = (path: Path): readonly string[] => [
    ...new Set(schemasAt(schema, path).flatMap(({ properties = {} }) => Object.keys(properties))),
  ];

  const one = (issue: Issue, around: Path): readonly Explained[] => {
    const path = [...around, ...issue.path];
    const found = valueAt(value, path);
    const say = (problem: string, right = rightAt(path)): readonly Explained[] => [{ path, problem, right }];
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((key) => ({
          path: [...path, key],
          problem: 'is no key that is known here',
          right: suggestion(key, knownAt(path)),
        }));
      case 'invalid_type':
        if (found === undefined)
          return say('is missing', rightAt(path) ?? authoredRight(issue) ?? inWords(issue.expected));
        if (isAuthored(issue)) return say(authored(issue, ''));
        if (issue.expected === 'string' && (typeof found === 'number' || typeof found === 'boolean')) {
          return say(`is ${inWords(typeof found)}, not text: put it in quotes`);
        }
        return say(`is ${inWords(typeOf(found))}, not ${inWords(issue.expected)}`);
      case 'invalid_value':
        return say(
          found === undefined ? 'is missing' : 'is none of the possible values',
          `one of ${issue.values.map(String).join(', ')}`,
        );
      case 'invalid_union': {
        const branch = closestBranch(issue.errors);
        if (branch) return branch.flatMap((inner) => one(inner, path));
        return say(found === undefined ? 'is missing' : authored(issue, 'has another form than it should'));
      }
      case 'invalid_format':
        return say(
          authored(issue, 'has another form than it should'),
          rightAt(path) ?? (issue.pattern ? `text like ${issue.pattern}` : null),
        );
      case 'invalid_key':
        return say(authored(issue, 'cannot be a name here'), null);
      case 'too_small':
        return say(authored(issue, 'is too small or too short'), rightAt(path) ?? `at least ${issue.minimum}`);
      case 'too_big':
        return say(authored(issue, 'is too big or too long'), rightAt(path) ?? `at most ${issue.maximum}`);
      default:
        return say(authored(issue, 'cannot be used'));
    }
  };
  return issues.flatMap((issue) => one(issue, []));
}
