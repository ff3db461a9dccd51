import type { Directory } from '../directories/directory.ts';
import type { ManagedDirectory } from '../directories/managed.ts';
import type { Operation } from '../directories/operation.ts';
import { holdDirectory } from '../dispatch/directory-records.ts';
import type { DirectoryName, RequestId } from '../ids.ts';
import { countUsed, keepSize, loadSize } from '../safeguards/cap-records.ts';
import { type CapAnswer, capClassOf, checkCap, overCap } from '../safeguards/caps.ts';
import { safeguardsOf } from '../safeguards/settings.ts';
import type { Queries } from '../store/store.ts';
import { refusedBy } from './answers.ts';
import type { Refused } from './use-cases.ts';

export interface CapScope {
  readonly managed: ManagedDirectory;
  readonly operation: Operation;
  /** How many people would be changed. */
  readonly wanted: number;
  /** The request that asks, once it is stored. */
  readonly request: RequestId | null;
}

/** How many people a directory has now; null when it does not say. Throws DirectoryUnavailable. */
export async function sizeOf(directory: Directory, signal: AbortSignal): Promise<number | null> {
  return directory.size ? directory.size(signal) : (await directory.check(signal)).people;
}

/** What the caps say of so many more people; null for an operation that counts against none. */
export async function askCap(
  queries: Queries,
  { managed, operation, wanted, request }: CapScope,
  size: number | null,
  now: number,
): Promise<CapAnswer | null> {
  const capClass = capClassOf(operation);
  if (capClass === null) return null;
  const { directory } = managed;
  const operations = [...directory.operations.values()]
    .filter((one) => capClassOf(one) === capClass)
    .map(({ words }) => words.verb);
  const used = await countUsed(queries, { directory: directory.name, operations, except: request, now });
  const cap = safeguardsOf(managed).caps[capClass];
  return checkCap({ cap, capClass, directory: directory.name, size, used, wanted });
}

/** Keeps how many people a directory said it has. */
export async function rememberSize(tx: Queries, name: DirectoryName, size: number): Promise<void> {
  await holdDirectory(tx, name);
  await keepSize(tx, name, size);
}

/**
 * The same where it decides: the directory's row is held until the transaction ends, so that of two requests at the same
 * moment the second counts the first. Counts against the size that the directory last said it has.
 */
export async function holdToCap(tx: Queries, scope: CapScope, now: number): Promise<Refused | null> {
  if (capClassOf(scope.operation) === null) return null;
  const { name } = scope.managed.directory;
  await holdDirectory(tx, name);
  const answer = await askCap(tx, scope, await loadSize(tx, name), now);
  return answer?.kind === 'over' ? refusedBy('cap', overCap(answer)) : null;
}
