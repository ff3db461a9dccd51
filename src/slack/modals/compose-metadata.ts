import { z } from 'zod';
import { type Carried, fileName } from '../blocks/compose-modal.ts';
import { clip, oneLine } from '../blocks/text.ts';

/** Slack keeps at most 3,000 characters for us. */
const FILES = 5;
const COLUMNS = 20;
const TITLE_LENGTH = 40;

const CarriedJson = z.strictObject({
  kind: z.string(),
  files: z.array(z.strictObject({ id: z.string().min(1), name: z.string().min(1) })),
  columns: z.array(z.strictObject({ index: z.int().min(0), title: z.string().min(1) })),
});

/** Null for what no form of this release carries. */
export function readCarried(metadata: string): Carried | null {
  try {
    return CarriedJson.safeParse(JSON.parse(metadata)).data ?? null;
  } catch {
    return null;
  }
}

export function carriedMetadata(carried: Carried): string {
  return JSON.stringify(shortened(carried));
}

/** As much of it as fits. */
export function shortened({ kind, files, columns }: Carried): Carried {
  return {
    kind,
    files: files.slice(0, FILES).map(({ id, name }) => ({ id, name: fileName(name) })),
    columns: columns.slice(0, COLUMNS).map(({ index, title }) => ({
      index,
      title: clip(oneLine(title), TITLE_LENGTH) || `Column ${index + 1}`,
    })),
  };
}
