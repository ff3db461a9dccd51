import type { Naming } from '../directories/naming.ts';

/** One slash command: a kind of directory. */
export interface CommandKind extends Naming {
  /** `wickr`, typed as `/wickr`. */
  readonly kind: string;
  /** "AWS Wickr network" */
  readonly title: string;
  readonly verbs: readonly string[];
}

export function commandOf({ kind }: Pick<CommandKind, 'kind'>): string {
  return `/${kind}`;
}
