import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { retryAfterMs } from '../http/retry-after.ts';
import type { Exchange } from '../http/transport.ts';
import { type Meaning, meaningOf, meaningOfHttp } from './codes.ts';
import { type Envelope, envelopeOf } from './envelope.ts';
import type { AnsweredFacts, Called, Change, Failure } from './failure.ts';
import { reasonOf } from './words.ts';

export interface Asked<Schema extends z.ZodType> {
  readonly change: Change;
  readonly answer: Schema;
}

/**
 * What one exchange came to. The body decides, on every HTTP status; only without an envelope does HTTP's status speak.
 */
export function readAnswer<Schema extends z.ZodType>(
  exchange: Exchange,
  { change, answer }: Asked<Schema>,
  nowMs: number,
): Called<z.output<Schema>> {
  if (exchange.kind === 'never-sent') {
    return { kind: 'never-sent', cause: 'connection', requestId: null, effect: 'none', reason: exchange.reason };
  }
  const lost = (cause: 'connection' | 'unreadable', reason: string, requestId: string | null = null) =>
    ({ kind: 'lost', cause, requestId, effect: effectOf(change, 'doubtful'), reason }) as const;
  if (exchange.kind === 'lost') return lost('connection', exchange.reason);
  const { status, headers, body } = exchange;
  const envelope = envelopeOf(body);
  if (envelope === null) {
    if (status < 200 || status >= 300)
      return failureOf({ meaning: meaningOfHttp(status), status, headers, change, nowMs });
    return body.kind === 'cut'
      ? lost('connection', body.reason)
      : lost('unreadable', 'the answer was not what GenAuth documents: perhaps not GenAuth, but something on the way');
  }
  const { statusCode, requestId, data } = envelope;
  if (statusCode !== 200) {
    return failureOf({ meaning: meaningOf(envelope), status: statusCode, envelope, headers, change, nowMs });
  }
  if (Declined.safeParse(data).success) {
    return failureOf({ meaning: { kind: 'declined' }, status: statusCode, envelope, headers, change, nowMs });
  }
  const parsed = answer.safeParse(data);
  if (!parsed.success) return lost('unreadable', 'the answer was not what GenAuth documents', requestId);
  return { kind: 'ok', requestId, value: parsed.data };
}

/** Operations that answer with no more than a boolean say so of everybody at once. */
const Declined = z.object({ success: z.literal(false) });

interface Refused {
  readonly meaning: Meaning;
  readonly status: number;
  readonly envelope?: Envelope;
  readonly headers: IncomingHttpHeaders;
  readonly change: Change;
  readonly nowMs: number;
}

function failureOf({ meaning, status, envelope, headers, change, nowMs }: Refused): Failure {
  const apiCode = envelope?.apiCode ?? null;
  const requestId = envelope?.requestId ?? null;
  const reason = reasonOf({ meaning, status, apiCode, message: envelope?.message ?? null, headers, nowMs });
  const facts = (certainty: Certainty): AnsweredFacts => ({
    requestId,
    effect: effectOf(change, certainty),
    reason,
    status,
    apiCode,
  });
  switch (meaning.kind) {
    case 'blocked':
      // A limit of the plan may be met half-way through a list.
      return { ...meaning, ...facts(meaning.cause === 'plan' ? 'refused' : 'not-begun') };
    case 'throttled': {
      const { apiCode: _, ...rest } = facts('not-begun');
      return { kind: 'throttled', ...rest, retryAfterMs: retryAfterMs(headers, nowMs) };
    }
    case 'person':
      return { ...meaning, ...facts('refused') };
    case 'invalid':
      return { ...meaning, ...facts(meaning.problem === 'too-large' ? 'not-begun' : 'refused') };
    case 'unavailable': {
      const retry = { retryAfterMs: retryAfterMs(headers, nowMs), enveloped: envelope !== undefined };
      return { kind: 'unavailable', ...facts('doubtful'), ...retry };
    }
    case 'declined':
    case 'extension':
    case 'unexpected':
      return { kind: meaning.kind, ...facts('doubtful') };
    case 'replayed':
      return { kind: 'lost', cause: 'replayed', requestId, effect: effectOf(change, 'doubtful'), reason };
  }
}

/**
 * `not-begun`: refused before anything was looked at. `refused`: somewhere in it, something was refused.
 * `doubtful`: it may have been done all the same.
 */
type Certainty = 'not-begun' | 'refused' | 'doubtful';

function effectOf(change: Change, certainty: Certainty): 'none' | 'in-doubt' {
  if (change === 'none' || certainty === 'not-begun') return 'none';
  return certainty === 'refused' && change === 'whole' ? 'none' : 'in-doubt';
}
