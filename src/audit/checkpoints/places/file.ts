import { mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { CheckpointPlace } from '../place.ts';

/** Appends to a file and waits until the disk has it. Meant for another machine's disk: a mounted share, a forwarded log. */
export function filePlace(path: string): CheckpointPlace {
  const absolute = resolve(path);
  return {
    name: `file:${absolute}`,
    post: async (line) => {
      await mkdir(dirname(absolute), { recursive: true });
      const file = await open(absolute, 'a', 0o640);
      try {
        await file.appendFile(`${line}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      // A file that was just made is there for good only when its folder has been written, too.
      const folder = await open(dirname(absolute), 'r');
      await folder.sync().finally(() => folder.close());
    },
  };
}
