import { previewModal } from '../blocks/preview.ts';
import { previewAnswer } from '../commands/preview-answer.ts';
import { type Desk, operationOf } from '../desk.ts';
import { answerClick, type Click } from './action.ts';

/** Another page of a preview, where the preview stands. */
export async function turnPage(desk: Desk, click: Click): Promise<void> {
  const { id, page, dryRun } = click.button;
  const previewed = await desk.useCases.showDraft(id, click.actor);
  if (click.viewId !== null && previewed.kind === 'previewed') {
    const operation = operationOf(desk, previewed.view);
    return desk.answers.show(click.viewId, previewModal({ previewed, operation, page, dryRun }));
  }
  // A draft knows its kind; only a draft that is gone does not, and then no operation is named.
  const kind = previewed.kind === 'previewed' ? previewed.view.request.kind : '';
  return answerClick(desk, click, previewAnswer(desk, kind, previewed, { page, dryRun }));
}
