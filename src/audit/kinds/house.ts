import { z } from 'zod';
import { Sealed } from '../sealed.ts';
import { Count, Hash } from './parts.ts';

/** About Muster itself. */
export const HOUSE_KINDS = {
  /** The first of every chain. Events from before there was a chain are counted and digested, so that they stay as they were. */
  'chain.began': z.strictObject({ earlier: Count, digest: Hash }),
  /** Muster started with another configuration than the one before. */
  'config.changed': z.strictObject({
    digest: Hash,
    /** SHA-256 of each section, without secrets: which of them changed can be seen. */
    sections: z.record(z.string(), Hash),
  }),
  /** No call may leave from now on. The actor is who froze; `operator` where it was a file or variable. */
  'freeze.began': z.strictObject({
    freeze: z.string(),
    source: z.enum(['slack', 'file', 'variable']),
    reason: Sealed.nullable(),
  }),
  /** The actor is who let calls go on. */
  'freeze.ended': z.strictObject({ freeze: z.string(), source: z.enum(['slack', 'file', 'variable']) }),
  /** Clear text and salts of one person were removed. Whose is not told. */
  'person.erased': z.strictObject({
    /** How many commitments can no longer be opened. */
    texts: Count,
    /** In which requests. */
    requests: z.array(z.string()),
  }),
};
