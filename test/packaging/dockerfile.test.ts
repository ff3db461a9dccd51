import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const root = new URL('../../', import.meta.url);
const textOf = (name: string) => readFileSync(new URL(name, root), 'utf8');

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

function instructions(dockerfile: string): readonly Instruction[] {
  return dockerfile
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ name: line.split(' ', 1)[0] ?? '', rest: line.slice(line.indexOf(' ') + 1) }));
}

const all = instructions(textOf('Dockerfile'));
const lastStage = all.slice(all.findLastIndex(({ name }) => name === 'FROM'));
const only = (name: string): string => {
  const found = lastStage.filter((instruction) => instruction.name === name);
  expect(found).toHaveLength(1);
  return found[0]?.rest ?? '';
};
const execForm = (text: string): readonly string[] =>
  z.array(z.string()).parse(JSON.parse(text.slice(text.indexOf('['))));
const contextSources = all
  .filter(({ name, rest }) => name === 'COPY' && !rest.startsWith('--from'))
  .flatMap(({ rest }) => rest.split(' ').slice(0, -1));

describe('the image', () => {
  test('is built on the Node release line that package.json asks for', () => {
    const { engines } = z.object({ engines: z.object({ node: z.string() }) }).parse(JSON.parse(textOf('package.json')));
    const major = /\d+/.exec(engines.node)?.[0];

    for (const { rest } of all.filter(({ name }) => name === 'FROM'))
      expect(rest).toMatch(new RegExp(`^node:${major}-\\w+-slim`));
  });

  test('holds production dependencies only, exactly as locked', () => {
    const installs = all.filter(({ name, rest }) => name === 'RUN' && rest.includes('npm'));

    expect(installs).toHaveLength(1);
    expect(installs[0]?.rest).toMatch(/^npm ci --omit=dev /);
    expect(only('ENV')).toContain('NODE_ENV=production');
  });

  test('runs as a person without rights who owns nothing but /data', () => {
    const user = lastStage.findIndex(({ name }) => name === 'USER');

    expect(only('USER')).toBe('node');
    expect(only('VOLUME')).toBe('/data');
    expect(only('ENV')).toContain('DATABASE_URL=sqlite:/data/muster.db');
    expect(lastStage.slice(user).map(({ name }) => name)).not.toContain('RUN');
    expect(lastStage.find(({ name }) => name === 'RUN')?.rest).toContain('--owner=node --group=node --mode=0700 /data');
    expect(textOf('Dockerfile')).not.toContain('--chown');
  });

  test('starts the entry point directly, so that signals arrive', () => {
    const command = execForm(only('CMD'));
    const { scripts } = z
      .object({ scripts: z.object({ start: z.string() }) })
      .parse(JSON.parse(textOf('package.json')));

    const [settings = '', program] = scripts.start.split(/ (?=node )/);
    expect(command.join(' ')).toBe(program);
    for (const setting of settings.split(' ')) expect(only('ENV').split(' ')).toContain(setting);
    expect(all.some(({ name }) => name === 'ENTRYPOINT')).toBe(false);
  });

  test('brings along what was compiled by its user and with its options, which it cannot change', () => {
    const stage = all.slice(
      all.findIndex(({ rest }) => rest.endsWith('AS compiled')),
      all.indexOf(lastStage[0] ?? { name: '', rest: '' }),
    );
    const run = stage.findLast(({ name }) => name === 'RUN')?.rest ?? '';

    expect(run.startsWith(execForm(only('CMD')).join(' '))).toBe(true);
    expect(stage.find(({ name }) => name === 'USER')?.rest).toBe(only('USER'));
    expect(lastStage.map(({ rest }) => rest)).toContain(
      '--from=compiled --chmod=0755 /app/node_modules/.cache ./node_modules/.cache',
    );
  });

  test.each(contextSources)('copies %s, which exists and is let through to the build', (source) => {
    expect(existsSync(new URL(source, root))).toBe(true);
    expect(textOf('.dockerignore').split('\n')).toContain(`!${source}`);
  });

  test('gets nothing that the Dockerfile does not copy', () => {
    const [first, ...rest] = textOf('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));

    expect(first).toBe('*');
    expect(new Set(rest)).toEqual(new Set(contextSources.map((source) => `!${source}`)));
  });
});

describe('the health check', () => {
  const runAgainst = async (port: number): Promise<number> => {
    const [, ...args] = execForm(only('HEALTHCHECK'));
    const child = spawn(process.execPath, args, { env: { PORT: String(port) }, stdio: 'ignore' });
    const [code]: unknown[] = await once(child, 'exit');
    return z.int().parse(code);
  };

  test.each([
    [200, 0],
    [503, 1],
  ])('turns an answer of %d into exit code %d', async (status, expected) => {
    const paths: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      paths.push(request.url);
      response.writeHead(status).end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;

    const code = await runAgainst(port);
    server.close();

    expect({ code, paths }).toEqual({ code: expected, paths: ['/livez'] });
  });

  test('fails when nobody listens', async () => {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');

    expect(await runAgainst(port)).toBe(1);
  });
});
