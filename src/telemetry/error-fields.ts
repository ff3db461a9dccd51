const MOST_CAUSES = 5;

/** What a log line tells of an error. Nothing else of it is shown: requests, headers and options hide in the other fields. */
export interface ErrorFields {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string | number;
  readonly status?: number;
  /** Slack's own word for what went wrong, such as `channel_not_found`. */
  readonly slackError?: string;
  readonly cause?: ErrorFields;
  /** The members of an AggregateError. */
  readonly errors?: readonly ErrorFields[];
}

function field(thing: object, name: string): unknown {
  return name in thing ? Reflect.get(thing, name) : undefined;
}

function codeOf(error: Error): string | number | undefined {
  const code = field(error, 'code');
  return typeof code === 'string' || typeof code === 'number' ? code : undefined;
}

function statusOf(error: Error): number | undefined {
  const status = field(error, 'statusCode') ?? field(error, 'status');
  return typeof status === 'number' ? status : undefined;
}

function slackErrorOf(error: Error): string | undefined {
  const data = field(error, 'data');
  const word = typeof data === 'object' && data !== null ? field(data, 'error') : undefined;
  return typeof word === 'string' && /^\w{1,80}$/.test(word) ? word : undefined;
}

/** Describes anything that was thrown, with its chain of causes to a depth of five. */
export function errorFields(thrown: unknown, depth = 0): ErrorFields {
  if (!(thrown instanceof Error)) {
    return { type: 'NotAnError', message: typeof thrown === 'string' ? thrown : `A thrown ${typeof thrown}` };
  }
  const code = codeOf(thrown);
  const status = statusOf(thrown);
  const slackError = slackErrorOf(thrown);
  const deeper = depth < MOST_CAUSES;
  return {
    type: thrown.name,
    message: thrown.message,
    ...(thrown.stack === undefined ? {} : { stack: thrown.stack }),
    ...(code === undefined ? {} : { code }),
    ...(status === undefined ? {} : { status }),
    ...(slackError === undefined ? {} : { slackError }),
    ...(deeper && thrown.cause !== undefined ? { cause: errorFields(thrown.cause, depth + 1) } : {}),
    ...(deeper && thrown instanceof AggregateError
      ? { errors: thrown.errors.slice(0, MOST_CAUSES).map((member) => errorFields(member, depth + 1)) }
      : {}),
  };
}
