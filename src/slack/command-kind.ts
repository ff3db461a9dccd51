/** One slash command: a kind of directory. */
export interface CommandKind {
  /** `wickr`, typed as `/wickr`. */
  readonly kind: string;
  /** "AWS Wickr network" */
  readonly title: string;
  readonly verbs: readonly string[];
  /** Does this text look like a native account id of this kind? */
  readonly isAccountId: (text: string) => boolean;
}

export function commandOf({ kind }: Pick<CommandKind, 'kind'>): string {
  return `/${kind}`;
}
