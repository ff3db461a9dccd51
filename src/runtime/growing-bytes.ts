/** Smallest block, in bytes; and by how much one grows that is full. What is not written to costs no memory. */
const FIRST_BLOCK = 64 * 1024;
const GROWTH = 4;

/** UTF-8 that comes piece by piece, in one block: pieces that are joined in the end are all there twice. */
export class GrowingBytes {
  #block = Buffer.allocUnsafeSlow(FIRST_BLOCK);
  #length = 0;

  add(text: string): void {
    const length = this.#length + Buffer.byteLength(text, 'utf8');
    if (length > this.#block.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(length, this.#block.length * GROWTH));
      this.#block.copy(larger, 0, 0, this.#length);
      this.#block = larger;
    }
    this.#length += this.#block.write(text, this.#length, 'utf8');
  }

  /** All that was added. */
  bytes(): Buffer {
    return this.#block.subarray(0, this.#length);
  }
}
