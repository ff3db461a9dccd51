import { z } from 'zod';
import { ButtonValue } from '../button-value.ts';

/** What a modal that asks why carries: the request, and where the message stands that led to it. */
export interface ReasonMetadata {
  readonly button: string;
  /** Of an ephemeral message that is out of date once the modal is submitted. */
  readonly responseUrl: string | null;
  /** What is to be typed, so that a slip is shown at once; the use case checks it in earnest. */
  readonly phrase: string | null;
}

export const ReasonMetadata = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'Not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.strictObject({ button: ButtonValue, responseUrl: z.string().nullable(), phrase: z.string().nullable() }));

export function reasonMetadata(metadata: ReasonMetadata): string {
  return JSON.stringify(metadata);
}
