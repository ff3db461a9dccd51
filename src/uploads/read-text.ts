import { type Decoder, decoderFor } from './decoder.ts';
import { MAX_BYTES, TOO } from './limits.ts';
import { FileRefused } from './refused.ts';

/** Divides MAX_BYTES, so that a file which is larger begins one block more. Even, so that no UTF-16 unit is cut. */
const BLOCK_BYTES = 16 * 1024;

const WHY: Readonly<Record<string, string>> = {
  '\0': 'This is no text file: it holds a NUL character.',
  '\ufffd': 'This line holds a broken character (U+FFFD). Save the file again as “CSV UTF-8”.',
};

/**
 * The text of a file in pieces of at most 16 K characters, the first of which is only shorter in a shorter file. Every
 * line break has become `\n`. Throws FileRefused, and whatever `bytes` throws.
 */
export async function* readText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: Decoder | null = null;
  let size = 0;
  const lines = new Lines();
  for await (const block of blocksOf(bytes)) {
    size += block.length;
    if (size > MAX_BYTES) throw new FileRefused(TOO.large, lines.current);
    decoder ??= decoderFor(block);
    yield lines.read(decoder.decode(block));
  }
  if (decoder !== null) yield lines.read(decoder.end());
}

/** The same bytes in blocks of one size, however they arrived; only the last is shorter. */
async function* blocksOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let block = new Uint8Array(BLOCK_BYTES);
  let filled = 0;
  for await (const chunk of bytes) {
    for (let at = 0; at < chunk.length; ) {
      const piece = chunk.subarray(at, at + BLOCK_BYTES - filled);
      block.set(piece, filled);
      filled += piece.length;
      at += piece.length;
      if (filled < BLOCK_BYTES) continue;
      yield block;
      block = new Uint8Array(BLOCK_BYTES);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}

class Lines {
  /** Counted from 1. */
  current = 1;
  #afterReturn = false;

  read(text: string): string {
    const rest = this.#afterReturn && text.startsWith('\n') ? text.slice(1) : text;
    if (text !== '') this.#afterReturn = text.endsWith('\r');
    const plain = rest.replace(/\r\n?/g, '\n');
    const broken = plain.search(/[\0\ufffd]/);
    const whole = broken < 0 ? plain : plain.slice(0, broken);
    this.current += whole.split('\n').length - 1;
    if (broken >= 0) throw new FileRefused(WHY[plain[broken] ?? ''] ?? '', this.current);
    return plain;
  }
}
