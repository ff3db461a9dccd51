import { existsSync } from 'node:fs';
import { systemClock } from '../runtime/clock.ts';
import { type CopiedTable, CopyDiffers, copyStore, TargetNotEmpty } from '../store/copy/copy-store.ts';
import { DatabaseUnfit } from '../store/failure.ts';
import { openStore } from '../store/open-store.ts';
import { DatabaseInUse } from '../store/sqlite.ts';
import { createLog } from '../telemetry/create-log.ts';
import { defineCommand, EXIT, WrongUsage } from './command.ts';

const DETAILS = `Copies everything Muster knows from a SQLite file into an empty Postgres database: requests, outcomes, posts and the
audit trail with its hashes. One way, in one transaction, compared table by table before it is kept: when it is
interrupted, the Postgres database is as it was, and you can start again.

Stop the bot first: the file is refused while a process holds it. It is brought to the present model and otherwise only read.

--from FILE  sqlite:./data/muster.db
--to URL     postgres://…; without it DATABASE_URL is meant, so that a password need not stand in the command`;

const count = (n: number, what: string) => `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`;

const isRefusal = (error: unknown): error is Error =>
  error instanceof DatabaseInUse ||
  error instanceof DatabaseUnfit ||
  error instanceof TargetNotEmpty ||
  error instanceof CopyDiffers;

export const migrateStore = defineCommand({
  usage: '--from sqlite:FILE [--to postgres://…]',
  details: DETAILS,
  options: { from: { type: 'string' }, to: { type: 'string' } },
  run: async ({ values, positionals }, { env, stdout, stderr }) => {
    const { from } = values;
    const to = values.to ?? env['DATABASE_URL'] ?? '';
    if (positionals.length > 0) throw new WrongUsage('muster migrate-store takes nothing but --from and --to.');
    if (!from?.startsWith('sqlite:'))
      throw new WrongUsage('--from names a SQLite file, such as sqlite:./data/muster.db.');
    if (!/^postgres(ql)?:\/\//.test(to)) {
      throw new WrongUsage(
        '--to (or DATABASE_URL) names a Postgres database, such as postgres://muster@db.internal/muster.',
      );
    }
    const file = from.slice('sqlite:'.length);
    if (!existsSync(file)) throw new WrongUsage(`There is no file ${file}.`);

    const log = createLog({ level: 'error', clock: systemClock, secrets: [to] });
    const told = ({ name, rows, sum }: CopiedTable) =>
      stdout.write(`  ${name.padEnd(28)} ${count(rows, 'row').padStart(16)}  ${sum.slice(0, 16)}\n`);
    try {
      const source = await openStore({ url: from, log });
      try {
        const target = await openStore({ url: to, log });
        try {
          const copied = await copyStore(source, target, told);
          const rows = copied.reduce((sum, table) => sum + table.rows, 0);
          stdout.write(`Copied and compared: ${count(rows, 'row')} in ${count(copied.length, 'table')}.\n`);
        } finally {
          await target.close();
        }
      } finally {
        await source.close();
      }
    } catch (error) {
      if (!isRefusal(error)) throw error;
      stderr.write(`${error.message}\n`);
      return EXIT.foundProblem;
    }
    stdout.write(
      [
        'Next:',
        '  1. Set DATABASE_URL to the Postgres database and start Muster, as many replicas as you like.',
        '  2. See that /readyz answers 200, and check the trail: muster audit verify.',
        `  3. Put ${file} away as a backup. Never start Muster on it again: it would repeat what the other one has done since.`,
        '',
      ].join('\n'),
    );
    return EXIT.fine;
  },
});
