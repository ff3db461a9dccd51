/** Somewhere outside of Muster that keeps checkpoints, so that whoever holds the database cannot change them too. */
export interface CheckpointPlace {
  /** Which place it is, the same after a restart: `file:/var/lib/muster/checkpoints.jsonl`. Stored; holds no secret. */
  readonly name: string;
  /**
   * Resolves when the place has the line for good. May be called twice with the same line, after a crash in between.
   * @throws when it does not have it; it is then tried again, and later lines wait
   */
  post(line: string): Promise<void>;
}
