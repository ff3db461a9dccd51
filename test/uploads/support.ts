import { type Row, readTable } from '../../src/uploads/read-table.ts';
import { FileRefused } from '../../src/uploads/refused.ts';

/** Bytes as they arrive: in pieces of this size. */
export async function* inPieces(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const ENCODERS = {
  'utf-8': (text: string) => Buffer.from(text),
  'utf-8 with a mark': (text: string) => Buffer.from(`\ufeff${text}`),
  'utf-16le with a mark': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'utf-16be with a mark': (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  'utf-16le': (text: string) => Buffer.from(text, 'utf16le'),
  'utf-16be': (text: string) => Buffer.from(text, 'utf16le').swap16(),
} as const satisfies Readonly<Record<string, (text: string) => Uint8Array>>;

export type EncodingName = keyof typeof ENCODERS;
export const ENCODINGS = Object.keys(ENCODERS) as EncodingName[];

export const encoded = (text: string, encoding: EncodingName): Uint8Array => ENCODERS[encoding](text);

export async function all<T>(values: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

const from = (file: string | Uint8Array): Uint8Array => (typeof file === 'string' ? Buffer.from(file) : file);

export const bytesOf = (file: string | Uint8Array, size?: number) => inPieces(from(file), size);

export async function tableOf(file: string | Uint8Array, size?: number): Promise<readonly Row[]> {
  return all(readTable(bytesOf(file, size)));
}

export const cellsOf = async (file: string | Uint8Array): Promise<readonly (readonly string[])[]> =>
  (await tableOf(file)).map(({ cells }) => cells);

/** Why a file was refused, and where. Fails when it was not. */
export async function refusalOf(file: string | Uint8Array): Promise<{ reason: string; line: number | null }> {
  try {
    await tableOf(file);
  } catch (error) {
    if (error instanceof FileRefused) return { reason: error.message, line: error.line };
    throw error;
  }
  throw new Error('The file was taken');
}
