import type { z } from 'zod';
import type { AccountId, DirectoryName } from '../ids.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Log } from '../telemetry/log.ts';
import type { Account } from './account.ts';
import type { Operation } from './operation.ts';

/** How a person was named, once mentions have become e-mails. One lookup may match several accounts: that is for the domain to refuse. */
export type Lookup = { readonly by: 'email'; readonly email: string } | { readonly by: 'id'; readonly id: string };

export interface FindAccounts {
  readonly lookups: readonly Lookup[];
  readonly signal: AbortSignal;
}

/** Every account that matches a lookup exactly (e-mails case-folded), at the same index as the lookup. */
export type FoundAccounts = readonly (readonly Account[])[];

/** What the domain needs of any directory. */
export interface Directory {
  readonly name: DirectoryName;
  /** The slash command without its slash: `wickr`. */
  readonly kind: string;
  /** "AWS Wickr network": as in "the AWS Wickr network acme-prod". */
  readonly kindTitle: string;
  /** Keyed by verb. */
  readonly operations: ReadonlyMap<string, Operation>;
  /** Throws DirectoryUnavailable when the directory cannot be read. */
  find(find: FindAccounts): Promise<FoundAccounts>;
  /**
   * The present state of accounts by native id, past any cache. An id the directory does not know maps to null;
   * an id that could not be read this time is absent from the map.
   * Throws DirectoryUnavailable when nothing could be read.
   */
  read(ids: readonly AccountId[], signal: AbortSignal): Promise<ReadonlyMap<AccountId, Account | null>>;
  /** Is the place real and are we let in? Used at start and by `muster doctor`. Throws DirectoryUnavailable. */
  check(signal: AbortSignal): Promise<DirectoryFacts>;
  close(): Promise<void>;
}

export interface DirectoryFacts {
  /** The directory's own name for itself. */
  readonly title: string;
  /** Everyone in it, or null when it does not say. */
  readonly people: number | null;
}

/** The directory could not be read. Carries a sentence for the person; nothing was changed. */
export class DirectoryUnavailable extends Error {
  override readonly name = 'DirectoryUnavailable';
  readonly problem: 'unreachable' | 'throttled' | 'credentials' | 'forbidden' | 'not-found' | 'unreadable';

  constructor(problem: DirectoryUnavailable['problem'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.problem = problem;
  }
}

export interface DirectoryDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a folder under directories/ offers the composition root: one line in bot.ts makes a kind known. */
export interface DirectoryKind<Settings = unknown> {
  /** The value of `kind` in muster.yaml and the slash command without its slash. */
  readonly kind: string;
  readonly title: string;
  /** The keys of a directory of this kind in muster.yaml, besides those every directory has. Strict: unknown keys are errors. */
  readonly settings: z.ZodType<Settings>;
  readonly verbs: readonly string[];
  /** Does this text look like a native account id of this kind? */
  readonly isAccountId: (text: string) => boolean;
  open(name: DirectoryName, settings: Settings, deps: DirectoryDeps): Directory;
}
