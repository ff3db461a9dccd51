import type { Writable } from 'node:stream';
import type { ExportSink } from '../export.ts';

/** Whoever read the pipe has closed it, as `head` does when it has seen enough. */
export class ReaderGone extends Error {
  override readonly name = 'ReaderGone';
}

/** Standard output: waits whenever the reader is slower. @throws ReaderGone */
export function streamSink(stream: Writable): ExportSink {
  let broken: Error | null = null;
  const onError = (error: Error) => {
    broken = error;
  };
  stream.on('error', onError);
  return {
    write: ({ text }) =>
      new Promise((resolve, reject) => {
        // The callback comes when the piece has gone out, or never will.
        stream.write(text, (error) => {
          const failure = error ?? broken;
          if (!failure) resolve();
          else if ('code' in failure && failure.code === 'EPIPE') reject(new ReaderGone('The reader is gone'));
          else reject(failure);
        });
      }),
    close: async () => {
      // The listener stays: the error of a closed pipe may come after us, and must not end the process with a stack.
    },
  };
}
