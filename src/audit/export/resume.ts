import { open } from 'node:fs/promises';
import { fromJsonLine } from './json-line.ts';

/** The file holds something else, and nothing is added to it. */
export class NotAnExport extends Error {
  override readonly name = 'NotAnExport';
}

const READ_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

async function lastNewlines(file: Awaited<ReturnType<typeof open>>, size: number): Promise<readonly number[]> {
  const found: number[] = [];
  for (let end = size; end > 0 && found.length < 2; ) {
    const start = Math.max(0, end - READ_BYTES);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    for (let at = bytesRead - 1; at >= 0 && found.length < 2; at -= 1)
      if (buffer[at] === NEWLINE) found.push(start + at);
    end = start;
  }
  return found;
}

/**
 * Where an interrupted export to a file of JSON Lines goes on: after its last whole line. A line that was cut off is removed.
 * Answers the last event's number, 0 for an empty file.
 * @throws NotAnExport when the last line is no event, so that no other file is ever written to
 */
export async function resumeFile(path: string): Promise<number> {
  const refusal = new NotAnExport(`${path} is no export as JSON Lines, so nothing is added to it.`);
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    const [last, before] = await lastNewlines(file, size);
    if (last === undefined) {
      if (size > 0) throw refusal;
      return 0;
    }
    const start = before === undefined ? 0 : before + 1;
    const { buffer } = await file.read(Buffer.alloc(last - start), 0, last - start, start);
    const line = fromJsonLine(buffer.toString('utf8'));
    if (!line) throw refusal;
    await file.truncate(last + 1);
    return line.event.seq;
  } finally {
    await file.close();
  }
}
