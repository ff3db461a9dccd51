import { type Directory, DirectoryUnavailable } from '../../directories/directory.ts';
import { EXIT, type Terminal } from '../command.ts';

const WITHIN_MS = 10 * 60_000;

/** Lets a directory find out what its vendor leaves open, and tells it as a table. Answers the exit code. */
export async function probe(
  directory: Pick<Directory, 'name' | 'kindTitle' | 'probe'>,
  asJson: boolean,
  { stdout, stderr }: Terminal,
): Promise<number> {
  if (!directory.probe) {
    stderr.write(`There is nothing to find out about an ${directory.kindTitle}: ${directory.name} was left alone.\n`);
    return EXIT.wrongUsage;
  }
  stderr.write(`Making test users in ${directory.name}, trying things out, and removing them again …\n`);
  try {
    const report = await directory.probe(AbortSignal.timeout(WITHIN_MS));
    const { findings, created, left } = report;
    if (asJson) stdout.write(`${JSON.stringify(report)}\n`);
    else {
      const width = Math.max(...findings.map(({ question }) => question.length));
      for (const { question, answer } of findings) stdout.write(`${question.padEnd(width)}  ${answer}\n`);
    }
    if (left.length === 0) {
      stderr.write(`All of up to ${created} test users are gone again.\n`);
      return EXIT.fine;
    }
    stderr.write(`These test users could not be removed; please delete them in the console:\n${left.join('\n')}\n`);
    return EXIT.foundProblem;
  } catch (error) {
    if (!(error instanceof DirectoryUnavailable)) throw error;
    stderr.write(`${error.message}\n`);
    return EXIT.foundProblem;
  }
}
