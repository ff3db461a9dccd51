import type { z } from 'zod';
import type { validateMessage } from '../../block-kit/messages.ts';
import type { slackErrors } from '../../block-kit/slack-errors.ts';
import type { validateView } from '../../block-kit/views.ts';
import type { Workspace } from '../workspace.ts';
import { type Answer, type Refusal, refuse } from './answer.ts';
import type { Uploads } from './uploads.ts';

/** The rules of Block Kit. */
export interface Validate {
  readonly message: typeof validateMessage;
  readonly view: typeof validateView;
  readonly slackErrors: typeof slackErrors;
}

/** What methods work on. */
export interface Context {
  readonly workspace: Workspace;
  readonly validate: Validate;
  readonly uploads: Uploads;
  /** Where this stand-in is reached: `http://127.0.0.1:<port>`. */
  readonly baseUrl: () => string;
  /** Makes an address good for one Socket Mode connection. */
  readonly openSocket: () => string;
}

export type RawArguments = Readonly<Record<string, unknown>>;

export interface Method {
  readonly name: string;
  readonly token: 'bot' | 'app' | 'none';
  /** Any one of these will do; empty asks for none. */
  readonly scopes: readonly string[];
  /** Does it change anything, or only read? */
  readonly changes: boolean;
  answer(args: RawArguments, context: Context): Answer;
}

interface Definition<Arguments> extends Partial<Pick<Method, 'token' | 'scopes' | 'changes'>> {
  readonly name: string;
  readonly args: z.ZodType<Arguments>;
  readonly answer: (args: Arguments, context: Context) => Answer;
}

/** Default: a bot token, no scope, reads only. */
export function method<Arguments>(definition: Definition<Arguments>): Method {
  const { name, token = 'bot', scopes = [], changes = false } = definition;
  return {
    name,
    token,
    scopes,
    changes,
    answer: (raw, context) => {
      const args = definition.args.safeParse(raw);
      return args.success ? definition.answer(args.data, context) : misread(args.error, raw);
    },
  };
}

/** Arguments for whose syntax Slack has an error of its own. */
const OWN_ERROR = new Map([
  ['blocks', 'invalid_blocks_format'],
  ['metadata', 'invalid_metadata_format'],
]);

function misread({ issues }: z.ZodError, raw: RawArguments): Refusal {
  const names = [...new Set(issues.map(({ path }) => String(path[0] ?? '')))];
  const own = names.map((name) => OWN_ERROR.get(name)).find((error) => error !== undefined);
  if (own) return refuse(own);
  return refuse(
    'invalid_arguments',
    names.map((name) => `[ERROR] ${raw[name] === undefined ? 'missing required field' : 'invalid field'}: ${name}`),
  );
}
