import type { Previewed } from '../../requests/use-cases.ts';
import { refusal } from '../answers.ts';
import type { Message } from '../blocks/elements.ts';
import { nothingToDo, previewMessage } from '../blocks/preview.ts';
import { type Desk, operationOf } from '../desk.ts';

/** What a person is shown after asking for a preview, whichever way it ended. */
export function previewAnswer(
  desk: Pick<Desk, 'describe'>,
  kind: string,
  previewed: Previewed,
  { page, dryRun }: { readonly page: number; readonly dryRun: boolean },
): Message {
  switch (previewed.kind) {
    case 'previewed':
      return previewMessage({ previewed, operation: operationOf(desk, previewed.view), page, dryRun });
    case 'nothing-to-do':
      return nothingToDo(previewed, desk.describe(kind, previewed.operation));
    case 'refused':
      return refusal(previewed.reason);
  }
}
