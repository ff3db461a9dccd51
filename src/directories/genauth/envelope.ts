import { z } from 'zod';
import { jsonOf } from '../http/json-of.ts';
import type { AnswerBody } from '../http/transport.ts';

/** What every answer of the service is wrapped in, whatever HTTP's status is. */
export interface Envelope {
  /** 200 is success, and nothing else is. */
  readonly statusCode: number;
  /** Says something about failures only. */
  readonly apiCode: number | null;
  /** As the service wrote it, possibly personal and in any language: shown, never logged, never decided on. */
  readonly message: string | null;
  readonly requestId: string | null;
  readonly data: unknown;
}

/** It goes into logs and messages, so only what looks like an id. */
const RequestId = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/)
  .nullable()
  .catch(null);

const Envelope = z
  .object({
    statusCode: z.int(),
    // A number; text in errors of the older API.
    apiCode: z
      .union([
        z.int(),
        z
          .string()
          .regex(/^\d{1,9}$/)
          .transform(Number),
      ])
      .nullable()
      .catch(null),
    message: z.string().nullable().catch(null),
    requestId: RequestId,
    // The older API's word for it.
    uniqueId: RequestId,
    data: z.unknown().optional(),
  })
  .transform(
    ({ requestId, uniqueId, data, ...rest }): Envelope => ({ ...rest, data, requestId: requestId ?? uniqueId }),
  );

/** The body's envelope; null when it has none. */
export function envelopeOf(body: AnswerBody): Envelope | null {
  return Envelope.safeParse(jsonOf(body)).data ?? null;
}
