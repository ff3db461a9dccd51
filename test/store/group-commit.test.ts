import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CommitUnknown, StoreTroubled } from '../../src/store/failure.ts';
import { createGroupCommit } from '../../src/store/group-commit.ts';

/** A disk whose syncs end when the test says so. */
function slowDisk() {
  const begun: { end(): void; fail(error: Error): void }[] = [];
  const group = createGroupCommit(
    () => new Promise<void>((resolve, reject) => void begun.push({ end: resolve, fail: reject })),
  );
  return { begun, group };
}

/** Lets everything that can go on go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

function watched(promise: Promise<void>): { state: 'waiting' | 'on disk' | 'unknown' } {
  const seen: { state: 'waiting' | 'on disk' | 'unknown' } = { state: 'waiting' };
  promise.then(
    () => (seen.state = 'on disk'),
    (error) => (seen.state = error instanceof CommitUnknown ? 'unknown' : 'waiting'),
  );
  return seen;
}

test('those who commit while the disk is busy share the next sync', async () => {
  const { begun, group } = slowDisk();
  group.committed();
  const first = watched(group.durable());
  group.committed();
  const second = watched(group.durable());
  group.committed();
  const third = watched(group.durable());

  begun[0]?.end();
  await settle();
  expect([first.state, second.state, third.state]).toEqual(['on disk', 'waiting', 'waiting']);

  begun[1]?.end();
  await settle();
  expect([second.state, third.state]).toEqual(['on disk', 'on disk']);
  expect(begun).toHaveLength(2);
});

test('where nothing was committed the disk is left alone', async () => {
  const { begun, group } = slowDisk();

  await group.durable();

  expect(begun).toHaveLength(0);
});

test('when a sync fails nobody who waits is told that it took, and nothing is written any more', async () => {
  const { begun, group } = slowDisk();
  group.committed();
  const first = watched(group.durable());
  group.committed();
  const second = watched(group.durable());
  expect(() => group.assertWritable()).not.toThrow();

  begun[0]?.fail(new Error('EIO: i/o error, fdatasync'));
  await settle();

  expect([first.state, second.state]).toEqual(['unknown', 'unknown']);
  expect(() => group.assertWritable()).toThrow(StoreTroubled);
  await expect(group.durable()).rejects.toThrow(CommitUnknown);
  expect(begun).toHaveLength(1);
});

test('whoever is told that it took had a sync that began after the commit and ended', async () => {
  const step = fc.constantFrom<('commit' | 'end' | 'settle')[]>('commit', 'end', 'settle');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { begun, group } = slowDisk();
      let ended = 0;
      const waiting: { readonly beganBefore: number; readonly seen: ReturnType<typeof watched> }[] = [];
      for (const what of steps) {
        if (what === 'commit') {
          group.committed();
          waiting.push({ beganBefore: begun.length, seen: watched(group.durable()) });
        } else if (what === 'end' && ended < begun.length) {
          begun[ended]?.end();
          ended += 1;
        } else await settle();
        for (const { beganBefore, seen } of waiting)
          if (seen.state === 'on disk') expect(ended).toBeGreaterThan(beganBefore);
      }
      while (waiting.some(({ seen }) => seen.state === 'waiting')) {
        if (ended < begun.length) {
          begun[ended]?.end();
          ended += 1;
        }
        await settle();
      }
      expect(waiting.every(({ seen }) => seen.state === 'on disk')).toBe(true);
    }),
  );
});
