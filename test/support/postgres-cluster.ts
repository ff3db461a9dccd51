import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL server of the test's own, on loopback, in a temporary folder. */
export interface PostgresCluster {
  /** `postgres://…` of a fresh, empty database. */
  newDatabase(): string;
  /** SIGKILL to the server and all its processes: no checkpoint, no goodbye. */
  crash(): void;
  /** Up again on the same port, after a crash by way of its log. */
  restart(): Promise<void>;
  stop(): void;
}

/** Settings for suites that are not about durability: a server of this kind is thrown away. */
export const FORGETFUL = ['-c fsync=off', '-c full_page_writes=off', '-c max_connections=400'];

/** Where Debian puts the server's programs, newest first; null when there is no server on this machine. */
function serverPrograms(): string | null {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return null;
  const found = readdirSync(root)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
  return found ?? null;
}

/** In CI nothing may be left out without anybody noticing. */
export function hasPostgres(): boolean {
  const has = serverPrograms() !== null;
  if (!has && process.env['CI'] === 'true') {
    throw new Error('The Postgres tests cannot run: this machine has no PostgreSQL server (Debian: postgresql)');
  }
  return has;
}

/** One that has ended meanwhile is as good. */
function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}

export async function startPostgres(settings: readonly string[] = []): Promise<PostgresCluster> {
  const programs = serverPrograms();
  if (!programs) throw new Error('No PostgreSQL server on this machine');
  const folder = mkdtempSync(join(tmpdir(), 'muster-postgres-'));
  const port = await freePort();
  // The server refuses to run as root; Debian's package brings the user.
  const asRoot = process.getuid?.() === 0;
  if (asRoot) {
    const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
    chownSync(folder, id('-u'), id('-g'));
  }
  const commandOf = (program: string, args: readonly string[]): [string, ...string[]] => {
    const command: [string, ...string[]] = [join(programs, program), ...args];
    return asRoot ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', ...command] : command;
  };
  const run = (program: string, ...args: string[]) => {
    const [file, ...rest] = commandOf(program, args);
    execFileSync(file, rest, { stdio: ['ignore', 'ignore', 'pipe'] });
  };
  const data = join(folder, 'data');
  run('initdb', '--pgdata', data, '--auth', 'trust', '--username', 'muster', '--no-sync');
  const options = [`-p ${port} -h 127.0.0.1 -k ${folder}`, ...settings].join(' ');
  /** Without blocking this process: the stand-ins that live in it go on answering. */
  const start = async () => {
    const args = ['--pgdata', data, '--wait', '--log', join(folder, 'log'), '--options', options, 'start'];
    const [file, ...rest] = commandOf('pg_ctl', args);
    const child = spawn(file, rest, { stdio: 'ignore' });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`pg_ctl start ended with ${code}`);
  };
  const postmaster = () => Number(readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
  await start();
  /** What a crash left behind is gone a moment later; until then the server refuses to start. */
  const restart = async () => {
    for (let tries = 1; ; tries += 1) {
      const started = await start().then(
        () => null,
        (error: unknown) => ({ error }),
      );
      if (started === null) return;
      if (tries >= 50) throw started.error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  let databases = 0;
  return {
    newDatabase: () => {
      databases += 1;
      run('createdb', '--host', '127.0.0.1', '--port', String(port), '--username', 'muster', `muster_${databases}`);
      return `postgres://muster@127.0.0.1:${port}/muster_${databases}`;
    },
    crash: () => {
      const parent = postmaster();
      const children = spawnSync('ps', ['--ppid', String(parent), '-o', 'pid='], { encoding: 'utf8' }).stdout;
      for (const pid of [parent, ...children.trim().split(/\s+/).map(Number)]) kill(pid);
    },
    restart,
    stop: () => {
      run('pg_ctl', '--pgdata', data, '--wait', '--mode', 'immediate', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
