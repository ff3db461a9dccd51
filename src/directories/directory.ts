import type { z } from 'zod';
import type { AccountId, DirectoryName } from '../ids.ts';
import type { SlackPerson } from '../people/person.ts';
import type { SteadyClock } from '../runtime/clock.ts';
import type { Log } from '../telemetry/log.ts';
import type { Account } from './account.ts';
import type { Lookup } from './lookup.ts';
import type { Naming } from './naming.ts';
import type { Operation } from './operation.ts';
import type { Pace } from './pace.ts';

export interface FindAccounts {
  readonly lookups: readonly Lookup[];
  readonly signal: AbortSignal;
}

/** Every account that matches a lookup exactly (e-mails case-folded), at the same index as the lookup. */
export type FoundAccounts = readonly (readonly Account[])[];

/** People by rule instead of by name. What is given must all hold. */
export interface Selection {
  /** Members of the group with this name. */
  readonly group: string | null;
  /** Invited and not accepted yet. */
  readonly pending: boolean;
  /** Pending, and the invitation has expired. */
  readonly expired: boolean;
  readonly suspended: boolean;
  /** No activity for at least this long. */
  readonly inactiveForMs: number | null;
}

export type Selected =
  /** `untold`: people of whom the directory does not say enough to tell; they are not among the selected. */
  | { readonly kind: 'selected'; readonly accounts: readonly Account[]; readonly untold: number }
  | { readonly kind: 'refused'; readonly reason: string };

/** All that a directory tells about one account. Personal data: shown privately, never logged. */
export interface AccountRecord {
  /** What was typed for them. */
  readonly typed: string;
  readonly account: Account;
  /** Names of the groups in `account.groups`; null where the directory has no groups. */
  readonly groupNames: readonly string[] | null;
  /** Null where the directory knows of no devices. */
  readonly devices:
    | readonly {
        /** What `--devices` may name it by, or null where the directory does not say. */
        readonly id: string | null;
        readonly name: string;
        readonly lastLogin: string | null;
      }[]
    | null;
  /** What else the directory tells, in its own order: `{name: "Phone", value: "…"}`. */
  readonly facts?: readonly { readonly name: string; readonly value: string }[];
}

/** What a person asked `lookup` for; `hash` is a directory's own name for somebody (Wickr: username hash). */
export interface LookUp {
  readonly lookups: readonly {
    readonly typed: string;
    readonly lookup: Lookup | { readonly by: 'hash'; readonly hash: string };
  }[];
  readonly signal: AbortSignal;
}

export interface LookUpAnswer {
  readonly found: readonly AccountRecord[];
  readonly missing: readonly { readonly typed: string; readonly reason: string }[];
}

/** A group that people can be put into. */
export interface GroupName {
  readonly name: string;
  /** Whoever is put into none goes into this one. */
  readonly isDefault: boolean;
}

/** What the domain needs of any directory. */
export interface Directory {
  readonly name: DirectoryName;
  /** The slash command without its slash: `wickr`. */
  readonly kind: string;
  /** "AWS Wickr network": as in "the AWS Wickr network acme-prod". */
  readonly kindTitle: string;
  /** Keyed by verb. */
  readonly operations: ReadonlyMap<string, Operation>;
  /** The same text means another person by another type of identifier, so that a request may name people by one type only. */
  readonly namesByOneType?: true;
  /** Only where it is not the e-mail of their Slack profile: how somebody mentioned in Slack is named here; null when not at all. */
  readonly lookupOf?: (person: SlackPerson) => Lookup | null;
  /** Throws DirectoryUnavailable when the directory cannot be read. */
  find(find: FindAccounts): Promise<FoundAccounts>;
  /**
   * The present state of accounts by native id, past any cache. An id the directory does not know maps to null;
   * an id that could not be read this time is absent from the map. `withinMs`: what was read at most so long ago will do.
   * Throws DirectoryUnavailable when nothing could be read.
   */
  read(
    ids: readonly AccountId[],
    signal: AbortSignal,
    withinMs?: number,
  ): Promise<ReadonlyMap<AccountId, Account | null>>;
  /** Everyone who fits a rule, each once, as they are now. Throws DirectoryUnavailable. */
  select(selection: Selection, signal: AbortSignal): Promise<Selected>;
  /** Could this text be the directory's own opaque name for somebody? */
  isHash(text: string): boolean;
  /** All that is known of some people. Throws DirectoryUnavailable. */
  lookUp(lookUp: LookUp): Promise<LookUpAnswer>;
  /** The groups there are, for completion. Throws DirectoryUnavailable. */
  groupNames(signal: AbortSignal): Promise<readonly GroupName[]>;
  /** Everyone in it, or null when it does not say; where absent, `check` tells. Throws DirectoryUnavailable. */
  readonly size?: (signal: AbortSignal) => Promise<number | null>;
  /**
   * How many active administrators it has, as of a moment ago; null when that cannot be told at a reasonable price. Throws
   * DirectoryUnavailable.
   */
  readonly admins?: (signal: AbortSignal) => Promise<number | null>;
  /** Up to how many people `admins` tells. */
  readonly adminsCountedUpTo?: number;
  /** Is the place real and are we let in? Used at start and by `muster doctor`. Throws DirectoryUnavailable. */
  check(signal: AbortSignal): Promise<DirectoryFacts>;
  /** Where it is called: whose clock may be compared with ours without a key. */
  readonly endpoint?: URL;
  /** Only where the vendor leaves open what a test can tell: tries it out with users it makes for that, and removes them. */
  readonly probe?: (signal: AbortSignal) => Promise<ProbeReport>;
  close(): Promise<void>;
}

/** What a directory really does where its documentation is silent. */
export interface ProbeReport {
  readonly findings: readonly { readonly question: string; readonly answer: string }[];
  readonly created: number;
  /** Test users that could not be removed, as the directory names them. */
  readonly left: readonly string[];
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
  readonly clock: SteadyClock;
  readonly log: Log;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** For what is called outside dispatch: reads. */
  readonly pace: Pace;
}

/** What a folder under directories/ offers the composition root: one line in bot.ts makes a kind known. */
export interface DirectoryKind<Settings = unknown> extends Naming {
  /** The value of `kind` in muster.yaml and the slash command without its slash. */
  readonly kind: string;
  readonly title: string;
  /** The keys of a directory of this kind in muster.yaml, besides those every directory has. Strict: unknown keys are errors. */
  readonly settings: z.ZodType<Settings>;
  readonly verbs: readonly string[];
  /** Those of them that cannot be taken back; none where it is absent. Known before any directory is open. */
  readonly irreversible?: readonly string[];
  /** How fast a directory of this kind is called where muster.yaml does not say. */
  readonly pace: Pace;
  open(name: DirectoryName, settings: Settings, deps: DirectoryDeps): Directory;
}
