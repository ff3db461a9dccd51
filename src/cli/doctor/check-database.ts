import { openStore } from '../../store/open-store.ts';
import { DatabaseInUse } from '../../store/sqlite.ts';
import type { Log } from '../../telemetry/log.ts';
import { type Finding, fails, fine, warns } from './finding.ts';

const CHECK = 'Database';

/** Opens it and closes it again. As at every start, a database that is not there is made and an older model is brought up to date. */
export async function checkDatabase(url: string, log: Log): Promise<Finding> {
  try {
    const store = await openStore({ url, log });
    try {
      await store.check();
    } finally {
      await store.close();
    }
    return fine(CHECK, 'It opens.');
  } catch (error) {
    if (error instanceof DatabaseInUse) {
      return warns(
        CHECK,
        'Another process has it open.',
        'That is as it should be while Muster runs, and wrong otherwise.',
      );
    }
    const reason = error instanceof Error ? error.message : String(error);
    return fails(CHECK, `It does not open: ${reason}`, 'Check DATABASE_URL, and whether Muster may write there.');
  }
}
