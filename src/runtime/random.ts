import { randomBytes } from 'node:crypto';

/** Chance as a port, so that a simulation can replay it. */
export interface Random {
  /** A number in [0, 1). */
  fraction(): number;
  /** `count` random bytes. */
  bytes(count: number): Uint8Array;
}

export const systemRandom: Random = {
  fraction: () => Math.random(),
  bytes: (count) => randomBytes(count),
};

/**
 * A UUID v7 (RFC 9562): 48 bits of `nowMs`, then random bits. Sorts by creation time to the millisecond.
 */
export function uuidV7(nowMs: number, random: Random): string {
  const bytes = Buffer.from(random.bytes(16));
  bytes.writeUIntBE(nowMs, 0, 6);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
