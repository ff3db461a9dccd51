import type { z } from 'zod';
import type { Tokens } from '../auth/tokens.ts';
import type { Behaviour } from '../behaviour.ts';
import type { EffectKind, Violation } from '../effects.ts';
import { type Envelope, type Failure, failure, malformed } from '../envelope.ts';
import type { OutgoingMessage } from '../messages.ts';
import type { Pool } from '../pool.ts';
import type { Input } from '../read-input.ts';
import type { GenAuthUser } from '../user.ts';

/** What an operation before any log-in may look at. */
export interface DeskCall {
  readonly pools: ReadonlyMap<string, Pool>;
  readonly tokens: Tokens;
  readonly behaviour: Readonly<Behaviour>;
  readonly nowMs: number;
}

/** One authenticated call, with everything an operation may look at and do. */
export interface PoolCall {
  readonly pool: Pool;
  readonly behaviour: Readonly<Behaviour>;
  readonly nowMs: number;
  /** What reads show now. */
  visibleUsers(): readonly GenAuthUser[];
  /** What the search index shows now. */
  searchableUsers(): readonly GenAuthUser[];
  /** The truth that changes go by. */
  actualUsers(): readonly GenAuthUser[];
  /** Changes a user and tells the oracle; null removes. */
  change(userId: string, next: GenAuthUser | null, kind: EffectKind, detail?: string): void;
  /** Tells the oracle of something done that left the user as it was, such as a mail or a second suspension. */
  tell(userId: string, kind: EffectKind, changed: boolean, detail?: string): void;
  /** Puts a user on the list of the archived. */
  archive(userId: string): void;
  send(message: Omit<OutgoingMessage, 'at'>): void;
  /** People in the order in which the service happens to have them. */
  shuffle<Item>(items: readonly Item[]): readonly Item[];
  violation(kind: Violation['kind'], detail: string): void;
}

/** A call whose parameters have been read. */
export type Prepared = {
  /** Whom the call names, as it names them. */
  readonly people: readonly string[];
} & (
  | { readonly scope: 'desk'; run(call: DeskCall): Envelope }
  | { readonly scope: 'pool'; run(call: PoolCall): Envelope }
);

/** An endpoint of the API. One file each; a new one is one more line in catalogue.ts. */
export interface Operation {
  /** The path below `/api/v3/`. */
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly mutates: boolean;
  readonly scope: 'desk' | 'pool';
  /** Top-level parameters that have a meaning; others are ignored. */
  readonly parameters: readonly string[];
  prepare(input: Input): { readonly kind: 'prepared'; readonly call: Prepared } | Refused;
}

export interface Refused {
  readonly kind: 'refused';
  readonly why: Failure;
}

interface Common<Schema extends z.ZodObject> {
  readonly name: string;
  readonly method: 'GET' | 'POST';
  readonly input: Schema;
  people?(input: z.infer<Schema>): readonly string[];
}

/** An operation on a pool, for those who have proved who they are. */
export function poolOperation<Schema extends z.ZodObject>(
  definition: Common<Schema> & { readonly mutates: boolean; run(call: PoolCall, input: z.infer<Schema>): Envelope },
): Operation {
  const { mutates, run } = definition;
  return define(definition, { mutates, scope: 'pool' }, (input) => ({
    scope: 'pool',
    run: (call) => run(call, input),
  }));
}

/** An operation for anybody. */
export function deskOperation<Schema extends z.ZodObject>(
  definition: Common<Schema> & { run(call: DeskCall, input: z.infer<Schema>): Envelope },
): Operation {
  const { run } = definition;
  return define(definition, { mutates: false, scope: 'desk' }, (input) => ({
    scope: 'desk',
    run: (call) => run(call, input),
  }));
}

type Running =
  | { readonly scope: 'desk'; run(call: DeskCall): Envelope }
  | { readonly scope: 'pool'; run(call: PoolCall): Envelope };

function define<Schema extends z.ZodObject>(
  { name, method, input: schema, people }: Common<Schema>,
  traits: Pick<Operation, 'mutates' | 'scope'>,
  running: (input: z.infer<Schema>) => Running,
): Operation {
  return {
    name,
    method,
    ...traits,
    parameters: Object.keys(schema.shape),
    prepare(raw) {
      const read = schema.safeParse(raw);
      if (!read.success) return { kind: 'refused', why: objection(read.error) };
      return { kind: 'prepared', call: { people: people?.(read.data) ?? [], ...running(read.data) } };
    },
  };
}

/** In the words that the vendor's own tests have seen. */
function objection(error: z.ZodError): Failure {
  const [issue] = error.issues;
  const member = issue?.path.findLast((it) => typeof it === 'string') ?? '';
  if (issue?.code === 'custom') return failure(400, issue.message);
  if (member === 'limit' && issue?.code === 'too_big') return failure(400, 'limit must less than 50');
  return malformed(member === 'page' || member === 'limit' ? 'page/limit' : String(issue?.path[0] ?? member));
}
