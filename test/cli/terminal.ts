import { PassThrough, Writable } from 'node:stream';
import type { Terminal } from '../../src/cli/command.ts';

/** A terminal that remembers what was written to it. */
export function fakeTerminal(env: Terminal['env'] = {}): Terminal & {
  out(): string;
  err(): string;
} {
  const paper = () => {
    const pieces: string[] = [];
    const stream = new Writable({
      write: (chunk, _encoding, done) => {
        pieces.push(String(chunk));
        done();
      },
    });
    return { stream, text: () => pieces.join('') };
  };
  const out = paper();
  const err = paper();
  const stdin = new PassThrough();
  stdin.end();
  return { env, stdin, stdout: out.stream, stderr: err.stream, out: out.text, err: err.text };
}
