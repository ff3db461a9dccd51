/** What was done to the world past Muster. */
export class Happened {
  readonly frozen: { readonly from: number; readonly to: number }[] = [];
  /** Accounts that somebody changed, and when. */
  readonly changedByHand = new Map<string, number>();

  freezes(at: number, forMs: number): void {
    this.frozen.push({ from: at, to: at + forMs });
  }

  frozenByFile(now: number): boolean {
    return this.frozen.some(({ from, to }) => now >= from && now < to);
  }
}
