import type { DirectoryName } from '../ids.ts';
import type { Safeguards } from '../safeguards/settings.ts';
import type { Directory } from './directory.ts';
import type { Operation } from './operation.ts';
import type { Pace } from './pace.ts';

/** A directory together with what the operator decided about it. */
export interface ManagedDirectory {
  readonly directory: Directory;
  /** E-mails (case-folded) and native ids nobody may touch through Muster. */
  readonly protected: readonly string[];
  readonly pace: Pace;
  /** The standard ones where absent. */
  readonly safeguards?: Safeguards;
}

/** Every configured directory, and which one a command means when it names none. */
export interface Directories {
  readonly all: ReadonlyMap<DirectoryName, ManagedDirectory>;
  readonly defaults: ReadonlyMap<string, DirectoryName>;
}

export type ChosenDirectory =
  | { readonly kind: 'chosen'; readonly managed: ManagedDirectory }
  | { readonly kind: 'refused'; readonly reason: string };

const list = (names: readonly string[]): string => names.join(', ');

/** Finds the directory a command means. `name` is what followed `--in`, or null. */
export function chooseDirectory(directories: Directories, kind: string, name: string | null): ChosenDirectory {
  const ofKind = [...directories.all.values()].filter((managed) => managed.directory.kind === kind);
  const names = ofKind.map((managed) => managed.directory.name);
  if (name !== null) {
    const named = ofKind.find((managed) => managed.directory.name === name);
    if (named) return { kind: 'chosen', managed: named };
    return {
      kind: 'refused',
      reason: `There is no directory “${name}” for /${kind}. Configured: ${list(names) || 'none'}.`,
    };
  }
  const defaultName = directories.defaults.get(kind);
  const chosen =
    ofKind.find((managed) => managed.directory.name === defaultName) ?? (ofKind.length === 1 ? ofKind[0] : undefined);
  if (chosen) return { kind: 'chosen', managed: chosen };
  if (names.length === 0) return { kind: 'refused', reason: `No directory is configured for /${kind}.` };
  return { kind: 'refused', reason: `Say which directory you mean with --in: ${list(names)}.` };
}

/** Can it be taken back? What no directory knows counts as irreversible. */
export function isReversible(
  { all }: Directories,
  scope: { readonly directory: string; readonly operation: string },
): boolean {
  const managed = [...all.values()].find(({ directory }) => directory.name === scope.directory);
  return managed?.directory.operations.get(scope.operation)?.traits.reversible ?? false;
}

/** The directory and operation of a stored request; null when the configuration no longer has them. */
export function findOperation(
  directories: Directories,
  directory: DirectoryName,
  operation: string,
): { readonly managed: ManagedDirectory; readonly operation: Operation } | null {
  const managed = directories.all.get(directory);
  const found = managed?.directory.operations.get(operation);
  return managed && found ? { managed, operation: found } : null;
}
