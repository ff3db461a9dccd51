import type { Path } from './source.ts';

/** A problem at a place in the file, before its line is known. */
export interface Explained {
  readonly path: Path;
  readonly problem: string;
  readonly right: string | null;
}

/** What several parts of a file say together. */
export interface CrossChecked {
  readonly problems: readonly Explained[];
  readonly warnings: readonly Explained[];
}
