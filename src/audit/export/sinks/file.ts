import { open } from 'node:fs/promises';
import type { ExportSink } from '../export.ts';

/** A new file; one that is there already is left alone, unless `goOn` appends to it. Durable when closed. */
export async function fileSink(path: string, goOn: boolean): Promise<ExportSink> {
  const file = await open(path, goOn ? 'a' : 'wx', 0o600);
  return {
    write: async ({ text }) => {
      await file.appendFile(text);
    },
    close: async () => {
      await file.sync();
      await file.close();
    },
  };
}
