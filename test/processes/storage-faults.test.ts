import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { troubleOf } from '../../src/store/failure.ts';
import { openStore } from '../../src/store/open-store.ts';
import { actor, buildDomain, byId } from '../support/domain.ts';
import { account } from '../support/fake-directory.ts';
import { quietLog } from '../support/quiet-log.ts';

const PEOPLE = Array.from({ length: 120 }, (_, index) => account(String(1_000 + index)));
const mount = (...args: string[]) => execFileSync('mount', args, { stdio: 'pipe' });

/** A file system of its own, as small as it is wanted. Only root may have one. */
function canMount(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  const folder = mkdtempSync(join(tmpdir(), 'muster-may-mount-'));
  try {
    mount('-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder);
    execFileSync('umount', [folder], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const mountable = canMount();
if (!mountable) {
  process.stderr.write('LEFT OUT: a full disk and a read-only one, because only root can mount a small file system\n');
}

describe.skipIf(!mountable)('a disk that takes no more', () => {
  let disk = '';
  beforeEach(() => {
    disk = mkdtempSync(join(tmpdir(), 'muster-disk-'));
    mount('-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk);
  });
  afterEach(() => {
    execFileSync('umount', ['--lazy', disk], { stdio: 'pipe' });
    rmSync(disk, { recursive: true });
  });

  const fill = () => {
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, 'ballast'), Buffer.alloc(bavail * bsize));
  };
  const makeRoom = () => rmSync(join(disk, 'ballast'));

  /** An approved request over 120 people on a disk of its own. */
  const approved = async () => {
    const store = await openStore({ url: `sqlite:${join(disk, 'muster.db')}`, log: quietLog });
    const domain = await buildDomain({ accounts: PEOPLE, store });
    const id = await domain.submitted(byId(...PEOPLE.map((one) => one.id)));
    return { ...domain, id };
  };

  test('when it is full in the middle of a run, nothing is called without its intent; with room again, all is well', async () => {
    const { cast, clock, directory, id, newDispatcher, state, stopped, store, useCases, view } = await approved();
    await useCases.approve(id, actor(cast.bob));
    const dispatcher = newDispatcher();
    await dispatcher.start();
    await clock.runUntil(() => directory.calls.length === 1);

    fill();
    await expect(
      (async () => {
        for (let tries = 0; tries < 200; tries += 1) {
          await store.write((tx) =>
            tx
              .insertInto('deliveries')
              .values({ key: `${tries} ${'x'.repeat(50_000)}`, received_at: 1 })
              .execute(),
          );
        }
      })(),
    ).rejects.toSatisfy((error) => troubleOf(error) === 'full');
    await expect(store.check()).rejects.toThrow();
    const until = clock.now() + 60_000;
    await clock.runUntil(() => clock.now() >= until);
    const intents = await store.db
      .selectFrom('audit_events')
      .select('seq')
      .where('kind', '=', 'call.intended')
      .execute();
    expect(directory.calls.length).toBeLessThanOrEqual(intents.length);
    makeRoom();

    await clock.runUntil(async () => (await state(id)) === 'finished');
    await stopped(dispatcher);
    await store.check();
    expect((await view(id)).outcomes).toMatchObject({ succeeded: 120, waiting: 0 });
    expect(directory.effects.length).toBe(120);
    await store.close();
  });

  test('new work is refused, and taken once there is room', async () => {
    const { cast, id, store, useCases, state } = await approved();

    fill();
    const refused: unknown[] = [];
    for (let tries = 0; tries < 400 && refused.length === 0; tries += 1) {
      await store
        .write((tx) =>
          tx
            .insertInto('deliveries')
            .values({ key: `${tries} ${'x'.repeat(50_000)}`, received_at: 1 })
            .execute(),
        )
        .catch((error: unknown) => refused.push(error));
    }
    const click = await useCases.approve(id, actor(cast.bob)).catch((error: unknown) => error);
    expect(troubleOf(click)).toBe('full');
    expect(await state(id)).toBe('pending');
    makeRoom();

    expect((await useCases.approve(id, actor(cast.bob))).kind).toBe('done');
    await store.close();
  });

  test('a file system that is read-only refuses to start with what to do', async () => {
    mount('-o', 'remount,ro', disk);

    await expect(openStore({ url: `sqlite:${join(disk, 'muster.db')}`, log: quietLog })).rejects.toThrow(
      /cannot be written.*Make .* writable/s,
    );
  });
});
