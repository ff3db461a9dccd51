/** The first thing that is wrong, as a sentence that names the line. */
export interface Problem {
  /** The event it shows at, or null where it is about no one event. */
  readonly seq: number | null;
  readonly what: string;
}
