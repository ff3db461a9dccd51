import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import type { AccountState } from '../directories/account.ts';
import type { Choices, Details } from '../directories/operation.ts';
import { type AccountId, accountId, type DirectoryName, directoryName, type PlanDigest, planDigest } from '../ids.ts';
import { portionsOf } from '../runtime/calmly.ts';
import { GrowingBytes } from '../runtime/growing-bytes.ts';
import type { Sealed } from './seal.ts';

/** One account of a plan, with the facts the decision rests on. No names of accounts: the digest must survive a renaming. */
export interface PlannedChange {
  readonly accountId: AccountId;
  readonly state: AccountState;
  /** What the operation needs to know of this person besides; empty for most. */
  readonly details: Details;
}

/**
 * Exactly what will happen, to exactly whom. Approvals are bound to its digest;
 * after submission a plan may shrink (someone is skipped) and never grows.
 */
export interface Plan {
  readonly version: 1;
  /** The kind of directory: `wickr`. */
  readonly kind: string;
  readonly directory: DirectoryName;
  readonly operation: string;
  /** What was chosen for everybody; empty for most. */
  readonly choices: Choices;
  /** Absent when nothing is secret. */
  readonly sealed?: Sealed;
  /**
   * 32 hex digits of chance, so that nobody can find out by guessing whom a digest is of once the plan is gone. Absent from
   * plans from before there were any.
   */
  readonly salt?: string;
  /** Sorted by account id, each account once. */
  readonly changes: readonly PlannedChange[];
}

export const StoredAccountState = z.strictObject({
  membership: z.enum(['pending', 'active', 'unknown']),
  suspended: z.union([z.boolean(), z.literal('unknown')]),
  admin: z.union([z.boolean(), z.literal('unknown')]),
  kind: z.enum(['person', 'bot', 'unknown']),
  nativeStatus: z.string().exactOptional(),
});

export const StoredChange = z.strictObject({
  accountId: z.string().transform(accountId),
  state: StoredAccountState,
  details: z.record(z.string(), z.string()),
});

export const StoredPlan = z.strictObject({
  version: z.literal(1),
  kind: z.string(),
  directory: z.string().transform(directoryName),
  operation: z.string(),
  choices: z.record(z.string(), z.string()),
  sealed: z.record(z.string(), z.string()).exactOptional(),
  salt: z.string().exactOptional(),
  changes: z.array(StoredChange),
});

export function makePlan({ sealed = {}, ...parts }: Omit<Plan, 'version'>): Plan {
  const changes = [...parts.changes].sort((a, b) =>
    a.accountId < b.accountId ? -1 : a.accountId > b.accountId ? 1 : 0,
  );
  for (const [index, change] of changes.entries()) {
    if (index > 0 && changes[index - 1]?.accountId === change.accountId) {
      throw new Error('A plan names an account twice');
    }
  }
  return { version: 1, ...parts, ...(Object.keys(sealed).length === 0 ? {} : { sealed }), changes };
}

/** People in one piece of a plan's text: some 70 kB. */
const CHANGES_PER_PIECE = 500;

/**
 * The plan as RFC 8785 canonical JSON: equal plans give equal text. Put together from the text of each change, since a library
 * that writes a plan of 100,000 people in one go holds a hundred megabytes of pieces; `changes` is the first of the keys.
 */
function* planPieces({ changes, ...others }: Plan): Generator<string> {
  let before = '{"changes":[';
  for (const portion of portionsOf(changes, CHANGES_PER_PIECE)) {
    yield before + portion.map(canonicalText).join(',');
    before = ',';
  }
  yield `${changes.length === 0 ? before : ''}],${canonicalText(others).slice(1)}`;
}

function canonicalText(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('A plan has no canonical form');
  return text;
}

export interface WrittenPlan {
  /** The text in UTF-8. */
  readonly bytes: Buffer;
  readonly digest: PlanDigest;
}

/** A plan's text and the SHA-256 of it, with a pause after each few hundred people. */
export function* writePlan(plan: Plan): Generator<void, WrittenPlan> {
  const digest = createHash('sha256');
  const bytes = new GrowingBytes();
  let pieces = 0;
  for (const piece of planPieces(plan)) {
    pieces += 1;
    if (pieces > 2) yield;
    digest.update(piece);
    bytes.add(piece);
  }
  return { bytes: bytes.bytes(), digest: planDigest(digest.digest('hex')) };
}

export const planText = (plan: Plan): string => [...planPieces(plan)].join('');

export function digestOf(plan: Plan): PlanDigest {
  const digest = createHash('sha256');
  for (const piece of planPieces(plan)) digest.update(piece);
  return planDigest(digest.digest('hex'));
}

/** The part of a digest that people compare by eye. The server always compares the whole. */
export function shortDigest(digest: PlanDigest): string {
  return digest.slice(0, 12);
}
