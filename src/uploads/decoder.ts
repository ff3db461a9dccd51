import { isUtf8 } from 'node:buffer';

/** Bytes to text, piece by piece. Never throws: what an encoding does not know becomes U+FFFD. */
export interface Decoder {
  decode(block: Uint8Array): string;
  /** Whatever was held back. */
  end(): string;
}

/** For a file that begins with these bytes; a few thousand tell more than a few. */
export function decoderFor(beginning: Uint8Array): Decoder {
  const wide = utf16Of(beginning);
  return wide === null ? utf8OrWindows1252() : textDecoder(wide);
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Takes a byte order mark off. */
function textDecoder(encoding: Encoding): Decoder {
  const decoder = new TextDecoder(encoding);
  return { decode: (block) => decoder.decode(block, { stream: true }), end: () => decoder.decode() };
}

/** By the byte order mark, or because one half of the pairs is zero again and again, as in the UTF-16 of any address. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (bytes.length % 2 !== 0) return null;
  const pairs = bytes.length / 2;
  const zeros = [0, 0];
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
  }
  const [evenZeros = 0, oddZeros = 0] = zeros;
  if (evenZeros === 0 && oddZeros > 0 && oddZeros >= pairs / 4) return 'utf-16le';
  if (oddZeros === 0 && evenZeros > 0 && evenZeros >= pairs / 4) return 'utf-16be';
  return null;
}

/**
 * ASCII is the same in both. The first character beyond it decides: where its bytes are one of UTF-8, the file is UTF-8
 * from there on, and what is not becomes U+FFFD; else it is what Excel writes as plain CSV in Western Europe.
 */
function utf8OrWindows1252(): Decoder {
  let decided: Decoder | null = null;
  let held: Uint8Array = new Uint8Array();
  return {
    decode(block) {
      if (decided !== null) return decided.decode(block);
      const bytes = held.length === 0 ? block : Buffer.concat([held, block]);
      const start = bytes.findIndex((byte) => byte >= 0x80);
      const length = sequenceLength(bytes[start] ?? 0);
      if (start < 0 || start + length > bytes.length) {
        const end = start < 0 ? bytes.length : start;
        held = bytes.subarray(end);
        return Buffer.from(bytes.subarray(0, end)).toString('latin1');
      }
      decided = textDecoder(isUtf8(bytes.subarray(start, start + length)) ? 'utf-8' : 'windows-1252');
      return decided.decode(bytes);
    },
    end: () => (decided === null ? new TextDecoder('windows-1252').decode(held) : decided.end()),
  };
}

/** As the first byte announces it. https://datatracker.ietf.org/doc/html/rfc3629#section-3 */
function sequenceLength(first: number): number {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
}
