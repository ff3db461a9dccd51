import { expect, test } from 'vitest';
import { type StoreTrouble, troubleOf } from '../../src/store/failure.ts';

const coded = (code: string) => Object.assign(new Error('as the server says it'), { code });
const sqlite = (errcode: number) => Object.assign(new Error('as SQLite says it'), { errcode });

const KNOWN: readonly (readonly [string, unknown, StoreTrouble | null])[] = [
  ['a connection refused', coded('ECONNREFUSED'), 'unreachable'],
  ['a connection refused on every address', new AggregateError([coded('ECONNREFUSED')]), 'unreachable'],
  ['a server that shuts down', coded('57P01'), 'unreachable'],
  ['a server that starts', coded('57P03'), 'unreachable'],
  ['a transaction that idled for too long', coded('25P03'), 'unreachable'],
  ['connection_failure', coded('08006'), 'unreachable'],
  ['a connection that ended', new Error('Connection terminated unexpectedly'), 'unreachable'],
  ['a cause within', new Error('outer', { cause: coded('ECONNRESET') }), 'unreachable'],
  ['a full disk at the server', coded('53100'), 'full'],
  ['a standby', coded('25006'), 'read-only'],
  ['SQLITE_FULL', sqlite(13), 'full'],
  ['SQLITE_READONLY_DIRECTORY', sqlite(1544), 'read-only'],
  ['SQLITE_IOERR_WRITE', sqlite(778), 'disk-fails'],
  ['a lost race', coded('40001'), null],
  ['a constraint', coded('23505'), null],
  ['SQLITE_CONSTRAINT', sqlite(19), null],
  ['a fault of ours', new TypeError('undefined is not a function'), null],
  ['nothing to do with errors', 'text', null],
];

for (const [what, error, trouble] of KNOWN) {
  test(`${what} is ${trouble ?? 'no trouble of the store'}`, () => {
    expect(troubleOf(error)).toBe(trouble);
  });
}
