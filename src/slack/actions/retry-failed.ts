import { previewAnswer } from '../commands/preview-answer.ts';
import type { Desk } from '../desk.ts';
import { answerClick, type Click } from './action.ts';

/** A new draft for those who failed, shown to the person who asked for it. */
export async function retryFailed(desk: Desk, click: Click): Promise<void> {
  const previewed = await desk.useCases.retryFailed(click.button.id, click.actor);
  const ended = previewed.kind === 'nothing-to-do' ? await desk.useCases.status(click.button.id, click.actor) : null;
  await answerClick(desk, click, previewAnswer(desk, ended?.request.kind ?? '', previewed, { page: 0, dryRun: false }));
}
