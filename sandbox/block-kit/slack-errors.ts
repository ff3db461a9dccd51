import { METHOD_ERRORS, type Problem } from './walk.ts';

export interface SlackErrors {
  /** The method's `error`; null when nothing is wrong. */
  readonly error: string | null;
  /** `errors` of the answer of a chat method. */
  readonly errors: readonly string[];
  /** `response_metadata.messages` of any answer. */
  readonly messages: readonly string[];
}

/** Problems in the words Slack answers with: "must be less than 151 characters [json-pointer:/blocks/0/text/text]". */
export function slackErrors(problems: readonly Problem[]): SlackErrors {
  const errors = problems.map(({ message, pointer }) => `${message} [json-pointer:${pointer}]`);
  return { error: errorOf(problems), errors, messages: errors.map((error) => `[ERROR] ${error}`) };
}

function errorOf(problems: readonly Problem[]): string | null {
  const [first] = problems;
  if (first === undefined) return null;
  const methodErrors: readonly string[] = METHOD_ERRORS;
  const ofMethod = problems.find(({ code }) => methodErrors.includes(code));
  if (ofMethod) return ofMethod.code;
  return first.pointer.startsWith('/view') ? 'invalid_arguments' : 'invalid_blocks';
}
