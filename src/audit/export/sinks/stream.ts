import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { ExportSink } from '../export.ts';

/** Standard output: waits whenever the reader is slower. A reader that has seen enough and closes the pipe ends the export. */
export function streamSink(stream: Writable): ExportSink {
  return {
    write: async ({ text }) => {
      if (!stream.write(text)) await once(stream, 'drain');
    },
    close: async () => {},
  };
}
