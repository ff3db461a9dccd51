import type { ConfiguredDirectory } from '../../config/config.ts';
import { type Directory, type DirectoryDeps, DirectoryUnavailable } from '../../directories/directory.ts';
import { people } from '../../report/wording.ts';
import { type Finding, fails, fine } from './finding.ts';

const WITHIN_MS = 60_000;

const TODO: Readonly<Record<DirectoryUnavailable['problem'], string>> = {
  unreachable: 'Check the address and the network between.',
  throttled: 'Try again in a minute; a lower pace may help.',
  credentials: 'Check its credentials.',
  forbidden: 'Grant what it names.',
  'not-found': 'Check what names it in muster.yaml.',
  unreadable: 'Look for a proxy on the way that answers in its place.',
};

/** Opens it, or says why its settings do not let it. */
export function openDirectory(
  { name, kind, settings, pace }: ConfiguredDirectory,
  deps: Omit<DirectoryDeps, 'pace'>,
): Directory | Finding {
  try {
    return kind.open(name, settings, { ...deps, pace });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fails(`Directory ${name}`, reason, 'Check its settings.');
  }
}

/** Is the place real and are we let in? */
export async function checkDirectory(directory: Directory): Promise<Finding> {
  const check = `Directory ${directory.name}`;
  try {
    const { title, people: count } = await directory.check(AbortSignal.timeout(WITHIN_MS));
    return fine(check, `${title}${count === null ? '' : `, ${people(count)}`}.`);
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    return fails(check, error.message.replace(/([^.])$/, '$1.'), TODO[error.problem]);
  }
}
