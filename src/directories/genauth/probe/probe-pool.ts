import { DirectoryUnavailable, type ProbeReport } from '../../directory.ts';
import { aboutBatches, aboutDeletion, aboutHosts, aboutPace, aboutStatuses, type Question } from './questions.ts';
import { openRawPool, type ProbeParts } from './raw-pool.ts';
import { testUsers } from './test-users.ts';

/** In this order: what throttles comes last. */
const QUESTIONS: readonly Question[] = [aboutHosts, aboutBatches, aboutStatuses, aboutDeletion, aboutPace];

/**
 * Settles what the documentation of the Management API leaves open, on a pool in which nothing may be lost. Makes some
 * twenty users with an unmistakable name and removes them again, also when a question breaks. Throws DirectoryUnavailable
 * when the pool lets nobody in.
 */
export async function probePool(parts: ProbeParts, signal: AbortSignal): Promise<ProbeReport> {
  const pool = await openRawPool(parts, signal);
  try {
    const entry = await pool.ask('POST', 'list-users', { options: { pagination: { page: 1, limit: 1 } } });
    if (entry.statusCode !== 200) {
      throw new DirectoryUnavailable('credentials', `The pool lets nobody in: ${entry.words}. Nothing was tried.`);
    }
    const run = Buffer.from(parts.random.bytes(4)).toString('hex');
    const users = testUsers(pool, run, parts.clock, signal);
    const findings: { question: string; answer: string }[] = [];
    try {
      for (const ask of QUESTIONS) findings.push(...(await ask({ ...parts, pool, users, signal })));
    } catch (error) {
      findings.push({ question: 'The questions after this', answer: `were not asked: ${String(error)}` });
    }
    const left = await users.remove();
    return { findings, created: users.tried.length, left };
  } finally {
    await pool.close();
  }
}
