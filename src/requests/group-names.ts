import type { GroupName } from '../directories/directory.ts';
import { chooseDirectory } from '../directories/managed.ts';
import type { UseCaseDeps } from './deps.ts';
import { readable } from './preview.ts';
import { permitted } from './status.ts';
import type { Actor } from './use-cases.ts';

/** A form that cannot be filled in waits for nobody. */
const WITHIN_MS = 2_000;

export async function groupNames(
  deps: UseCaseDeps,
  actor: Actor,
  kind: string,
  name: string,
): Promise<readonly GroupName[]> {
  const chosen = chooseDirectory(deps.directories, kind, name);
  if (chosen.kind === 'refused') return [];
  const { directory } = chosen.managed;
  if (!(await permitted(deps, actor, kind)).some((operation) => operation.directory === directory.name)) return [];
  const read = await readable(deps, directory.name, async () => ({
    kind: 'read' as const,
    names: await directory.groupNames(AbortSignal.timeout(WITHIN_MS)),
  }));
  return read.kind === 'read' ? read.names : [];
}
