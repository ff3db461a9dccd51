/** A file that will not be read, or not further. `message` is a sentence for whoever uploaded it; it quotes nothing from the file. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
  /** Where reading stopped, counted from 1 as an editor does; null when the file was not even opened. */
  readonly line: number | null;

  constructor(reason: string, line: number | null) {
    super(reason);
    this.line = line;
  }
}
