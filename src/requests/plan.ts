import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { z } from 'zod';
import type { AccountState } from '../directories/account.ts';
import type { Choices, Details } from '../directories/operation.ts';
import { type AccountId, accountId, type DirectoryName, directoryName, type PlanDigest, planDigest } from '../ids.ts';
import { atOnce, portionsOf } from '../runtime/calmly.ts';
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

/** People in one piece of a plan: some 70 kB. */
const CHANGES_PER_PIECE = 500;
/** `changes` is the first of a plan's keys. */
const BEGINNING = '{"changes":[';

/** Is this first piece a plan by itself? */
export const isWholePlan = (first: string): boolean => first.startsWith(BEGINNING);

/**
 * A plan in pieces of canonical JSON (RFC 8785): the whole of it in one, or of a large one first what it says of everybody, then
 * arrays of some hundred of its changes, in their order. So no large plan is in memory or in the database as one text.
 */
export function* planPieces(plan: Plan): Generator<string> {
  const { changes, ...others } = plan;
  if (changes.length <= CHANGES_PER_PIECE) return yield canonicalText(plan);
  yield canonicalText(others);
  for (const portion of portionsOf(changes, CHANGES_PER_PIECE)) yield `[${portion.map(canonicalText).join(',')}]`;
}

function canonicalText(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('A plan has no canonical form');
  return text;
}

/** The SHA-256 of a plan's text as RFC 8785 canonical JSON, from its pieces in their order: equal plans have equal digests. */
export class DigestOfPieces {
  readonly #hash = createHash('sha256');
  #first: string | null = null;
  #before = BEGINNING;

  add(piece: string): void {
    if (this.#first === null) {
      this.#first = piece;
      if (isWholePlan(piece)) this.#hash.update(piece);
      return;
    }
    this.#hash.update(this.#before);
    this.#hash.update(piece.slice(1, -1));
    this.#before = ',';
  }

  /** Once, after the last piece. */
  digest(): PlanDigest {
    const first = this.#first ?? '';
    if (!isWholePlan(first)) this.#hash.update(`],${first.slice(1)}`);
    return planDigest(this.#hash.digest('hex'));
  }
}

/** With a pause after each piece of a large plan. */
export function* digesting(plan: Plan): Generator<void, PlanDigest> {
  const digest = new DigestOfPieces();
  let pieces = 0;
  for (const piece of planPieces(plan)) {
    pieces += 1;
    if (pieces > 2) yield;
    digest.add(piece);
  }
  return digest.digest();
}

export const digestOf = (plan: Plan): PlanDigest => atOnce(digesting(plan));

/** The part of a digest that people compare by eye. The server always compares the whole. */
export function shortDigest(digest: PlanDigest): string {
  return digest.slice(0, 12);
}
