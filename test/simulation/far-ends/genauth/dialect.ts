import { z } from 'zod';
import { malformed, render } from '../../../../sandbox/genauth/envelope.ts';
import type { Exchange, WireRequest } from '../../../../src/directories/http/transport.ts';
import type { Dialect, Learnt, ReadCall } from '../wire/dialect.ts';
import type { Turn } from '../wire/turn.ts';

const Body = z.object({
  userIds: z.array(z.string()).optional(),
  userId: z.string().optional(),
  list: z
    .array(z.object({ userId: z.string().optional(), email: z.string().optional(), status: z.string().optional() }))
    .optional(),
});
type Body = z.infer<typeof Body>;

export const genAuthDialect: Dialect = {
  read: readCall,
  refusal: render(malformed('userIds'), 'en-US'),
  learnt,
  putsOff: (exchange) => {
    const said = heard(exchange);
    if (said === null || said.statusCode === 200) return 'nobody';
    // Its own 500 may be about somebody in the batch, so it is no word about haste.
    if (said.statusCode === 500 && said.enveloped && said.apiCode !== 1000) return 'caller';
    return said.statusCode === 429 || said.statusCode >= 500 ? 'everybody' : 'nobody';
  },
};

function readCall({ method, target, body }: WireRequest): ReadCall {
  const name = target.split('?')[0]?.replace('/api/v3/', '') ?? '';
  const said = Body.safeParse(JSON.parse(body ?? '{}')).data ?? {};
  const verb = method === 'POST' ? verbOf(name, said) : null;
  return { verb, name: verb ?? `reads ${name}`, people: verb === null ? [] : peopleOf(said), token: null };
}

function verbOf(name: string, { list }: Body): string | null {
  switch (name) {
    case 'update-user-batch':
      return list?.[0]?.status === 'Suspended' ? 'suspend' : 'activate';
    case 'delete-users-batch':
      return 'delete';
    case 'resign-user-batch':
      return 'resign';
    case 'kick-users':
      return 'kick';
    case 'create-users-batch':
      return 'invite';
    default:
      return null;
  }
}

function peopleOf({ userIds, userId, list }: Body): readonly string[] {
  if (userIds) return userIds;
  if (list) return list.flatMap((one) => one.userId ?? one.email ?? []);
  return userId === undefined ? [] : [userId];
}

interface Heard {
  readonly statusCode: number;
  readonly apiCode: number | null;
  /** The service itself said so, not something on the way. */
  readonly enveloped: boolean;
  readonly declined: boolean;
}

const Envelope = z.object({ statusCode: z.number(), apiCode: z.number().optional(), data: z.unknown().optional() });
const Declined = z.object({ success: z.literal(false) });

/** What an answer says, whatever HTTP says beside it; null where there is none, or nothing in it can be read. */
function heard(exchange: Exchange): Heard | null {
  if (exchange.kind !== 'answer') return null;
  const envelope = exchange.body.kind === 'whole' ? envelopeIn(exchange.body.text) : undefined;
  if (envelope === undefined) {
    const { status } = exchange;
    return status === 200 ? null : { statusCode: status, apiCode: null, enveloped: false, declined: false };
  }
  const { statusCode, apiCode = null, data } = envelope;
  return { statusCode, apiCode, enveloped: true, declined: Declined.safeParse(data).success };
}

function envelopeIn(text: string): z.infer<typeof Envelope> | undefined {
  try {
    return Envelope.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** One yes speaks for a whole batch, so only an answer that shows people as wanted is one about them. */
const NAMES_PEOPLE = new Set(['suspend', 'activate', 'invite']);

function learnt(verb: string, exchange: Exchange, turn: Turn): Learnt {
  const said = heard(exchange);
  if (said === null) return { knowledge: 'doubt', answered: false, refused: false };
  const { statusCode, declined } = said;
  if (statusCode === 200 && !declined) {
    const sound = NAMES_PEOPLE.has(verb) && turn.behaviours.every(({ kind }) => kind === 'lag');
    return { knowledge: sound ? 'clear' : 'doubt', answered: true, refused: false };
  }
  if (statusCode === 401) return { knowledge: 'turned-away', answered: false, refused: false };
  const certain = statusCode === 429 || statusCode === 403 || statusCode === 501;
  const refused = declined || (statusCode >= 400 && statusCode < 600 && !certain && statusCode !== 503);
  // Whether a refused batch was begun is documented nowhere.
  return { knowledge: certain ? 'no-effect' : 'doubt', answered: false, refused };
}
