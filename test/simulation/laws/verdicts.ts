/** A promise that was broken, and by what one can see it. */
export interface Broken {
  readonly law: string;
  readonly detail: string;
}

/** Collects what the laws find. */
export class Verdicts {
  readonly broken: Broken[] = [];

  against(law: string, detail: string): void {
    this.broken.push({ law, detail });
  }
}
