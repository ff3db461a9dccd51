export type Surface = 'message' | 'modal' | 'home';

/** Codes that are themselves an `error` of a Slack method. All others are told as `invalid_blocks` or `invalid_arguments`. */
export const METHOD_ERRORS = [
  'msg_too_long',
  'msg_blocks_too_long',
  'view_too_large',
  'invalid_metadata_format',
] as const;

export type ProblemCode =
  | 'wrong_type'
  | 'missing'
  | 'unknown_key'
  | 'unsupported_type'
  | 'bad_value'
  | 'bad_format'
  | 'too_short'
  | 'too_long'
  | 'too_few'
  | 'too_many'
  | 'out_of_range'
  | 'duplicate'
  | 'either_or'
  | 'no_such_option'
  | 'no_submit'
  | (typeof METHOD_ERRORS)[number];

/** One thing Slack would refuse. `pointer` is a JSON pointer (RFC 6901) from the argument: `/blocks/0/text`, `/view/title`. */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly pointer: string;
}

/** A place in the payload that a rule looks at, and where it says what is wrong. */
export interface Spot {
  readonly surface: Surface;
  readonly pointer: string;
  into(key: string | number): Spot;
  report(code: ProblemCode, message: string): void;
}

export function startAt(surface: Surface, pointer: string, problems: Problem[]): Spot {
  return {
    surface,
    pointer,
    into: (key) => startAt(surface, `${pointer}/${escapeKey(key)}`, problems),
    report: (code, message) => problems.push({ code, message, pointer }),
  };
}

const escapeKey = (key: string | number) => String(key).replaceAll('~', '~0').replaceAll('/', '~1');

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The list at `key`, or none: for checks that come after the one that says it must be a list. */
export const listAt = (value: unknown, key: string): readonly unknown[] => {
  const found = isObject(value) ? value[key] : undefined;
  return Array.isArray(found) ? found : [];
};

/** Unicode characters, not UTF-16 units. */
export const charactersIn = (text: string): number => [...text].length;
