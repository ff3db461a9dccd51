import { readFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { z } from 'zod';
import { WrongUsage } from '../command.ts';

const State = z.strictObject({ to: z.string(), lastSeq: z.int().min(0) });

/** How far an export to a sink has come; 0 when there is no such file yet. @throws WrongUsage */
export function readState(path: string, to: string): number {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw new WrongUsage(`${path} cannot be read.`);
  }
  let state: z.infer<typeof State>;
  try {
    state = State.parse(JSON.parse(text));
  } catch {
    throw new WrongUsage(`${path} is no state of an export.`);
  }
  if (state.to !== to) throw new WrongUsage(`${path} belongs to an export to ${state.to}. Use another file.`);
  return state.lastSeq;
}

/** Replaces the file as a whole and durably: after a crash it says the old number or the new one. */
export async function writeState(path: string, to: string, lastSeq: number): Promise<void> {
  const fresh = `${path}.new`;
  const file = await open(fresh, 'w', 0o600);
  try {
    await file.writeFile(`${JSON.stringify({ to, lastSeq } satisfies z.infer<typeof State>)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
}
