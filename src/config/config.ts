import type { Policy } from '../approvals/policy.ts';
import type { AuditKey } from '../audit/checkpoints/keys.ts';
import type { DirectoryKind } from '../directories/directory.ts';
import type { Pace } from '../directories/pace.ts';
import type { DirectoryName, SlackChannelId } from '../ids.ts';
import type { Safeguards } from '../safeguards/settings.ts';

export interface ConfiguredDirectory {
  readonly name: DirectoryName;
  readonly kind: DirectoryKind;
  /** Parsed by the kind's own schema. */
  readonly settings: unknown;
  /** E-mails (case-folded) and native ids nobody may touch through Muster. */
  readonly protected: readonly string[];
  readonly pace: Pace;
}

/** How the audit trail is vouched for outside of the database. */
export interface AuditSettings {
  /** Signs checkpoints; null: there are none. */
  readonly signingKey: AuditKey | null;
  readonly everyMs: number;
  readonly places: {
    readonly file: string | null;
    readonly command: readonly [string, ...string[]] | null;
    readonly channel: SlackChannelId | null;
  };
}

/** Everything an operator decides, parsed and checked. Secrets are in here: never log it. */
export interface Config {
  readonly slack: {
    readonly botToken: string;
    readonly delivery:
      | { readonly mode: 'socket'; readonly appToken: string }
      | { readonly mode: 'http'; readonly signingSecret: string };
    /** With a trailing slash: `https://slack.com/api/`. */
    readonly apiUrl: string;
  };
  readonly port: number;
  readonly databaseUrl: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly directories: ReadonlyMap<DirectoryName, ConfiguredDirectory>;
  /** Directory kind → the directory meant when none is named. A kind with one directory needs no entry. */
  readonly defaults: ReadonlyMap<string, DirectoryName>;
  /** `notices`: a second channel that is told of requests, or null. */
  readonly channels: { readonly approvals: SlackChannelId; readonly notices: SlackChannelId | null };
  readonly people: {
    /** The e-mail of a Slack profile counts only in these domains; null: in any. */
    readonly emailDomains: readonly string[] | null;
  };
  readonly policy: Policy;
  /** What holds in each directory. */
  readonly safeguards: ReadonlyMap<DirectoryName, Safeguards>;
  readonly audit: AuditSettings;
}
