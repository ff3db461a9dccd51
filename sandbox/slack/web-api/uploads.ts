/** A file between files.getUploadURLExternal and files.completeUploadExternal. */
export interface Upload {
  readonly fileId: string;
  readonly name: string;
  /** As announced. */
  readonly sizeBytes: number;
  readonly bytes: Uint8Array | null;
}

/** By file id. */
export type Uploads = Map<string, Upload>;
