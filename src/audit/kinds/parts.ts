import { z } from 'zod';
import { Sealed } from '../sealed.ts';

/** Parts that several kinds of event share. */

export const Count = z.int().min(0);
export const Milliseconds = z.int();
export const Hash = z.string().regex(/^[0-9a-f]{64}$/);

export const AccountFacts = z.strictObject({
  membership: z.enum(['pending', 'active', 'unknown']),
  suspended: z.union([z.boolean(), z.literal('unknown')]),
  admin: z.union([z.boolean(), z.literal('unknown')]),
  kind: z.enum(['person', 'bot', 'unknown']),
  /** The directory's own word for its state, where it has one. */
  nativeStatus: z.string().exactOptional(),
});

/** What became of one person. */
export const PersonOutcome = z.strictObject({
  /** The same commitment as in the request's `request.people`. */
  person: Sealed,
  outcome: z.enum(['succeeded', 'failed', 'unconfirmed', 'skipped']),
  reason: Sealed.nullable(),
  /** The account as the approval saw it; null for somebody who had none. */
  before: AccountFacts.nullable(),
  /** The account as it was read afterwards; null when the directory's answer was enough, or nothing could be read. */
  after: AccountFacts.nullable(),
  /** What the outcome rests on. `none`: nothing was sent, or nobody could tell. */
  evidence: z.enum(['answer', 'read-back', 'none']),
});
export type PersonOutcome = z.infer<typeof PersonOutcome>;

export const Doubt = z.enum(['none', 'lost', 'unmentioned', 'taken', 'rejected', 'lost-then-rejected']);
