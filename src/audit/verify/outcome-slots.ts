/** Where each outcome is counted, and which bits of a commitment it takes. */
export const OUTCOME_SLOTS = { succeeded: 0, failed: 1, unconfirmed: 2, skipped: 3 } as const;
export type OutcomeKind = keyof typeof OUTCOME_SLOTS;

export const isOutcome = (text: string): text is OutcomeKind => Object.hasOwn(OUTCOME_SLOTS, text);
