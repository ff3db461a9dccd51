const FIRST_LENGTH = 256 * 1024;

/** UTF-8 that comes piece by piece. A piece is copied once, from a place that all share; in the end nothing is. */
export class GrowingBlob {
  readonly #pieces: Blob[] = [];
  #encoded = Buffer.allocUnsafeSlow(FIRST_LENGTH);

  add(text: string): void {
    const length = Buffer.byteLength(text, 'utf8');
    if (length > this.#encoded.length) this.#encoded = Buffer.allocUnsafeSlow(2 * length);
    this.#encoded.write(text, 'utf8');
    this.#pieces.push(new Blob([this.#encoded.subarray(0, length)]));
  }

  /** All that was added. */
  whole(): Blob {
    return new Blob(this.#pieces);
  }
}
