import { z } from 'zod';
import { KINDS } from './kinds.ts';
import { Hash } from './parts.ts';

const opened = z.strictObject({ text: z.string(), salt: z.string() });

/** A line of an export as JSON Schema 2020-12: one alternative per kind. */
export function eventJsonSchema(): object {
  const lines = Object.entries(KINDS).map(([kind, data]) =>
    z.strictObject({
      actor: z.string(),
      at: z.int(),
      data,
      id: z.string(),
      kind: z.literal(kind),
      previous: Hash,
      requestId: z.string().nullable(),
      seq: z.int().min(1),
      v: z.literal(1),
      hash: Hash,
      clear: z.record(z.string(), opened).optional(),
    }),
  );
  return { title: 'A line of the audit trail', ...z.toJSONSchema(z.union(lines), { io: 'output' }) };
}
