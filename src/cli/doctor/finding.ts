/** What one check found. */
export interface Finding {
  /** In two or three words. */
  readonly check: string;
  readonly level: 'ok' | 'warning' | 'failed';
  /** A sentence. No secrets, no names of people. */
  readonly text: string;
  /** What to do about it, as a sentence; null when there is nothing to do. */
  readonly todo: string | null;
}

export const fine = (check: string, text: string): Finding => ({ check, level: 'ok', text, todo: null });
export const warns = (check: string, text: string, todo: string): Finding => ({ check, level: 'warning', text, todo });
export const fails = (check: string, text: string, todo: string): Finding => ({ check, level: 'failed', text, todo });

const WIDTH = 9;

/** "failed   Slack scopes: …", and what to do below it. */
export function findingLines({ check, level, text, todo }: Finding): string {
  const first = `${level.padEnd(WIDTH)}${check}: ${text}`;
  return todo === null ? first : `${first}\n${' '.repeat(WIDTH)}${todo}`;
}
